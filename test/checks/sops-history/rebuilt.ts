import { newRepository, type TestRepository } from '../../support/repository.ts'
import { makeSopsFolder, type SopsFolder } from '../../support/sops.ts'

/** A git repository beside a folder in which the real sops works on its files. */
export interface Rebuilt extends TestRepository {
  /** Runs sops on a file of the working tree; `FILE` in the arguments stands for it. */
  sops(path: string, ...args: readonly string[]): void
  read(path: string): string
  /** Changes a file as something else than SOPS would, and stages it. */
  edit(path: string, from: RegExp | string, to: string): void
  /** Rules and places of what is open, without those of other checks. */
  found(...args: readonly string[]): Promise<readonly string[]>
}

export const rules = ['sops-mac-broken', 'sops-ciphertext-corrupted', 'sops-removed-without-rotation'] as const

interface Found {
  readonly rule: string
  readonly path: string
  readonly status: string
  readonly region?: { readonly startLine: number }
}

/** `rule path:line` of every open finding, line 0 for a statement about a whole file. */
export const placesIn = (stdout: string): readonly string[] => {
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly Found[] }
  return findings
    .filter(({ rule, status }) => status === 'open' && rules.some((known) => known === rule))
    .map(({ rule, path, region }) => `${rule.slice('sops-'.length)} ${path}:${region?.startLine ?? 0}`)
    .sort()
}

/** A fresh repository; sops works with the key of `folder`. */
export const rebuilt = (folder: SopsFolder): Rebuilt => {
  const repository = newRepository()
  const read = (path: string): string => repository.git('cat-file', 'blob', `:${path}`)
  return {
    ...repository,
    read,
    sops: (path, ...args) => {
      folder.write(path, read(path))
      folder.sops(...args.map((arg) => (arg === 'FILE' ? path : arg)))
      repository.stage(path, folder.read(path))
    },
    edit: (path, from, to) => {
      const before = read(path)
      const after = before.replace(from, to)
      if (after === before) throw new Error(`${path}: nothing was changed by ${String(from)}`)
      repository.stage(path, after)
    },
    found: async (...args) => {
      const { stdout, stderr, code } = await repository.command([...args, '--format', 'json'])
      if (code > 1) throw new Error(`leaktight ${args.join(' ')}: exit ${code}: ${stdout} ${stderr}`)
      return placesIn(stdout)
    },
  }
}

export { makeSopsFolder }
