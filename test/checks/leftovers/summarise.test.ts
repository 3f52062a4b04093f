import { describe, expect, it } from 'vitest'
import { isForShredding, leftoverMeta, summariseLeftovers } from '../../../src/checks/leftovers/index.ts'
import type { Finding } from '../../../src/model/finding.ts'

const finding = (rule: string, line: number, more: Partial<Finding> = {}): Finding => ({
  rule,
  severity: 'high',
  status: 'open',
  path: '/tmp/aws-update.yaml',
  origin: { from: 'machine' },
  region: { startLine: line, startColumn: 1, endLine: line, endColumn: 9 },
  message: 'x',
  fingerprint: `${rule}:/tmp/aws-update.yaml:ab${line}0`,
  remedy: 'y',
  ...more,
})

const keyTree = (line: number): Finding => finding('leftover-key-tree', line, { details: { like: 'secrets/aws.yaml' } })

const nobody = { readers: new Map<string, 'group' | 'everyone'>() }
const everyone = { readers: new Map([['/tmp/aws-update.yaml', 'everyone' as const]]) }

describe('summariseLeftovers', () => {
  it('makes one finding of all findings in a file, at the first credential', () => {
    const found = [
      finding('aws-secret-access-key', 5),
      finding('aws-access-key-id', 2),
      keyTree(2),
      finding('aws-access-key-id', 9),
    ]
    expect(summariseLeftovers(found, nobody)).toEqual([
      {
        rule: 'leftover-plaintext',
        severity: 'high',
        status: 'open',
        path: '/tmp/aws-update.yaml',
        origin: { from: 'machine' },
        region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 9 },
        message:
          'plaintext left behind: holds aws-access-key-id, aws-secret-access-key; repeats the keys of secrets/aws.yaml',
        fingerprint: 'leftover-plaintext:/tmp/aws-update.yaml:ab20',
        remedy: 'leaktight shred /tmp/aws-update.yaml',
        details: { holds: 'aws-access-key-id, aws-secret-access-key', like: 'secrets/aws.yaml' },
      },
    ])
  })

  it.each([
    ['a credential', [finding('a', 1)], nobody, 'high'],
    ['a guess', [finding('a', 1, { severity: 'medium' })], nobody, 'medium'],
    ['a guess others can read', [finding('a', 1, { severity: 'medium' })], everyone, 'high'],
    ['a key tree', [keyTree(1)], nobody, 'high'],
    ['a key tree others can read', [keyTree(1)], everyone, 'critical'],
    ['both halves of a credential', [finding('a', 1, { severity: 'critical' })], nobody, 'critical'],
    ['a credential others can read', [finding('a', 1)], everyone, 'critical'],
  ] as const)('rates %s', (_, found, readers, severity) => {
    expect(summariseLeftovers(found, readers)[0]?.severity).toBe(severity)
  })

  it('says who else can read the file', () => {
    const [summary] = summariseLeftovers([keyTree(1)], everyone)
    expect(summary?.message).toBe('plaintext left behind: repeats the keys of secrets/aws.yaml; readable by everyone')
    expect(summary?.details).toEqual({ like: 'secrets/aws.yaml', readable: 'by everyone' })
  })

  it('names only what nobody allowed, and keeps the allow of a file that is allowed as a whole', () => {
    const inlineAllow = { rule: 'a', path: '/tmp/aws-update.yaml', line: 1, alone: false, reason: 'fixture' }
    const allowed = finding('a', 1, { inlineAllow })
    expect(summariseLeftovers([allowed, finding('b', 2)], nobody)[0]?.message).toBe('plaintext left behind: holds b')
    expect(summariseLeftovers([allowed], nobody)[0]?.inlineAllow).toEqual(inlineAllow)
  })

  it('keeps files apart and hands on what lies elsewhere', () => {
    const staged = finding('a', 1, { path: 'a.yaml', origin: { from: 'index' } })
    const other = finding('a', 1, { path: '/tmp/it is; here.env' })
    const summaries = summariseLeftovers([other, staged, finding('a', 1)], nobody)
    expect(summaries[0]).toBe(staged)
    expect(summaries.slice(1).map(({ rule, remedy }) => [rule, remedy])).toEqual([
      [leftoverMeta.id, "leaktight shred '/tmp/it is; here.env'"],
      [leftoverMeta.id, 'leaktight shred /tmp/aws-update.yaml'],
    ])
  })

  it.each(['age-identity', 'age-identity-post-quantum'])('warns of shredding the only copy of a key: %s', (rule) => {
    const [summary] = summariseLeftovers([finding('a', 1), finding(rule, 2)], nobody)
    expect(summary?.remedy).toMatch(/^leaktight shred \/tmp\/aws-update\.yaml \(first see that the key also stands/)
  })

  it('hands on what was wiped as it is, whoever can read it', () => {
    const wiped = finding('leftover-wiped', 1, {
      severity: 'low',
      message: 'wiped',
      remedy: 'rm -- /tmp/aws-update.yaml',
    })
    expect(summariseLeftovers([wiped], everyone)).toEqual([wiped])
  })

  it.each([
    [
      '/home/a b/.bash_history',
      'shell-history',
      /^Write a copy .* then leaktight shred '\/home\/a b\/\.bash_history' and put/,
    ],
    ['/home/a/.local/share/fish/fish_history', 'shell-history', /frees the old blocks unwiped/],
    ['/home/a/x/.aws.yaml.swp', 'vim-swap', /leaktight shred \/home\/a\/x\/\.aws\.yaml\.swp/],
    ['/home/a/.viminfo', 'vim-registers', /registers/],
    ['/home/a/aws.yaml~', 'editor-backup', /^leaktight shred/],
    ['/home/a/.aws.yaml.un~', 'editor-undo', /^leaktight shred/],
    ['/home/a/.config/Code/User/History/1a/x.yaml', 'editor-history', /localHistory\.exclude/],
    [
      '/home/a/.local/share/Trash/files/aws.yaml',
      'trash',
      /^leaktight shred \S+\/Trash\/files\/aws\.yaml \S+\/Trash\/info\/aws\.yaml\.trashinfo$/,
    ],
    ['/home/a/.local/share/Trash/files/old/aws.yaml', 'trash', /^leaktight shred \S+\/Trash\/files\/old\/aws\.yaml$/],
    ['/var/lib/systemd/coredump/core.sops.1', 'core-dump', /ulimit -c 0/],
    ['/home/a/.aws/credentials', 'aws-files', /chmod 600 \/home\/a\/\.aws\/credentials/],
    ['/tmp/123456789/aws.yaml', 'sops-temp', /^Close sops/],
    ['/dev/shm/aws.yaml', 'memory', /^rm -- \/dev\/shm\/aws\.yaml/],
  ])('%s asks for what its place allows', (path, place, remedy) => {
    const [summary] = summariseLeftovers([finding('a', 1, { path })], nobody)
    expect(summary?.details?.place).toBe(place)
    expect(summary?.remedy).toMatch(remedy)
    expect(summary?.remedy).not.toMatch(/(?:shred|chmod 600|rm --) (?:'[^']*'|\S+?)[.,;:](?:\s|$)/)
  })

  it('takes the place from whoever found the file', () => {
    const path = '/srv/log'
    const places = new Map([[path, { what: 'a log', remedy: 'Turn it off, then leaktight shred {file}' }]])
    const [summary] = summariseLeftovers([finding('a', 1, { path })], { ...nobody, places })
    expect(summary?.remedy).toBe('Turn it off, then leaktight shred /srv/log')
    expect(summary?.message).toContain('left behind in a log: ')
  })

  it('names a file beside it by its whole path', () => {
    const path = '/home/a b/History/1a/x.yaml'
    const places = new Map([[path, { what: 'a history', remedy: 'Shred {file} and clean {beside:entries.json} too' }]])
    const [summary] = summariseLeftovers([finding('a', 1, { path })], { ...nobody, places })
    expect(summary?.remedy).toBe(`Shred '${path}' and clean '/home/a b/History/1a/entries.json' too`)
  })

  it('never offers a history or the files of the AWS CLI for shredding as a whole', () => {
    const offered = (path: string) => summariseLeftovers([finding('a', 1, { path })], nobody).map(isForShredding)
    expect(offered('/home/a/.zsh_history')).toEqual([false])
    expect(offered('/home/a/.aws/credentials')).toEqual([false])
    expect(offered('/home/a/.aws.yaml.swp')).toEqual([true])
    expect(offered('/tmp/aws.yaml')).toEqual([true])
    expect([finding('a', 1, { origin: { from: 'object' } })].map(isForShredding)).toEqual([false])
  })

  it('answers nothing to nothing', () => {
    expect(summariseLeftovers([], everyone)).toEqual([])
  })
})
