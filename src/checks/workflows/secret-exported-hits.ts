import type { Hit, Severity } from '../../model/rule.ts'
import { isCredentialKey } from '../leftovers/credential-key.ts'
import { type JobReading, jobReadings } from './arrivals.ts'
import { type CiFile, hitOf, type Remark } from './ci-file.ts'
import { fieldAt, itemsAt, scalarAt } from './nodes.ts'
import type { Arrival, Outlet } from './shell-reading.ts'

export function* secretExportedHits(file: CiFile): Generator<Hit> {
  for (const reading of jobReadings(file)) {
    if (file.host === 'gitlab') yield* dotenvHits(file, reading)
    else for (const { arrivals } of reading.steps) yield* exportedHits(file, arrivals, reading)
  }
}

function* exportedHits(file: CiFile, arrivals: readonly Arrival[], { remains }: JobReading): Generator<Hit> {
  for (const arrival of arrivals) {
    const known = arrival.kind === 'secret' || arrival.kind === 'environment'
    if (!known && remains.masks.covers(arrival.name)) continue
    const said = known ? ofKnown(arrival) : ofUnknown(arrival)
    if (said !== undefined) yield hitOf(file, { ...said, range: arrival.range })
  }
}

const files: ReadonlyMap<Outlet, string> = new Map([
  ['env', '$GITHUB_ENV'],
  ['output', '$GITHUB_OUTPUT'],
  ['summary', '$GITHUB_STEP_SUMMARY'],
])

const severities: ReadonlyMap<Outlet, Severity> = new Map([['output', 'medium']])

const ofUnknown = ({ kind, outlet }: Arrival): Omit<Remark, 'range'> | undefined => {
  const to = files.get(outlet)
  if (to === undefined) return undefined
  const what = kind === 'decrypted' ? 'A decrypted or fetched value' : 'A value worked out from a secret'
  return { note: `${what} is written to ${to} without ::add-mask::`, severity: severities.get(outlet) ?? 'high' }
}

const ofKnown = ({ kind, outlet }: Arrival): Omit<Remark, 'range'> | undefined => {
  const to = files.get(outlet)
  if (to === undefined) return undefined
  const what = kind === 'environment' ? 'Every variable of the step' : 'A secret'
  return {
    note: `${what} is written to ${to}, where every later step gets it`,
    severity: outlet === 'summary' ? 'medium' : 'low',
    remedy: 'Give the secret to each step that needs it: env: { TOKEN: "${{ secrets.TOKEN }}" }.',
  }
}

/** `artifacts: reports: dotenv:` of a file into which the job writes a credential. */
function* dotenvHits(file: CiFile, { job, steps, remains }: JobReading): Generator<Hit> {
  for (const item of itemsAt(fieldAt(job.node, 'artifacts', 'reports', 'dotenv'))) {
    const node = scalarAt(item)
    if (node === undefined) continue
    const path = String(node.value)
    const kind = remains.files.get(path)
    const named = steps.some(({ step }) => step.scripts.some(({ text }) => writesCredential(text, path)))
    if (kind === undefined && !named) continue
    yield hitOf(file, {
      range: node,
      severity: kind === 'decrypted' ? 'high' : 'medium',
      note: 'A dotenv report holds a credential: whoever may see the pipeline can download it',
      remedy:
        'Let the job that needs the credential fetch it (secrets:, id_tokens:, sops exec-env), and write only what is no secret to the report.',
    })
  }
}

/** `echo "API_TOKEN=…" >> build.env` on one line. */
const writesCredential = (text: string, path: string): boolean =>
  text.split('\n').some((line) => {
    if (!line.includes(path) || !/>|\btee\b/.test(line)) return false
    const name = /(?:^|[\s"'])([A-Za-z_]\w{0,80})=\\?["']?[$`]/.exec(line)?.[1]
    return name !== undefined && isCredentialKey(name)
  })
