import type { TextRange } from '../../formats/tree.ts'
import { isCredentialKey } from '../leftovers/credential-key.ts'
import { everyPipeline } from '../shell/commands.ts'
import { stepOf } from '../shell/effects.ts'
import { Variables } from '../shell/places.ts'
import type { Part } from '../shell/token.ts'
import { type Kind, kindOf } from './flow.ts'
import type { Script } from './script.ts'

/** The `set -x` under which a secret is used whose name does not say what it is; the others are the shell rules' own. */
export const tracedSecret = (script: Script, secrets: (name: string) => Kind | undefined): TextRange | undefined => {
  if (!/\bset\b/.test(script.text)) return undefined
  const isSecret = (part: Part): boolean => {
    if (part.kind !== 'text' && part.kind !== 'parameter') return false
    const expressions = script.expressionsOf(part.kind === 'parameter' ? part.name : part.text)
    if (expressions.some((each) => kindOf(each) !== undefined)) return true
    return part.kind === 'parameter' && secrets(part.name) !== undefined && !isCredentialKey(part.name)
  }
  let tracing: TextRange | undefined
  for (const pipeline of everyPipeline(script.pipelines))
    for (const command of pipeline) {
      const { name, args } = stepOf(command, new Variables())
      const [first, last] = [command.words[0], command.words.at(-1)]
      if (name === 'set' && first !== undefined && last !== undefined) {
        if (switches(args, '-')) tracing = script.sourceOf({ start: first.start, end: last.end })
        else if (switches(args, '+')) tracing = undefined
      } else if (tracing !== undefined && command.words.some(({ parts }) => parts.some(isSecret))) return tracing
    }
  return undefined
}

const switches = (args: readonly string[], sign: '-' | '+'): boolean =>
  args.some(
    (arg, index) =>
      arg.startsWith(sign) && (/^.[a-wyz]*x/.test(arg) || (/^.[a-z]*o$/.test(arg) && args[index + 1] === 'xtrace')),
  )
