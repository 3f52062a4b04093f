import type { Shell } from '../script-text.ts'

const shells: ReadonlyMap<string, Shell> = new Map([
  ['sh', 'sh'],
  ['dash', 'sh'],
  ['ash', 'sh'],
  ['bash', 'bash'],
  ['zsh', 'zsh'],
  ['ksh', 'ksh'],
  ['fish', 'fish'],
])

/** The shell of a name: `bash`, `/bin/sh`, `dash`; undefined for what is no shell of ours. */
export const shellNamed = (name: string): Shell | undefined =>
  shells.get(name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1))

/** The shell that a first line `#!…` names; undefined where it names something else or there is none. */
export const shellOfShebang = (text: string): Shell | undefined => {
  const [, name] = /^#![^\n]*\b((?:ba|z|k|da|a|fi)?sh)\b/.exec(text) ?? []
  return name === undefined ? undefined : shellNamed(name)
}
