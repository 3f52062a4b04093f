import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builtCli } from '../support/repository.ts'
import { freshFolder, onLinux, uid } from './support.ts'

let folder: string
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
})
afterEach(() => remove())

const file = (name: string, content: string | Buffer = 'secret'): void => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
  writeFileSync(path.join(folder, name), content)
}

const shred = (...args: string[]) =>
  spawnSync(process.execPath, [builtCli, 'shred', ...args], { cwd: folder, encoding: 'utf8' })

const removal = (name: string) => [`leaktight shred: ${name}: removing`, `leaktight shred: ${name}: removed`]

const passes = (name: string, random: number) => [
  ...Array.from(
    { length: random },
    (_, index) => `leaktight shred: ${name}: pass ${index + 1}/${random + 1} (random)...`,
  ),
  `leaktight shred: ${name}: pass ${random + 1}/${random + 1} (000000)...`,
]

const lines = (text: string): string[] => text.split('\n').slice(0, -1)

describe.skipIf(!onLinux)('typed as for GNU shred', () => {
  it('the line of every guide: ten passes, one of zeros, and the file is gone', () => {
    file('aws-update.yaml')
    const { status, stderr } = shred('-vfz', '-n', '10', 'aws-update.yaml')
    expect(lines(stderr)).toEqual([...passes('aws-update.yaml', 10), ...removal('aws-update.yaml')])
    expect(status).toBeOneOf([0, 1])
    expect(readdirSync(folder)).toEqual([])
  })

  it('-x and -z take no value: both names that follow are files', () => {
    file('a')
    file('b', Buffer.alloc(1024 * 1024 + 1, 'x'))
    expect(shred('-n1', '-x', 'a', '-z', 'b').status).toBeOneOf([0, 1])
    expect(readdirSync(folder)).toEqual([])
  })

  it('-v tells of an empty file its removal alone', () => {
    file('empty', '')
    expect(lines(shred('-v', '-n3', 'empty').stderr)).toEqual(removal('empty'))
  })

  it('-v tells each pass over 1, 2, 6, 7 and 8 bytes once', () => {
    const names = [1, 2, 6, 7, 8].map((size) => {
      file(`f${size}`, 'x'.repeat(size))
      return `f${size}`
    })
    const { stderr } = shred('-v', '-n4', ...names)
    expect(lines(stderr)).toEqual(names.flatMap((name) => [...passes(name, 4), ...removal(name)]))
  })

  it('-n 0 writes the zeros alone', () => {
    file('f')
    expect(lines(shred('-vn', '0', 'f').stderr)).toEqual([...passes('f', 0), ...removal('f')])
  })

  it('every way of --remove is one, and files beside with names of zeros stay', () => {
    for (const name of ['a', 'b', 'c', 'd', '0', '00', '000', '0000', 'sub/f']) file(name)
    expect(shred('-n1', '--remove=unlink', 'a').status).toBeOneOf([0, 1])
    expect(shred('-n1', '--remove=wipe', 'b', '--remove=wipesync', 'c', '-u', 'd', 'sub/f').status).toBeOneOf([0, 1])
    expect(readdirSync(folder)).toEqual(['0', '00', '000', '0000', 'sub'])
    expect(readdirSync(path.join(folder, 'sub'))).toEqual([])
  })

  it.each([
    [['--remove=none', 'f'], /"none" is not offered; give unlink, wipe, wipesync or nothing/],
    [['-s', '-1', 'f'], /"-1" is not a size/],
    [['-n', '-1', 'f'], /"-1" is not a number of passes/],
    [['-n0', '--no-zero', 'f'], /leave nothing to overwrite with/],
    [['--random-source', 'f', 'f'], /random bytes come from the system alone/],
    [['-'], /standard output cannot be shredded/],
    [[], /name the files to shred/],
  ])('%j is refused before anything is done', (args, why) => {
    file('f')
    const { status, stdout, stderr } = shred(...args)
    expect(stderr).toMatch(why)
    expect([status, stdout]).toEqual([2, ''])
    expect(readFileSync(path.join(folder, 'f'), 'utf8')).toBe('secret')
  })

  it('a name that begins with a dash comes after --', () => {
    file('-n')
    expect(shred('-n1', '--', '-n').status).toBeOneOf([0, 1])
    expect(readdirSync(folder)).toEqual([])
  })
})

describe.skipIf(!onLinux)('one file under several paths', () => {
  it('written in two ways is gone the first time, and the second is told', () => {
    file('sub/f')
    symlinkSync('sub', path.join(folder, 'link'))
    const { status, stdout } = shred('-n1', 'sub/f', 'link/f')
    expect(stdout).toMatch(/removed sub\/f[ ,]/)
    expect(stdout).toContain('Failed: link/f could not be shredded: ENOENT: no such file or directory.')
    expect(status).toBe(2)
  })
})

describe.skipIf(!onLinux)('from a folder that is gone', () => {
  it('is told in a line, and is exit 2', () => {
    const script = 'mkdir gone && cd gone && rmdir "$PWD" && exec "$0" "$1" shred /tmp/x'
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, builtCli], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(stderr).toBe('leaktight: the current folder is not there any more: ENOENT\n')
    expect(status).toBe(2)
  })
})

describe.skipIf(!onLinux)('a report in a file', () => {
  it('is printed where that file cannot be written, for the work is done', () => {
    file('f')
    const { status, stdout, stderr } = shred('-n1', '--output=no/such/folder/report', 'f')
    expect(stdout).toMatch(/removed f[ ,]/)
    expect(stderr).toMatch(/^leaktight: --output no\/such\/folder\/report: ENOENT/)
    expect(status).toBe(2)
    expect(existsSync(path.join(folder, 'f'))).toBe(false)
  })

  it('that is to be shredded itself is refused, and nothing is done', () => {
    file('f')
    file('g')
    const { status, stderr } = shred('-n1', '--output', 'f', 'g', './f')
    expect(stderr).toBe('leaktight: --output f: the report would be written over a file that is to be shredded\n')
    expect(status).toBe(2)
    expect([readFileSync(path.join(folder, 'f'), 'utf8'), existsSync(path.join(folder, 'g'))]).toEqual(['secret', true])
  })
})

const mayMount = uid === 0 && spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

describe.skipIf(!onLinux || !mayMount)('on a full file system (skipped where mounting is not allowed)', () => {
  it('a sparse file that does not fit is kept under its name, and that is exit 2', () => {
    const script = `
      mount -t tmpfs -o size=1m none "$1" && printf secret > "$1/f" && truncate -s 8M "$1/f"
      "$2" "$3" shred -n1 "$1/f"; echo "exit $?"; ls "$1"`
    const args = ['-m', 'sh', '-c', script, 'sh', folder, process.execPath, builtCli]
    const { stdout } = spawnSync('unshare', args, { encoding: 'utf8' })
    expect(stdout).toContain(
      `Failed: ${folder}/f was kept under its name, because overwriting it failed (ENOSPC: no space left on device); 0 of 2 passes were complete.`,
    )
    expect(stdout).toMatch(/exit 2\nf\n$/)
  })
})

describe.skipIf(!onLinux || !mayMount)('in an overlay (skipped where mounting is not allowed)', () => {
  it('a dry run copies no file of a lower layer to the upper one', () => {
    const script = `
      mount -t tmpfs none "$1" && cd "$1" && mkdir lower upper work merged && printf secret > lower/f
      mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work none merged || exit 77
      "$2" "$3" shred -n1 --dry-run merged/f; echo "exit $?"; ls upper`
    const args = ['-m', 'sh', '-c', script, 'sh', folder, process.execPath, builtCli]
    const { status, stdout } = spawnSync('unshare', args, { encoding: 'utf8' })
    if (status === 77) return // no overlays here
    expect(stdout).toContain('Would write over')
    expect(stdout).toMatch(/\nexit 1\n$/)
  })
})

describe.skipIf(!onLinux)('the words', () => {
  const forbidden =
    /secur\w* (?:eras|delet|remov|wip)|irrecoverabl|unrecoverabl|irretrievabl|permanently|military|DoD\b|NIST|compliant|no (?:trace|plaintext) (?:remain|is left)|safely deleted/i

  it('never promise more than overwriting in place can do', () => {
    file('f')
    file('big', '')
    truncateSync(path.join(folder, 'big'), 2 ** 30)
    mkdirSync(path.join(folder, 'sub'))
    const said = [
      shred('--help').stdout,
      ...['--dry-run', '-v', '--format=json'].map((flag) => {
        file('f')
        const { stdout, stderr } = shred('-n1', flag, 'f', 'big', 'sub', 'gone')
        return stdout + stderr
      }),
      readFileSync(new URL('../../docs/shredding.md', import.meta.url), 'utf8'),
      readFileSync(new URL('../../src/shred/shred-report.schema.json', import.meta.url), 'utf8'),
    ]
    for (const text of said) expect(text).not.toMatch(forbidden)
    expect(existsSync(path.join(folder, 'f'))).toBe(false)
  })

  it('are known when they are seen', () => {
    for (const word of [
      'securely erased',
      'unrecoverable',
      'DoD/NIST compliant',
      'military grade',
      'no plaintext remains',
    ])
      expect(word).toMatch(forbidden)
  })

  it('say what was done, where, and what is not reached', () => {
    file('f')
    const { stdout } = shred('-n1', 'f')
    expect(stdout).toMatch(
      /^(Overwrote 4096 bytes in place 2x and removed f \(.+\)\.|Wrote over .* but it is not sanitized: .+ Rotate the credentials it held\.)/,
    )
    expect(stdout).toContain(
      'Copies in git objects, editor backups, swap, snapshots or SSD spare area are not covered. If this key may have leaked, rotate it.',
    )
  })
})
