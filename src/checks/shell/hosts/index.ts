import {
  dockerfile,
  githubFile,
  gitlabFile,
  isNamedScript,
  justfile,
  makefile,
  markdown,
  nixFile,
  npmManifest,
  otherCi,
} from '../may-be-script.ts'
import type { Host } from '../script-text.ts'
import type { Piece } from './piece.ts'

/** How the pieces of a file are found. */
export type PieceFinder = (path: string, text: string) => readonly Piece[] | Promise<readonly Piece[]>

/** What a kind of file is called, and who reads it. */
export interface HostReader {
  readonly name: Host
  load(): Promise<PieceFinder>
}

const hosts: readonly (readonly [RegExp, HostReader])[] = [
  [makefile, { name: 'make', load: async () => (await import('./make.ts')).piecesInMakefile }],
  [justfile, { name: 'just', load: async () => (await import('./just.ts')).piecesInJustfile }],
  [dockerfile, { name: 'dockerfile', load: async () => (await import('./dockerfile.ts')).piecesInDockerfile }],
  [markdown, { name: 'markdown', load: async () => (await import('./markdown.ts')).piecesInMarkdown }],
  [nixFile, { name: 'nix', load: async () => (await import('./nix.ts')).piecesInNix }],
  [npmManifest, { name: 'npm', load: async () => (await import('./npm.ts')).piecesInManifest }],
  [githubFile, { name: 'github', load: async () => (await import('./github.ts')).piecesInWorkflow }],
  [gitlabFile, { name: 'gitlab', load: async () => (await import('./gitlab.ts')).piecesInPipeline }],
]

const script: HostReader = { name: 'file', load: async () => (await import('./file.ts')).piecesInFile }
const otherService: HostReader = { name: 'ci', load: async () => (await import('./ci.ts')).piecesInCi }

const shebang = /^#![^\n]*\b(?:ba|z|k|da|fi)?sh\b/

/** Who finds the shell in a file; undefined where there is none. */
export const hostOf = (path: string, text: string): HostReader | undefined => {
  const named = hosts.find(([pattern]) => pattern.test(path))?.[1]
  if (named !== undefined) return named
  if (otherCi.some(([, pattern]) => pattern.test(path))) return otherService
  return isNamedScript(path) || shebang.test(text) ? script : undefined
}
