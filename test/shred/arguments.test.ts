import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/model/errors.ts'
import { parseShredArguments } from '../../src/shred/arguments.ts'

const plain = {
  paths: ['f'],
  exact: false,
  force: false,
  recursive: false,
  keepFolders: false,
  acrossMounts: false,
  verbose: false,
  quiet: false,
  dryRun: false,
  leftovers: false,
  yes: false,
  format: 'text',
  color: true,
}
const gnu = { ...plain, verbose: true, force: true, zero: true, passes: 10 }

describe('accepted', () => {
  it.each([
    [['f'], plain],
    [['-vfz', '-n', '10', 'f'], gnu],
    [['-vfzn10', 'f'], gnu],
    [['-vfzn', '10', 'f'], gnu],
    [['-v', '-f', '-z', '-n10', '-u', 'f'], gnu],
    [['f', '-vfzu', '--iterations=10'], gnu],
    [['--force', '--verbose', '--zero', '--remove', '--iterations', '10', 'f'], gnu],
    [['--remove=wipesync', 'f'], plain],
    [['-x', '-z', 'f'], { ...plain, exact: true, zero: true }],
    [['-zx', '--exact', 'f'], { ...plain, exact: true, zero: true }],
    [['-s', '1K', 'f'], { ...plain, size: 1024 }],
    [['-vs1K', 'f'], { ...plain, verbose: true, size: 1024 }],
    [['--size=010', 'f'], { ...plain, size: 8 }],
    [['--size', '0x10', '-xn0', 'f'], { ...plain, size: 16, exact: true, passes: 0 }],
    [['-vfzux', '-n3', '-s4K', 'f'], { ...gnu, exact: true, passes: 3, size: 4096 }],
    [['-r', 'f'], { ...plain, recursive: true }],
    [
      ['-R', '--keep-folders', '--across-mounts', 'f'],
      { ...plain, recursive: true, keepFolders: true, acrossMounts: true },
    ],
    [['--recursive', 'f'], { ...plain, recursive: true }],
    [['--iter=10', '--verb', '--fo', '--zer', '--rem', 'f'], gnu],
    [['--passes', '3', '--no-zero', 'f'], { ...plain, passes: 3, zero: false }],
    [['--passes=0', 'f'], { ...plain, passes: 0 }],
    [['-z', '--no-zero', 'f'], { ...plain, zero: false }],
    [['--no-zero', '-z', 'f'], { ...plain, zero: true }],
    [['--dry-run', '--format', 'json', 'f'], { ...plain, dryRun: true, format: 'json' }],
    [
      ['--quiet', '--no-color', '--output=o', '--config', 'c', 'f'],
      { ...plain, quiet: true, color: false, output: 'o', config: 'c' },
    ],
    [['--leftovers', '--yes'], { ...plain, paths: [], leftovers: true, yes: true }],
    [['-f', '--', '-n', '--zero', '-'], { ...plain, force: true, paths: ['-n', '--zero', '-'] }],
    [['a', 'b', 'a'], { ...plain, paths: ['a', 'b', 'a'] }],
  ])('%j', (argv, expected) => {
    expect(parseShredArguments(argv)).toEqual(expected)
  })
})

describe('refused', () => {
  it.each([
    [[], 'shred: name the files to shred, or use --leftovers'],
    [['--leftovers', 'f'], 'shred: give either files or --leftovers, not both'],
    [['-'], 'shred: standard output cannot be shredded; name a file'],
    [[''], 'shred: a file name is empty'],
    [['-n'], '-n needs a value'],
    [['-n', '-1', 'f'], '-n: "-1" is not a number of passes; give one from 0 to 100'],
    [['-n', '0x10', 'f'], '-n: "0x10" is not a number of passes; give one from 0 to 100'],
    [['--passes=101', 'f'], '--passes: "101" is not a number of passes; give one from 0 to 100'],
    [['--passes=', 'f'], '--passes needs a value'],
    [['-nz', '10', 'f'], '-n: "z" is not a number of passes; give one from 0 to 100'],
    [['--format', 'sarif', 'f'], '--format: "sarif" is not offered; give text or json'],
    [['--zero=1', 'f'], '--zero takes no value'],
    [['--remove=all', 'f'], '--remove: "all" is not offered; give unlink, wipe, wipesync or nothing'],
    [['-s', '-1', 'f'], '-s: "-1" is not a size; give bytes, such as 4096, 0x1000, 4K (4096) or 4KB (4000)'],
    [['--size=', 'f'], '--size needs a value'],
    [['-s'], '-s needs a value'],
    [['-x', '--exact=1', 'f'], '--exact takes no value'],
    [['--remove=', 'f'], '--remove: "" is not offered; give unlink, wipe, wipesync or nothing'],
    [
      ['--random-source=/dev/zero', 'f'],
      'shred: "--random-source" of GNU shred is not offered: random bytes come from the system alone',
    ],
    [['-r', '--leftovers'], 'shred: --recursive goes with folders, --leftovers finds files'],
    [['--r', 'f'], 'shred: unknown flag "--r"; see leaktight shred --help. A file of that name is given as "./--r"'],
    [['--keep-folders', 'f'], 'shred: --keep-folders goes with --recursive'],
    [['--across-mounts', 'f'], 'shred: --across-mounts goes with --recursive'],
    [
      ['--pases', '3', 'f'],
      'shred: unknown flag "--pases"; see leaktight shred --help. A file of that name is given as "./--pases"',
    ],
  ])('%j', (argv, message) => {
    const answer = parseShredArguments(argv)
    expect(answer).toBeInstanceOf(UserError)
    expect(answer).toHaveProperty('message', message)
  })
})
