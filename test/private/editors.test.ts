import { describe, expect, it } from 'vitest'
import { quietEditor } from '../../src/private/editors.ts'

const folder = '/run/user/1000/leaktight-0/editor'
const code = (words: readonly string[], real: string) => quietEditor(words, real, folder)

describe('VS Code', () => {
  it('is started by itself, with a history of its own that is switched off, and waited for', () => {
    const { words, files, warning } = code(['/usr/bin/code'], '/usr/share/code/bin/code')
    expect(words).toEqual([
      '/usr/bin/code',
      '--wait',
      '--new-window',
      '--disable-extensions',
      '--user-data-dir',
      folder,
    ])
    expect(JSON.parse(files?.['User/settings.json'] ?? '')).toMatchObject({ 'workbench.localHistory.enabled': false })
    expect(warning).toBeUndefined()
  })

  it.each([
    '/home/u/.vscode-server/cli/servers/Stable-1/server/bin/remote-cli/code',
    '/home/u/.cursor-server/bin/1/bin/remote-cli/cursor',
    '/vscode/vscode-server/bin/linux-x64/1/bin/remote-cli/code',
  ])('of a remote session hands the file to a window that nobody can tell anything: %s', (real) => {
    const { words, files, warning } = code(['/usr/bin/code', '-w'], real)
    expect([words, files]).toEqual([['/usr/bin/code', '-w'], undefined])
    expect(warning).toContain('Local History')
  })

  it('of Windows is warned of, too', () => {
    const { words, warning } = code(['code'], '/mnt/c/Program Files/Microsoft VS Code/bin/code')
    expect(words).toEqual(['code', '--wait'])
    expect(warning).toContain('Local History')
  })
})

it('what vim keeps all the same, it keeps in the private folder', () => {
  for (const name of ['vim', 'nvim', 'vim.basic', 'gvim']) {
    const words = quietEditor([`/usr/bin/${name}`], `/usr/bin/${name}`, folder).words.join(' ')
    for (const option of ['directory', 'backupdir', 'undodir', 'viewdir'])
      expect(words).toContain(`${option}=${folder}`)
  }
  // A folder that vim would split.
  expect(quietEditor(['vim'], 'vim', '/run/a,b c').words.join(' ')).not.toContain('a,b')
})

it('micro writes its settings anew when it ends: not those of its user', () => {
  const { words, files } = quietEditor(['/usr/bin/micro'], '/usr/bin/micro', folder)
  expect(words).toEqual(['/usr/bin/micro', '-config-dir', folder])
  expect(JSON.parse(files?.['settings.json'] ?? '')).toMatchObject({
    backup: false,
    permbackup: false,
    saveundo: false,
  })
})

it('an editor that is not known is started as it is, with a warning', () => {
  expect(quietEditor(['/usr/bin/ed', '-s'], '/usr/bin/ed', folder)).toEqual({
    words: ['/usr/bin/ed', '-s'],
    warning: expect.stringContaining('how ed is told'),
  })
})
