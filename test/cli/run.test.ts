import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statfsSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builtCli } from '../support/repository.ts'

const inMemory = existsSync('/dev/shm') && BigInt(statfsSync('/dev/shm', { bigint: true }).type) === 0x01021994n

/** Stands for the user's runtime folder, so that what is left behind can be seen. */
let runtime: string
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaktight-run-'))
  runtime = inMemory ? mkdtempSync('/dev/shm/leaktight-runtime-') : join(folder, 'runtime')
})
afterEach(async () => {
  // A guard that has done its work may still keep its own compiled code.
  await until(() => {
    try {
      rmSync(folder, { recursive: true, force: true })
      return true
    } catch {
      return false
    }
  }, 'a folder that nobody writes to')
  rmSync(runtime, { recursive: true, force: true })
})

const environment = () => ({ PATH: process.env.PATH ?? '', HOME: folder, XDG_RUNTIME_DIR: runtime, TMPDIR: folder })

const run = (...words: string[]) =>
  spawnSync(process.execPath, [builtCli, 'run', ...words], { cwd: folder, env: environment(), encoding: 'utf8' })

const until = async (test: () => boolean, what: string): Promise<void> => {
  for (let waited = 0; !test(); waited += 20) {
    if (waited > 15_000) expect.fail(`never: ${what}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}

/** Whether some process has a word among its arguments. */
const runs = (word: string): boolean =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes(word)
      } catch {
        return false
      }
    })

/** The processes that see each other, as the name of a private folder tells them. */
const processSpace = (): string => {
  const [, digits] = /\[(\d+)\]/.exec(readlinkSync('/proc/self/ns/pid')) ?? []
  return Number(digits).toString(16).padStart(8, '0')
}

/** The guards that were started with a runtime folder. */
const guardsOf = (own: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const [environment, words] = ['environ', 'cmdline'].map((name) =>
          readFileSync(`/proc/${pid}/${name}`, 'latin1'),
        )
        return words?.includes('run-guard') && environment?.split('\0').includes(`XDG_RUNTIME_DIR=${own}`)
      } catch {
        return false
      }
    })
    .map(Number)

describe.skipIf(!inMemory)('leaktight run', () => {
  it('offers a folder in memory for its user alone, and ends as the command does', () => {
    const script = 'test "$TMPDIR" = "$LEAKTIGHT_TMP" && stat -c "%a %n" "$TMPDIR" && umask && ulimit -c; exit 7'
    const { stdout, stderr, status } = run('--', 'sh', '-c', script)
    expect(stdout.split('\n')[0]).toMatch(new RegExp(`^700 ${runtime}/leaktight-[0-9a-f]{32}$`))
    expect(stdout.split('\n')[1]).toBe('0077')
    if (existsSync('/usr/bin/prlimit')) expect(stdout.split('\n')[2]).toBe('0')
    expect([stderr, status]).toEqual(['', 7])
    expect(readdirSync(runtime)).toEqual([])
  })

  it('removes whatever the command left, and nothing that a link leads to', () => {
    const kept = join(folder, 'kept')
    writeFileSync(kept, 'stays\n')
    mkdirSync(join(folder, 'other'))
    writeFileSync(join(folder, 'other', 'file'), 'stays\n')
    const script = `cd "$TMPDIR" && echo plain > file && mkdir -p a/b && echo plain > a/b/c && chmod 0 a/b && mkfifo pipe
ln -s ${kept} link && ln -s ${folder}/other folder && ln file second && echo x > "$(printf 'n\\nl\\377')" && chmod 400 file
truncate -s 2T huge; : > -rf`
    expect(run('--', 'sh', '-c', script)).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(runtime)).toEqual([])
    expect(readFileSync(kept, 'utf8')).toBe('stays\n')
    expect(readdirSync(join(folder, 'other'))).toEqual(['file'])
  })

  it('leaves a file alone that was given a name outside', () => {
    const before = run('--', 'sh', '-c', 'echo result > "$TMPDIR/x" && ln "$TMPDIR/x" "$XDG_RUNTIME_DIR/result"')
    expect(before).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(runtime)).toEqual(['result'])
    expect(readFileSync(join(runtime, 'result'), 'utf8')).toBe('result\n')
  })

  it('passes words, exit codes and signals on', () => {
    expect(run('--', 'printf', '%s|', '--', '-n', 'a b').stdout).toBe('--|-n|a b|')
    expect(run('sh', '-c', 'exit 3').status).toBe(3)
    expect(run('--', 'sh', '-c', 'kill -9 $$').status).toBe(137)
    expect(run('--', 'no-such-program')).toMatchObject({ status: 127, stderr: expect.stringContaining('not found') })
    expect(run('--', builtCli.replace('cli.js', 'package.json')).status).toBe(126)
    expect(run().status).toBe(2)
    expect(run('--strange', 'true').status).toBe(2)
    expect(readdirSync(runtime)).toEqual([])
  })

  it('removes what programs in the background go on writing', async () => {
    const script = '(trap "" HUP; while :; do echo x > "$TMPDIR/$RANDOM" || exit; done) & sleep 0.2'
    expect(run('--', 'bash', '-c', script).status).toBe(0)
    await until(() => readdirSync(runtime).length === 0, 'an empty runtime folder')
  })

  const kinds = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGKILL'] as const
  const whoms = ['leaktight alone', 'the whole group'] as const
  const scripts = {
    'at work': 'echo plain > "$TMPDIR/x"; : > "$HOME/ready"; sleep MARK; sleep MARK',
    'deaf to every signal':
      'trap "" HUP INT QUIT TERM; echo plain > "$TMPDIR/x"; : > "$HOME/ready"; sleep 1; sleep MARK',
  }

  describe.each(kinds)('%s', (signal) => {
    it.each(whoms)('to %s leaves nothing', async (whom) => {
      await ends('at work', signal, whom)
    })
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    '%s ends a command that does not heed it, in the end',
    async (signal) => {
      await ends('deaf to every signal', signal, 'leaktight alone')
    },
    20_000,
  )

  it('ends as the command does that Ctrl-C ended, so that a script which runs it ends too', async () => {
    const script = `${process.execPath} ${builtCli} run -- sh -c ': > "$HOME/ready"; sleep 60'; echo goes on`
    const child = spawn('bash', ['-c', script], {
      cwd: folder,
      env: environment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let text = ''
    child.stdout.on('data', (piece) => {
      text += piece
    })
    await until(() => existsSync(join(folder, 'ready')), 'a running command')
    process.kill(-(child.pid ?? 0), 'SIGINT')
    await new Promise((resolve) => child.on('close', resolve))
    expect([text, readdirSync(runtime)]).toEqual(['', []])
  })

  it('a signal that the terminal sent is not sent again', async () => {
    const script = 'n=0; trap "n=\\$((n+1))" INT; : > "$HOME/ready"; for i in 1 2 3 4 5 6; do sleep 0.1; done; echo $n'
    const child = started(['sh', '-c', script.replaceAll('\\$', '$')])
    await until(() => existsSync(join(folder, 'ready')), 'a running command')
    process.kill(-child.pid, 'SIGINT')
    expect(await child.output).toBe('1\n')
  })

  describe('what is left when the guard was killed too', () => {
    const long = new Date(Date.now() - 60_000)
    /** A folder as a run makes it; the first eight digits say by which processes it is seen. */
    const left = (space = processSpace()): string => {
      const path = join(runtime, `leaktight-${space}${'0123456789abcdef'.repeat(2).slice(8)}`)
      mkdirSync(path, { mode: 0o700 })
      writeFileSync(join(path, 'x'), 'plain\n')
      utimesSync(path, long, long)
      return path
    }

    it('is removed by the next run, which says so', async () => {
      const child = started(['sh', '-c', 'echo plain > "$TMPDIR/x"; : > "$HOME/ready"; sleep 60'])
      await until(() => existsSync(join(folder, 'ready')), 'a running command')
      const [name = ''] = readdirSync(runtime)
      const path = join(runtime, name)
      utimesSync(path, long, long)
      expect(run('--', 'true')).toMatchObject({ status: 0, stderr: '' }) // its process lives
      for (const pid of guardsOf(runtime)) process.kill(pid, 'SIGKILL')
      process.kill(child.pid, 'SIGKILL')
      expect(run('--', 'true')).toMatchObject({ status: 0, stderr: '' }) // what it started lives
      expect(readdirSync(runtime)).toEqual([name])
      process.kill(-child.pid, 'SIGKILL')
      await child.output
      const { status, stderr } = run('--', 'true')
      expect([status, stderr]).toEqual([0, `leaktight: removed ${path}, which a run that was killed had left\n`])
      expect(readdirSync(runtime)).toEqual([])
    })

    it('is left alone when it is new, or not ours to judge', () => {
      const foreign = left('12345678')
      const fresh = left()
      utimesSync(fresh, new Date(), new Date())
      mkdirSync(join(runtime, 'leaktight-mine'), { mode: 0o700 })
      writeFileSync(join(runtime, `leaktight-${processSpace()}${'f'.repeat(24)}`), 'a file\n')
      const names = readdirSync(runtime)
      expect(run('--', 'true')).toMatchObject({ status: 0, stderr: '' })
      expect(readdirSync(runtime)).toEqual(names)
      expect([foreign, fresh].every(existsSync)).toBe(true)
    })

    it('is removed also where it was being removed', () => {
      const path = left()
      renameSync(path, `${path}-ending`)
      expect(run('--', 'true').stderr).toContain(`removed ${path}-ending`)
      expect(readdirSync(runtime)).toEqual([])
    })
  })

  const started = (command: readonly string[]) => {
    const child = spawn(process.execPath, [builtCli, 'run', '--', ...command], {
      cwd: folder,
      env: environment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let text = ''
    child.stdout.on('data', (piece) => {
      text += piece
    })
    const output = new Promise<string>((resolve) => child.on('close', () => resolve(text)))
    return { pid: child.pid ?? 0, output, code: () => child.exitCode }
  }

  const ends = async (script: keyof typeof scripts, signal: NodeJS.Signals, whom: (typeof whoms)[number]) => {
    const mark = `9${Math.floor(Math.random() * 1e9)}`
    const child = started(['sh', '-c', scripts[script].replaceAll('MARK', mark)])
    await until(() => existsSync(join(folder, 'ready')), 'a running command')
    expect(readdirSync(runtime)).toHaveLength(1)
    process.kill(whom === 'leaktight alone' ? child.pid : -child.pid, signal)
    await until(() => readdirSync(runtime).length === 0, 'an empty runtime folder')
    await until(() => !runs(mark), 'the end of the command')
    await child.output
    const number = { SIGHUP: 129, SIGINT: null, SIGQUIT: 131, SIGTERM: 143, SIGKILL: null }[signal as 'SIGHUP']
    if (script === 'at work') expect(child.code()).toBe(number)
  }
})

it.skipIf(!inMemory)('nothing in memory: the disk is used only where that is said', () => {
  // A runtime folder that others can enter is none, and neither is what is no memory.
  const unshared = spawnSync('unshare', ['-m', 'mount', '--bind', folder, '/dev/shm'], { encoding: 'utf8' })
  if (unshared.status !== 0) return
  const words = `mount --bind ${folder} /dev/shm; XDG_RUNTIME_DIR= ${process.execPath} ${builtCli} run`
  const inside = (flags: string) =>
    spawnSync('unshare', ['-m', 'sh', '-c', `${words} ${flags} -- sh -c 'echo x > $TMPDIR/y; echo $TMPDIR'`], {
      env: environment(),
      encoding: 'utf8',
    })
  expect(inside('')).toMatchObject({ status: 2, stderr: expect.stringContaining('--on-disk') })
  const { status, stdout } = inside('--on-disk')
  expect([status, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^${folder}/leaktight-[0-9a-f]{32}\n$`))])
  expect(readdirSync(folder).filter((name) => name.startsWith('leaktight'))).toEqual([])
})
