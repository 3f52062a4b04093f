import { faultOfRuntimeSecret, runtimeSecretMeta } from '../checks/leftovers/runtime-secret.ts'
import { fingerprintOf } from '../engine/fingerprint.ts'
import type { Finding } from '../model/finding.ts'
import { runtimeSecrets } from '../sources/machine/runtime-secrets.ts'

/** What sops-nix decrypted, judged by what the file system tells of it: it is legitimate, and its content nobody's business. */
export const runtimeSecretFindings = async (roots?: readonly string[]): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  for (const { path, ...facts } of runtimeSecrets(roots)) {
    const fault = faultOfRuntimeSecret(facts)
    if (fault === undefined) continue
    const { id, remedy } = runtimeSecretMeta
    const fingerprint = await fingerprintOf(id, path, fault.message)
    findings.push({ rule: id, status: 'open', path, origin: { from: 'machine' }, remedy, fingerprint, ...fault })
  }
  return findings
}
