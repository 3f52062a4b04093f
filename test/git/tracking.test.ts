import { describe, expect, it } from 'vitest'
import { parseRefspecs, remoteRefOf } from '../../src/git/tracking.ts'

describe('refspecs', () => {
  it('are read from what git config prints, without those that keep nothing', () => {
    const output = [
      'remote.origin.fetch\n+refs/heads/*:refs/remotes/origin/*',
      'remote.origin.fetch\n^refs/heads/wip',
      'remote.a.b/c.fetch\nrefs/heads/main:refs/remotes/a.b/c/main',
      '',
    ].join('\0')
    expect(parseRefspecs(output)).toEqual([
      { remote: 'origin', source: 'refs/heads/*', destination: 'refs/remotes/origin/*' },
      { remote: 'a.b/c', source: 'refs/heads/main', destination: 'refs/remotes/a.b/c/main' },
    ])
  })

  it('name the ref of the remote that is kept under a tracking branch', () => {
    const all = { remote: 'origin', source: 'refs/heads/*', destination: 'refs/remotes/origin/*' }
    expect(remoteRefOf('refs/remotes/origin/a/b', all)).toBe('refs/heads/a/b')
    expect(remoteRefOf('refs/remotes/originals/a', all)).toBeUndefined()
    expect(remoteRefOf('refs/heads/a', all)).toBeUndefined()
    const one = { remote: 'origin', source: 'refs/heads/main', destination: 'refs/remotes/origin/trunk' }
    expect(remoteRefOf('refs/remotes/origin/trunk', one)).toBe('refs/heads/main')
    expect(remoteRefOf('refs/remotes/origin/trunks', one)).toBeUndefined()
  })

  it('keep a name as it is, whatever replacement patterns it holds', () => {
    const all = { remote: 'origin', source: 'refs/heads/*', destination: 'refs/remotes/origin/*' }
    expect(remoteRefOf('refs/remotes/origin/a$&b', all)).toBe('refs/heads/a$&b')
  })
})
