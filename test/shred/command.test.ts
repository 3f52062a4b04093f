import { existsSync, readFileSync } from 'node:fs'
import { appendFile, link, mkdir, readdir, rename, unlink } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Ajv } from 'ajv'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseShredArguments, type ShredInput, shredCommand } from '../../src/commands/shred.ts'
import { UserError } from '../../src/model/errors.ts'
import { clearLine, progressLine } from '../../src/reporters/shred-progress.ts'
import { notCovered } from '../../src/reporters/shred-report.ts'
import { fileWith, freshFolder, onLinux, recordingLayer, uid } from './support.ts'

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../src/shred/shred-report.schema.json', import.meta.url), 'utf8'),
)
const isReport = new Ajv({ strict: true }).compile(Object(schema))

let folder: string
let remove: () => Promise<void>
let stderr: string
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
  stderr = ''
})
afterEach(() => remove())

const inputWith = (argv: readonly string[], changes: Partial<ShredInput> = {}): ShredInput => {
  const parsed = parseShredArguments(argv)
  if (parsed instanceof UserError) throw parsed
  return {
    arguments: { ...parsed, color: false },
    paths: parsed.paths,
    cwd: folder,
    platform: 'linux',
    uid,
    interactive: false,
    stderr: {
      isTerminal: false,
      write: (text) => {
        stderr += text
      },
    },
    tracking: async () => 'untracked',
    findLeftovers: async () => ({ targets: [], unseen: [], advice: [] }),
    confirm: async () => {
      throw new Error('nobody is to be asked')
    },
    layer: recordingLayer().layer,
    ...changes,
  }
}

const onBtrfs = recordingLayer({ layer: { statfsType: async () => 0x9123683en } }).layer

describe.skipIf(!onLinux)('leaktight shred', () => {
  it('overwrites ten times randomly and once with zeros, removes, and exits 0', async () => {
    const file = await fileWith(folder, 'x'.repeat(4096))
    expect(await shredCommand(inputWith([file]))).toEqual({
      text: [
        `Overwrote 4096 bytes in place 11x and removed ${file} (ext4, data=ordered).`,
        '1 target: 1 overwritten and removed, 0 removed but not sanitized, 0 refused, 0 failed.',
        `${notCovered}\n`,
      ].join('\n'),
      exitCode: 0,
    })
    expect(stderr).toBe('')
  })

  it('exits 1 where overwriting is not effective, and says to rotate', async () => {
    await fileWith(folder, 'x')
    const { text, exitCode } = await shredCommand(inputWith(['target.yaml'], { layer: onBtrfs }))
    expect(exitCode).toBe(1)
    expect(text).toMatch(
      /^Wrote over 1 byte and then 4096 bytes 11x each and removed target\.yaml, but it is not sanitized: btrfs writes changed data to new blocks, .*\. Rotate the credentials it held\.\n/,
    )
    expect(existsSync(path.join(folder, 'target.yaml'))).toBe(false)
  })

  it('exits 2 with a refusal among several, having done the others', async () => {
    await fileWith(folder, 'x', 'first')
    await mkdir(path.join(folder, 'sub'))
    const { text, exitCode } = await shredCommand(inputWith(['sub', 'first', 'gone']))
    expect(exitCode).toBe(2)
    expect(text).toContain('Refused: sub is a directory; name the files in it, or use --recursive.\n')
    expect(text).toContain('Failed: gone could not be shredded: ENOENT: no such file or directory.\n')
    expect(text).toContain('3 targets: 1 overwritten and removed, 0 removed but not sanitized, 1 refused, 1 failed.\n')
    expect(await readdir(folder)).toEqual(['sub'])
  })

  it('a path given twice is one target, two names of one file are two refusals', async () => {
    const file = await fileWith(folder, 'x')
    expect((await shredCommand(inputWith([file, file]))).exitCode).toBe(0)
    await link(await fileWith(folder, 'x', 'a'), path.join(folder, 'b'))
    const { text } = await shredCommand(inputWith(['a', 'b']))
    expect(text).toContain('2 targets: 0 overwritten and removed, 0 removed but not sanitized, 2 refused, 0 failed.')
  })

  it('takes passes and zeros from the configuration, the arguments first', async () => {
    const defaults = { passes: 2, zero: false }
    await fileWith(folder, 'x', 'a')
    expect((await shredCommand(inputWith(['a'], { defaults }))).text).toMatch(/ in place 2x /)
    await fileWith(folder, 'x', 'b')
    expect((await shredCommand(inputWith(['-z', '-n4', 'b'], { defaults }))).text).toMatch(/ in place 5x /)
  })

  it('refuses to overwrite with nothing', async () => {
    const file = await fileWith(folder, 'x')
    await expect(shredCommand(inputWith(['-n0', '--no-zero', file]))).rejects.toThrow(UserError)
    expect(existsSync(file)).toBe(true)
  })

  it('escapes control characters in names', async () => {
    await fileWith(folder, 'x', 'a\n\u001b[31mb\u202e')
    const { text } = await shredCommand(inputWith(['a\n\u001b[31mb\u202e']))
    expect(text).toContain('removed a\\n\\x1b[31mb\\u202e (')
  })

  it('with --quiet says nothing when all went well', async () => {
    const file = await fileWith(folder, 'x')
    expect(await shredCommand(inputWith(['--quiet', file]))).toEqual({ text: '', exitCode: 0 })
  })

  it('with --dry-run says what would happen, keeps the file, and exits as it would', async () => {
    const file = await fileWith(folder, 'x'.repeat(4096))
    const { text, exitCode } = await shredCommand(inputWith(['--dry-run', file]))
    expect(text).toContain(
      `Would overwrite 4096 bytes in place 11x and remove ${file} (ext4, data=ordered).\nDry run, nothing was changed. 1 target`,
    )
    expect(exitCode).toBe(0)
    expect((await shredCommand(inputWith(['--dry-run', file], { layer: onBtrfs }))).exitCode).toBe(1)
    expect(readFileSync(file, 'utf8')).toBe('x'.repeat(4096))
  })
})

describe.skipIf(!onLinux)('--recursive', () => {
  const tree = async () => {
    await mkdir(path.join(folder, 'top', 'sub'), { recursive: true })
    await fileWith(path.join(folder, 'top'), 'x', 'a')
    await fileWith(path.join(folder, 'top', 'sub'), 'x', 'b')
  }

  it('counts the emptied folders', async () => {
    await tree()
    const dry = await shredCommand(inputWith(['-r', '--dry-run', 'top']))
    expect(dry.text).toContain(' 0 refused, 0 failed. 2 emptied folders would be removed.\n')
    expect(dry.exitCode).toBe(0)
    const { text, exitCode } = await shredCommand(inputWith(['-r', 'top/sub', 'top']))
    expect(text).toContain('2 targets: 2 overwritten and removed, 0 removed but not sanitized, 0 refused, 0 failed.')
    expect(text).toContain(' 2 emptied folders removed.\n')
    expect(exitCode).toBe(0)
    expect(await readdir(folder)).toEqual([])
  })

  it('names the emptied folders in the JSON report, which fits its schema', async () => {
    await tree()
    await link(path.join(folder, 'top', 'a'), path.join(folder, 'second'))
    const { text, exitCode } = await shredCommand(inputWith(['-r', '--format=json', 'top']))
    const report: unknown = JSON.parse(text)
    expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true)
    expect(report).toMatchObject({
      targets: [
        { path: 'top/a', status: 'refused' },
        { path: 'top/sub/b', status: 'shredded' },
      ],
      folders: ['top/sub'],
    })
    expect(exitCode).toBe(2)
  })

  it('leaves emptied folders where that is asked', async () => {
    await tree()
    const { text } = await shredCommand(inputWith(['-r', '--keep-folders', 'top']))
    expect(text).not.toContain('folder')
    expect(await readdir(path.join(folder, 'top'))).toEqual(['sub'])
  })
})

describe.skipIf(!onLinux)('the JSON report', () => {
  it('tells the bytes of a small file that may stand in its inode, where they are written over first', async () => {
    await fileWith(folder, 'x'.repeat(98))
    const report: unknown = JSON.parse(
      (await shredCommand(inputWith(['--format=json', 'target.yaml'], { layer: onBtrfs }))).text,
    )
    expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true)
    expect(report).toMatchObject({ targets: [{ passes: 11, bytes: 4096, exactBytes: 98 }] })
  })

  it('fits its schema, whatever became of the targets', async () => {
    await fileWith(folder, 'x', 'good')
    await mkdir(path.join(folder, 'sub'))
    const { text } = await shredCommand(inputWith(['--format=json', '--no-zero', '-n1', 'good', 'sub', 'gone\n\u001b']))
    const report: unknown = JSON.parse(text)
    expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true)
    expect(report).toEqual({
      schema: 'leaktight-shred-1',
      targets: [
        { path: 'good', status: 'shredded', passes: 1, bytes: expect.any(Number), filesystem: 'ext4, data=ordered' },
        {
          path: 'sub',
          status: 'refused',
          passes: 0,
          bytes: 0,
          filesystem: 'unknown',
          reason: 'is a directory; name the files in it, or use --recursive',
        },
        {
          path: 'gone\n\u001b',
          status: 'failed',
          passes: 0,
          bytes: 0,
          filesystem: 'unknown',
          reason: 'could not be shredded: ENOENT: no such file or directory',
        },
      ],
    })
    expect(text).not.toContain('\u001b')
  })

  it('marks a dry run, and is whole without targets', async () => {
    await fileWith(folder, 'x')
    const dry: unknown = JSON.parse((await shredCommand(inputWith(['--format=json', '--dry-run', 'target.yaml']))).text)
    expect(isReport(dry)).toBe(true)
    expect(dry).toHaveProperty('dryRun', true)
    const { text, exitCode } = await shredCommand(inputWith(['--format=json', '--leftovers']))
    expect(JSON.parse(text)).toEqual({ schema: 'leaktight-shred-1', targets: [] })
    expect(exitCode).toBe(0)
  })

  it('the schema refuses a removal without its reason', () => {
    const target = { path: 'f', passes: 1, bytes: 1, filesystem: 'btrfs' }
    expect(isReport({ schema: 'leaktight-shred-1', targets: [{ ...target, status: 'removed-not-sanitized' }] })).toBe(
      false,
    )
    expect(isReport({ schema: 'leaktight-shred-1', targets: [{ ...target, status: 'shredded' }] })).toBe(true)
  })
})

describe.skipIf(!onLinux)('--leftovers', () => {
  const found = async () => {
    const files = [await fileWith(folder, 'x', 'one'), await fileWith(folder, 'x', 'two')]
    const targets = files.map((path) => ({ path, why: 'holds aws-access-key-id' }))
    return { findLeftovers: async () => ({ targets, unseen: [], advice: [] }) }
  }

  it('lists what was found, asks, and shreds on yes', async () => {
    const questions: string[] = []
    const confirm = async (question: string) => questions.push(question) > 0
    const { exitCode } = await shredCommand(
      inputWith(['--leftovers'], { ...(await found()), interactive: true, confirm }),
    )
    expect(questions).toEqual(['Overwrite and remove these 2 files?'])
    expect(stderr).toBe(
      `  ${folder}/one (1 byte): holds aws-access-key-id\n  ${folder}/two (1 byte): holds aws-access-key-id\n`,
    )
    expect(exitCode).toBe(0)
    expect(await readdir(folder)).toEqual([])
  })

  it('refuses a file that was replaced while the question was open, and tells of one that is gone', async () => {
    const confirm = async () => {
      await rename(path.join(folder, 'one'), path.join(folder, 'away'))
      await fileWith(folder, 'another', 'one')
      await unlink(path.join(folder, 'two'))
      return true
    }
    const input = inputWith(['--leftovers'], { ...(await found()), interactive: true, confirm })
    const { text, exitCode } = await shredCommand(input)
    expect(text).toContain(`Refused: ${folder}/one was replaced by another file after it was listed.\n`)
    expect(text).toContain(`Failed: ${folder}/two could not be shredded: ENOENT: no such file or directory.\n`)
    expect(exitCode).toBe(2)
    expect(await readdir(folder)).toEqual(['away', 'one'])
  })

  it('refuses a file that was written to while the question was open, and one that was gone and came back', async () => {
    const confirm = async () => {
      await appendFile(path.join(folder, 'one'), ' and more')
      await fileWith(folder, 'another', 'two')
      return true
    }
    const input = inputWith(['--leftovers'], { ...(await found()), interactive: true, confirm })
    await unlink(path.join(folder, 'two'))
    const { text, exitCode } = await shredCommand(input)
    expect(text).toContain(`Refused: ${folder}/one was written to after it was listed.\n`)
    expect(text).toContain(`Refused: ${folder}/two was put there after the list was made.\n`)
    expect(exitCode).toBe(2)
    expect(await readdir(folder)).toEqual(['one', 'two'])
  })

  it('refuses a file that was replaced during the search', async () => {
    const first = await (await found()).findLeftovers()
    const findLeftovers = async () => {
      await setTimeout(20)
      await fileWith(folder, 'another', 'new')
      await rename(path.join(folder, 'new'), path.join(folder, 'one'))
      return first
    }
    const { text } = await shredCommand(inputWith(['--leftovers', '--yes'], { findLeftovers }))
    expect(text).toContain(`Refused: ${folder}/one was changed during the search.\n`)
    expect(await readdir(folder)).toEqual(['one'])
  })

  it('lists and overwrites a file once that was found twice', async () => {
    const { targets } = await (await found()).findLeftovers()
    const twice = async () => ({ targets: [...targets, ...targets], unseen: [], advice: [] })
    expect((await shredCommand(inputWith(['--leftovers', '--yes'], { findLeftovers: twice }))).exitCode).toBe(0)
    expect(stderr.match(/one \(1 byte\)/g)).toHaveLength(1)
  })

  it('lists a file that is gone by then as such', async () => {
    const input = inputWith(['--leftovers', '--yes'], await found())
    await unlink(path.join(folder, 'two'))
    expect((await shredCommand(input)).exitCode).toBe(2)
    expect(stderr).toContain(`  ${folder}/two (gone by now): holds aws-access-key-id\n`)
  })

  it('leaves everything alone on no, and exits 2', async () => {
    const input = inputWith(['--leftovers'], { ...(await found()), interactive: true, confirm: async () => false })
    const { text, exitCode } = await shredCommand(input)
    expect(exitCode).toBe(2)
    expect(text).toContain(`Refused: ${folder}/one was left alone, as you answered.`)
    expect(await readdir(folder)).toEqual(['one', 'two'])
  })

  it('leaves everything alone where nobody can be asked, and exits 2', async () => {
    const { text, exitCode } = await shredCommand(inputWith(['--leftovers'], await found()))
    expect(exitCode).toBe(2)
    expect(text).toContain('was left alone: nobody can be asked here; look at the list and repeat with --yes.')
    expect(await readdir(folder)).toEqual(['one', 'two'])
  })

  it('--yes asks nobody', async () => {
    expect((await shredCommand(inputWith(['--leftovers', '--yes'], await found()))).exitCode).toBe(0)
    expect(await readdir(folder)).toEqual([])
  })

  it('--dry-run asks nobody and changes nothing', async () => {
    expect((await shredCommand(inputWith(['--leftovers', '--dry-run'], await found()))).exitCode).toBe(0)
    expect(await readdir(folder)).toEqual(['one', 'two'])
  })

  it('a place that could not be searched is said, and exits 2 whatever was found', async () => {
    const unseen = [{ path: '/tmp/x', reason: 'permission denied' }]
    const nothing = async () => ({ targets: [], unseen, advice: [] })
    expect(await shredCommand(inputWith(['--leftovers'], { findLeftovers: nothing }))).toEqual({
      text: [
        'Failed: /tmp/x could not be searched for leftovers: permission denied.',
        '1 target: 0 overwritten and removed, 0 removed but not sanitized, 0 refused, 1 failed.\n',
      ].join('\n'),
      exitCode: 2,
    })
    const one = await fileWith(folder, 'x', 'one')
    const targets = [{ path: one, why: 'repeats the keys of secrets/aws.yaml' }]
    const found = async () => ({ targets, unseen, advice: ['2 files were not looked at'] })
    const { text, exitCode } = await shredCommand(
      inputWith(['--leftovers', '--yes', '--format=json'], { findLeftovers: found }),
    )
    expect(exitCode).toBe(2)
    expect(isReport(JSON.parse(text)), JSON.stringify(isReport.errors)).toBe(true)
    expect(await readdir(folder)).toEqual([])
    expect(stderr).toBe(
      `leaktight: 2 files were not looked at\n  ${one} (1 byte): repeats the keys of secrets/aws.yaml\n`,
    )
  })

  it('a signal instead of an answer leaves everything alone, with its exit code', async () => {
    const controller = new AbortController()
    const confirm = async (_: string, signal: AbortSignal | undefined) => {
      controller.abort('SIGINT')
      return signal?.aborted !== true
    }
    const watched = { interactive: true, confirm, watchSignals: () => controller.signal }
    const { text, exitCode } = await shredCommand(inputWith(['--leftovers'], { ...(await found()), ...watched }))
    expect(exitCode).toBe(130)
    expect(text).toContain(`Refused: ${folder}/one was left alone, because the work was interrupted.`)
    expect(await readdir(folder)).toEqual(['one', 'two'])
  })

  it('none found is said, and no error', async () => {
    expect(await shredCommand(inputWith(['--leftovers']))).toEqual({
      text: 'No leftovers were found; there is nothing to shred.\n',
      exitCode: 0,
    })
  })
})

describe.skipIf(!onLinux)('progress', () => {
  it('-v writes one line a pass to stderr, in the style of GNU shred', async () => {
    await fileWith(folder, 'x')
    await shredCommand(inputWith(['-v', '-n2', 'target.yaml']))
    expect(stderr).toBe(
      [
        'leaktight shred: target.yaml: pass 1/3 (random)...',
        'leaktight shred: target.yaml: pass 2/3 (random)...',
        'leaktight shred: target.yaml: pass 3/3 (000000)...',
        'leaktight shred: target.yaml: removing',
        'leaktight shred: target.yaml: removed\n',
      ].join('\n'),
    )
  })

  it('a terminal sees one line that is rewritten and cleared', async () => {
    await fileWith(folder, 'x')
    const terminal = {
      isTerminal: true,
      write: (text: string) => {
        stderr += text
      },
    }
    await shredCommand(inputWith(['-n1', 'target.yaml'], { stderr: terminal }))
    expect(stderr.split('\r\u001b[2K')).toEqual([
      '',
      'target.yaml: pass 1/2, 0.0/4.0 KiB, 0 %',
      'target.yaml: pass 1/2, 4.0/4.0 KiB, 50 %',
      'target.yaml: pass 2/2, 0.0/4.0 KiB, 50 %',
      '',
    ])
  })
})

it.skipIf(!onLinux)('-v on a terminal writes its lines beside the one that is rewritten', async () => {
  await fileWith(folder, 'x')
  const terminal = {
    isTerminal: true,
    write: (text: string) => {
      stderr += text
    },
  }
  await shredCommand(inputWith(['-v', '-n0', 'target.yaml'], { stderr: terminal }))
  expect(stderr).toBe(
    [
      'leaktight shred: target.yaml: pass 1/1 (000000)...',
      `${clearLine}target.yaml: pass 1/1, 0.0/4.0 KiB, 0 %${clearLine}leaktight shred: target.yaml: removing`,
      'leaktight shred: target.yaml: removed\n',
    ].join('\n'),
  )
})

it.skipIf(!onLinux)('the terminal line is emptied before the report of a failure', async () => {
  await fileWith(folder, 'x')
  const terminal = {
    isTerminal: true,
    write: (text: string) => {
      stderr += text
    },
  }
  const { layer } = recordingLayer({
    file: () => ({
      datasync: async () => {
        throw new Error('EIO: i/o error, fdatasync')
      },
    }),
  })
  expect((await shredCommand(inputWith(['target.yaml'], { stderr: terminal, layer }))).exitCode).toBe(2)
  expect(stderr.endsWith(` 9 %${clearLine}`)).toBe(true)
})

describe('the terminal line', () => {
  it('leaves out the start of a path that could wrap, and escapes it', () => {
    const step = { pass: 1, passes: 1, kind: 'random', bytes: 0, total: 1 } as const
    expect(progressLine({ ...step, path: `/${'d'.repeat(60)}/\u001b` })).toBe(
      `${clearLine}…${'d'.repeat(34)}/\\x1b: pass 1/1, 0/1 bytes, 0 %`,
    )
  })
})

describe.skipIf(!onLinux)('a signal', () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s in the middle: the file at hand is finished, no other begun, exit %i', async (name, code) => {
    await fileWith(folder, 'x', 'a')
    await fileWith(folder, 'x', 'b')
    const controller = new AbortController()
    const { layer, calls } = recordingLayer({
      file: (real) => ({
        datasync: () => {
          controller.abort(name)
          return real.datasync()
        },
      }),
    })
    const { text, exitCode } = await shredCommand(
      inputWith(['a', 'b'], { watchSignals: () => controller.signal, layer }),
    )
    expect(exitCode).toBe(code)
    expect(calls.filter((call) => call === 'datasync')).toHaveLength(11)
    expect(await readdir(folder)).toEqual(['b'])
    expect(text).toContain('Refused: b was not begun, because the work was interrupted.')
  })
})
