import { shellQuoted } from '../formats/shell-quote.ts'
import type { Finding } from '../model/finding.ts'

/** Rules whose remedies say FILE and mean the very file. */
const about = /^(?:sops|kubernetes|keyfile)-/
const aboutOthers = /(?:^|\/)\.sops\.ya?ml$/

/** The finding with its file in the commands of the remedy, to be copied as they stand. */
export const withNamedFile = (finding: Finding): Finding =>
  about.test(finding.rule) && !aboutOthers.test(finding.path)
    ? { ...finding, remedy: finding.remedy.replace(/\bFILE\b/g, () => shellQuoted(finding.path)) }
    : finding
