import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { shellQuoted } from '../../src/formats/shell-quote.ts'

describe('shellQuoted', () => {
  it.each([
    '/tmp/a.yaml',
    "/tmp/it's $(here)",
    '-rf',
    '/tmp/a\nb\t\x1b[31m.env',
    '/tmp/größe ü.env',
    "/tmp/\\'\n",
    '/tmp/\u202e.env',
  ])('bash reads %j back as one word', (path) => {
    const read = execFileSync('bash', ['--norc', '-c', `printf %s ${shellQuoted(path)}`], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    })
    expect(read).toBe(path.startsWith('-') ? `./${path}` : path)
    expect(shellQuoted(path)).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})
