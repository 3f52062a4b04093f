import type { Rule } from '../../model/rule.ts'
import { shellAgeKeyExported } from './age-key-exported.ts'
import { shellArgvSecret } from './argv-secret.ts'
import { shellEchoSecret } from './echo-secret.ts'
import { shellEncryptInPlace } from './encrypt-in-place.ts'
import { shellEnvDump } from './env-dump.ts'
import { shellMakeEcho } from './make-echo.ts'
import { shellMktempU } from './mktemp-u.ts'
import { shellRmNotShred } from './rm-not-shred.ts'
import { shellShredNoU } from './shred-no-u.ts'
import { shellSopsDecryptTee } from './sops-decrypt-tee.ts'
import { shellSopsDecryptToFile } from './sops-decrypt-to-file.ts'
import { shellSopsSetArgv } from './sops-set-argv.ts'
import { shellTempPlaintext } from './temp-plaintext.ts'
import { shellTrapMissingSignals } from './trap-missing-signals.ts'
import { shellXtrace } from './xtrace.ts'

/** The rules that read scripts. */
export const shellRules: readonly Rule[] = [
  shellTempPlaintext,
  shellSopsDecryptToFile,
  shellSopsDecryptTee,
  shellSopsSetArgv,
  shellEncryptInPlace,
  shellEchoSecret,
  shellXtrace,
  shellEnvDump,
  shellArgvSecret,
  shellMktempU,
  shellRmNotShred,
  shellShredNoU,
  shellMakeEcho,
  shellTrapMissingSignals,
  shellAgeKeyExported,
]
