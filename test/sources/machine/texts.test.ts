import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fishText } from '../../../src/sources/machine/text/fish.ts'
import { shadaText } from '../../../src/sources/machine/text/shada.ts'
import { sqliteText } from '../../../src/sources/machine/text/sqlite.ts'
import { swapText } from '../../../src/sources/machine/text/vim-swap.ts'
import { undoText } from '../../../src/sources/machine/text/vim-undo.ts'
import { zshText } from '../../../src/sources/machine/text/zsh.ts'

const lacks = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0

const lines = ['region: eu-west-1', `first: ${'a/+'.repeat(15)}`, `long: ${'b'.repeat(300)}`, 'last: c']

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaktight-texts-'))
  writeFileSync(join(folder, 'x.yaml'), `${lines.join('\n')}\n`)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)
const linesOf = (text: Uint8Array): string[] => Buffer.from(text).toString('utf8').split('\n')

/** Runs an editor without its terminal; what it returns does not matter. */
const quietly = (program: string, ...args: string[]): void => {
  spawnSync(program, args, {
    cwd: folder,
    env: { ...process.env, HOME: folder, XDG_STATE_HOME: folder },
    timeout: 10_000,
  })
}

describe('what editors keep', () => {
  it.skipIf(lacks('vim'))('vim: a swap file reads as the lines that were edited, in their order (needs vim)', () => {
    const keep = [
      'set swapfile directory=. updatecount=1',
      'normal ox: y',
      'preserve',
      '!cp .x.yaml.swp kept.swp',
      'qa!',
    ]
    quietly('vim', '-es', '-u', 'NONE', '-n', 'x.yaml', ...keep.flatMap((command) => ['-c', command]))
    if (!readdirSync(folder).includes('kept.swp')) {
      quietly('vim', '-es', '-u', 'NONE', 'x.yaml', ...keep.flatMap((command) => ['-c', command]))
    }
    const text = linesOf(swapText(readFileSync(at('kept.swp'))))
    expect(text.slice(0, 5)).toEqual([...lines, 'x: y'])
  })

  it.skipIf(lacks('vim'))('vim: an undo file reads as the lines that were deleted, long ones too (needs vim)', () => {
    const commands = ['set nocompatible undofile undodir=.', '1,4d', 'normal ix: y', 'w', 'qa!']
    quietly('vim', '-es', '-u', 'NONE', '-n', 'x.yaml', ...commands.flatMap((command) => ['-c', command]))
    const kept = readdirSync(folder).find((name) => name.includes('.un~') || name.includes('%')) ?? ''
    expect(linesOf(undoText(readFileSync(at(kept))))).toEqual(expect.arrayContaining(lines))
  })

  it.skipIf(lacks('nvim'))('neovim: a ShaDa file reads as the lines of its registers (needs nvim)', () => {
    quietly(
      'nvim',
      '--headless',
      '-u',
      'NONE',
      '-i',
      'main.shada',
      'x.yaml',
      '-c',
      '%y a',
      '-c',
      'wshada!',
      '-c',
      'qa!',
    )
    expect(linesOf(shadaText(readFileSync(at('main.shada'))))).toEqual(expect.arrayContaining(lines))
  })
})

describe('what shells keep', () => {
  it.skipIf(lacks('zsh'))('zsh: its history reads as it was typed, each line where it is (needs zsh)', () => {
    const typed = ['cat > x <<EOF', 'name: Zoë ¤', 'back\\slash', 'EOF']
    const script = 'fc -p "$1" 9 9; print -sr -- "$2"; fc -W'
    execFileSync('zsh', ['-fic', script, 'zsh', at('history'), typed.join('\n')])
    const text = linesOf(zshText(readFileSync(at('history'))))
    expect(text.map((line) => line.replace(/^: \d+:0;/, ''))).toEqual([...typed, ''])
  })

  it('fish: newlines of a command become blanks, and an escaped backslash stays', () => {
    const line = '- cmd: cat <<EOF\\na: b\\\\nc\\nEOF'
    const text = Buffer.from(fishText(Buffer.from(line))).toString()
    expect(text).toBe('- cmd: cat <<EOF  a: b\\\\nc  EOF')
    expect(text).toHaveLength(line.length)
  })

  it.skipIf(lacks('sqlite3'))('atuin: every text of a row stands on a line of its own (needs sqlite3)', () => {
    const insert = 'insert into history values (:n, :t, 0, :c, :d);'
    const rows = Array.from({ length: 200 }, (_, index) =>
      insert
        .replace(':n', `'id${index}'`)
        .replace(':t', `${index * 1_000_003}`)
        .replace(':c', `'export KEY=${'k'.repeat(index)}'`)
        .replace(':d', "'/home/alice'"),
    )
    const create =
      'create table history (id text primary key, timestamp integer, exit integer, command text, cwd text);'
    execFileSync('sqlite3', [at('history.db')], { input: [create, ...rows].join('\n') })
    const text = linesOf(sqliteText(readFileSync(at('history.db'))))
    for (const index of [0, 1, 100, 199]) expect(text).toContain(`export KEY=${'k'.repeat(index)}`)
  })
})

describe('whatever a file holds instead', () => {
  const made = (size: number, seed: number): Buffer =>
    Buffer.from(Array.from({ length: size }, (_, index) => ((index + seed) * 2_654_435_761) >>> 24))
  const readers = { fishText, shadaText, sqliteText, swapText, undoText, zshText }

  it.each(Object.entries(readers))(
    '%s reads it without an error and without growing past twice its size',
    (_, read) => {
      for (const start of ['', 'b0VIM 8.2\0\0\0\0\x10\0\0', 'SQLite format 3\0\x02\0', 'Vim\x9fUnDo\xe5\0\x02']) {
        for (const size of [0, 1, 15, 16, 17, 18, 99, 100, 101, 4096, 70_000]) {
          const content = Buffer.concat([Buffer.from(start, 'latin1'), made(size, size)])
          expect(read(content).length).toBeLessThanOrEqual(2 * content.length + 1)
        }
      }
    },
  )

  it('a page of a database with many rows that are one and the same ends', () => {
    const content = Buffer.alloc(65_536 * 3, 0x01)
    content.write('SQLite format 3\0\0\x01', 'latin1')
    for (let page = 65_536; page < content.length; page += 65_536) {
      content[page] = 0x0d
      content.writeUInt16BE(32_000, page + 3)
      for (let cell = 0; cell < 32_000; cell++) content.writeUInt16BE(65_000, page + 8 + 2 * cell)
      content.write('\x7f\x01\x7f\x0d\x0f', page + 65_000, 'latin1')
    }
    expect(sqliteText(content).length).toBeLessThanOrEqual(3 * content.length)
  })

  it('a block of a swap file whose index points at one line again and again ends', () => {
    const content = Buffer.alloc(65_536 * 4, 0x61)
    content.write('b0VIM 8.2\0\0\0', 'latin1')
    content.writeUInt32LE(65_536, 12)
    for (let page = 65_536; page < content.length; page += 65_536) {
      content.write('ad', page, 'latin1')
      content.writeUInt32LE(65_536, page + 12)
      content.writeBigUInt64LE(16_000n, page + 16)
      for (let line = 0; line < 16_000; line++) content.writeUInt32LE(64_100, page + 24 + 4 * line)
    }
    expect(swapText(content).length).toBeLessThanOrEqual(2 * content.length + 1)
  })
})
