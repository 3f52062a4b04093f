import { isNamedScript } from '../may-be-script.ts'
import type { Shell } from '../script-text.ts'
import { shellNamed } from './shell-name.ts'

/** The hooks and phases of a derivation. */
const hooks =
  /^(?:shellHook|buildCommand|\w+Phase|(?:pre|post)(?:Build|Install|InstallCheck|Check|Configure|Unpack|Patch|Fixup|Dist|ShellHook))$/

/** Of `systemd.services.*`, whatever set it stands in. */
const ofServices = /^(?:script|preStart|postStart|preStop|postStop|reload)$/
const commandLine = /^Exec(?:StartPre|StartPost|Start|StopPost|Stop|Reload|Condition)$/

const anywhere =
  /^(?:interactiveShellInit|loginShellInit|shellInit|extraInit|promptInit|bashrcExtra|profileExtra|logoutExtra|loginExtra|envExtra|initExtra|initExtraFirst|initExtraBeforeCompInit|initContent|completionInit|sessionCommands|startupCommands)$/

const scripts: ReadonlySet<string> = new Set(['activationScripts', 'userActivationScripts', 'activation'])

/** The shell that reads the value of an option, by its full name; undefined for an option that holds none. */
export const isShellOption = (name: readonly string[]): Shell | undefined => {
  const last = name.at(-1) ?? ''
  if (hooks.test(last) || ofServices.test(last)) return 'bash'
  if (commandLine.test(last)) return 'sh'
  if (anywhere.test(last) || name.at(-2) === 'shellAliases') return programOf(name)
  if (name[0] === 'boot' && last.endsWith('Commands')) return 'sh'
  if (isActivation(name)) return 'bash'
  return last === 'text' && isNamedScript(name.at(-2) ?? '') ? 'unknown' : undefined
}

/** Of `programs.zsh.…`; what all shells read is `unknown`. */
const programOf = (name: readonly string[]): Shell =>
  name[0] === 'programs' ? (shellNamed(name[1] ?? '') ?? 'unknown') : 'unknown'

/** `system.activationScripts.x` and its `text`, `home.activation.x`. */
const isActivation = (name: readonly string[]): boolean => {
  const [root, group, , last] = name
  if ((root !== 'system' && root !== 'home') || !scripts.has(group ?? '')) return false
  return name.length === 3 || (name.length === 4 && last === 'text')
}
