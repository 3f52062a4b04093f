import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Hit } from '../../../src/model/rule.ts'
import { contextOf, encryptedYaml, keyTreeHitsIn } from './support.ts'

const value = (): string => randomBytes(18).toString('base64url')
const own = value()
const yaml = `db_user: app\ndb_password: ${own}\napi_token: ${value()}\n`
const dotenv = `export DB_USER=app\nexport DB_PASSWORD=${own}\nexport API_TOKEN=${value()}\n`
const context = () => contextOf({ 'secrets/db.yaml': encryptedYaml('db_user', 'db_password', 'api_token') })

const hasVim = spawnSync('vim', ['--version']).status === 0

/** A page of text as vim writes it: lines from the end towards the front. */
const swap = (text: string): Buffer => {
  const [header, page] = [Buffer.alloc(4096), Buffer.alloc(4096)]
  header.write('b0VIM 9.0')
  header.writeUInt32LE(4096, 12)
  page.write('ad')
  let end = 4096
  for (const line of text.trimEnd().split('\n')) {
    end -= line.length + 1
    page.write(`${line}\0`, end)
  }
  return Buffer.concat([header, page])
}

const shapes: readonly (readonly [string, string, string | Buffer])[] = [
  ['the heredoc in a history of bash', '.bash_history', `ls\ncat > /tmp/a.yaml <<EOF\n${yaml}EOF\nsops -e -i a.yaml\n`],
  [
    'the heredoc in a history of zsh',
    '.zsh_history',
    `: 1700000000:0;ls\n: 1700000001:0;${`cat > /tmp/a.yaml <<EOF\n${yaml}EOF`.replaceAll('\n', '\\\n')}\n`,
  ],
  [
    'assignments in a history, among commands',
    '.bash_history',
    dotenv.replaceAll('\n', '\n#1700000000\nmake test\nFOO=bar make\n'),
  ],
  ['a heredoc in a script', 'up.sh', `#!/bin/sh\nset -e\ncat > x <<'EOF'\n${yaml}EOF\nsops -e -i x\n`],
  ['a block of Markdown', 'notes.md', `# Keys\n\nThey are:\n\n\`\`\`yaml\n${yaml}\`\`\`\n`],
  ['a string of JSON', 'entries.json', JSON.stringify({ version: 1, text: yaml })],
  ['a string in a string of JSON', 'log.jsonl', `{"a":1}\n${JSON.stringify({ m: JSON.stringify({ text: yaml }) })}\n`],
  [
    'JSON in a string',
    'log.jsonl',
    JSON.stringify({ m: JSON.stringify({ db_user: 'app', db_password: own, api_token: value() }) }),
  ],
  ['a snapshot of an editor', 'aB3d.yaml', `# edited\n${yaml}`],
  ['a swap file of vim', '.a.yaml.swp', swap(yaml)],
  ['a core dump', 'core.1', Buffer.concat([randomBytes(9000), Buffer.from(`\0${yaml}\0`), randomBytes(9000)])],
  ['a core dump, beside what reads as a part of it', 'core.2', Buffer.from(`\0[\0{\0k:\0${yaml}\0\x01[\0,\0{\0- x\0`)],
  ['registers of vim', '.viminfo', `# Registers:\n"1\tLINE\t0\n${yaml.replace(/^(?=.)/gm, '\t')}|3,1,1\n`],
]

describe('the keys of an encrypted file in plaintext, in text that is no such file', () => {
  it.each(shapes)('are found in %s', async (_, path, content) => {
    const hits: readonly Hit[] = await keyTreeHitsIn(`/home/me/${path}`, content, context())
    expect(hits.map(({ details }) => details)).toEqual([{ like: 'secrets/db.yaml' }])
    const [{ span, secret }] = hits as [Hit]
    const shown = Buffer.from(content).subarray(span?.start, span?.end).toString()
    const inString = path.includes('json')
    expect(inString || secret?.read((text) => text === shown)).toBe(true)
  })

  it.skipIf(!hasVim)('are found in a swap file that vim itself wrote (skipped where there is no vim)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leaktight-vim-'))
    try {
      const path = join(folder, 'a.yaml')
      writeFileSync(path, yaml)
      spawnSync(
        'vim',
        [
          '-es',
          '-u',
          'NONE',
          '-c',
          'normal O# edited',
          '-c',
          'preserve',
          '-c',
          'sleep 1m | call system("cp .a.yaml.swp kept")',
          '-c',
          'q!',
          'a.yaml',
        ],
        { cwd: folder },
      )
      const content = readFileSync(join(folder, 'kept'))
      expect(await keyTreeHitsIn(path, content, context())).toHaveLength(1)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it.each([
    ['one credential alone', 'history', `db_password: ${own}\nls\n`],
    ['placeholders', 'history', 'cat <<EOF\ndb_user: app\ndb_password: <password>\napi_token: ${TOKEN}\nEOF\n'],
    ['other keys', 'history', `cat <<EOF\nname: x\nversion: 1\ntoken: ${own}\nEOF\n`],
    ['commands', 'history', 'db_password=$(sops -d x)\napi_token=$TOKEN\necho db_password: api_token:\n'],
  ])('are not %s', async (_, path, content) => {
    expect(await keyTreeHitsIn(`/home/me/${path}`, content, context())).toEqual([])
  })

  it.each([
    ['quotes', '"'.repeat(1_000_000)],
    ['escaped quotes', '\\"'.repeat(500_000)],
    ['pairs', 'db_password: \n'.repeat(70_000)],
    ['assignments', `db_passwords=${'x'.repeat(20)}\n`.repeat(30_000)],
    ['colons', 'token:'.repeat(170_000)],
    ['nested strings', '{"a":"{\\"a\\":\\"'.repeat(60_000)],
    ['brackets', `token: \n${'['.repeat(1_000_000)}`],
  ])('take no longer than they may: a megabyte of %s', async (_, content) => {
    const begun = performance.now()
    await keyTreeHitsIn('/home/me/history', `token: x\n${content}`, context()).catch(() => [])
    expect(performance.now() - begun).toBeLessThan(3_000)
  })
})
