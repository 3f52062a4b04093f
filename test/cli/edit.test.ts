import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtCli, run } from '../support/repository.ts'
import { describeWithSops } from '../support/sops.ts'
import { newSopsRepository, type SopsRepository } from '../support/sops-repository.ts'
import { closeTerminals, inTerminal, noTerminal, until } from '../support/terminal.ts'

const inMemory = existsSync('/dev/shm') && BigInt(statfsSync('/dev/shm', { bigint: true }).type) === 0x01021994n

const before = `old-${Math.random().toString(36).slice(2)}`
const after = `new-${Math.random().toString(36).slice(2)}`
const began = Date.now()

const file = 'secrets/aws.yaml'

/** A repository, a HOME and a runtime folder that nobody else uses. */
interface Place {
  readonly root: string
  readonly home: string
  /** Stands for the user's runtime folder, so that what is left behind can be seen. */
  readonly runtime: string
  env(editor: string | undefined): NodeJS.ProcessEnv
}

let original: SopsRepository
const runtimes: string[] = []

beforeAll(() => {
  original = newSopsRepository()
  original.write(file, `aws_region: eu-central-1\nsecret: ${before}\n`)
  original.sops(['encrypt', '--in-place', file])
})
afterAll(() => {
  closeTerminals()
  original.remove()
  for (const path of runtimes) rmSync(path, { recursive: true, force: true })
})

let count = 0
const newPlace = (): Place => {
  const folder = join(original.root, '..', `place-${++count}`)
  const [root, home] = [join(folder, 'repository'), join(folder, 'home')]
  cpSync(original.root, root, { recursive: true })
  cpSync(original.home, home, { recursive: true })
  const runtime = mkdtempSync('/dev/shm/leaktight-runtime-')
  runtimes.push(runtime)
  return {
    root,
    home,
    runtime,
    env: (editor) => ({
      ...original.env,
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      TMPDIR: join(home, 'tmp'),
      XDG_RUNTIME_DIR: runtime,
      SOPS_AGE_KEY_FILE: join(home, 'keys.txt'),
      ...(editor === undefined ? {} : { EDITOR: editor }),
      // The values, for scripts that are to hold none.
      BEFORE: before,
      AFTER: after,
    }),
  }
}

const command = [process.execPath, builtCli, 'edit', file] as const

const edit = async (
  { root, env }: Place,
  editor: string | undefined,
  more: NodeJS.ProcessEnv = {},
  name: string = file,
) => {
  const [program, cli, verb] = command
  return run(program, [cli, verb, name], { cwd: root, env: { ...env(editor), ...more } })
}

/** An editor that is a script; its first argument is the file. */
const scripted = (folder: string, script: string, name = 'ed.sh'): string => {
  const path = join(folder, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

const decrypted = ({ root, env }: Place): string =>
  execFileSync('sops', ['decrypt', file], { cwd: root, env: env(undefined), encoding: 'utf8' })

const encrypted = ({ root }: Place): string => readFileSync(join(root, file), 'utf8')

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesOf(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : [],
  )

const holdsPlaintext = (path: string): boolean => {
  try {
    const content = readFileSync(path)
    return content.includes(before) || content.includes(after)
  } catch {
    return false // somebody else's, gone meanwhile
  }
}

const mostBytes = 1 << 20

/** What came since we began into folders that everybody uses, and into folders that were made there. */
const recentOf = (folder: string, depth = 2): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    try {
      const { ctimeMs, birthtimeMs, size } = statSync(path)
      if (entry.isFile()) return ctimeMs < began || size > mostBytes ? [] : [path]
      return entry.isDirectory() && depth > 0 && birthtimeMs >= began ? recentOf(path, depth - 1) : []
    } catch {
      return [] // gone meanwhile
    }
  })

/** Whatever holds a value of the file in the clear, wherever somebody would look. */
const plaintextOf = ({ root, home, runtime }: Place): readonly string[] => {
  const own = [root, home, runtime].flatMap(filesOf)
  const shared = ['/tmp', '/dev/shm'].flatMap((folder) => recentOf(folder))
  const others = [...runtimes.filter((one) => one !== runtime), join(original.root, '..')]
  return [...own, ...shared.filter((path) => ![...others, runtime].some((one) => path.startsWith(`${one}/`)))].filter(
    holdsPlaintext,
  )
}

/** Whatever was started in a place and still runs. */
const processesOf = ({ runtime }: Place): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
        if (!environment.includes(`XDG_RUNTIME_DIR=${runtime}`)) return []
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
      } catch {
        return [] // ended, or another user's
      }
    })

const nothingIsLeft = async (place: Place): Promise<void> => {
  await until(
    () => readdirSync(place.runtime).length === 0 && processesOf(place).length === 0,
    () => `nothing left: ${JSON.stringify([readdirSync(place.runtime), processesOf(place)])}`,
  )
  expect(plaintextOf(place)).toEqual([])
}

describe.skipIf(!inMemory)('leaktight edit', () => {
  describeWithSops('with an editor that is a script', () => {
    it.concurrent('saves what was changed, encrypted', async () => {
      const place = newPlace()
      const { code, stderr } = await edit(place, scripted(place.home, 'sed -i "s/$BEFORE/$AFTER/" "$1"'))
      expect([stderr.split('\n').at(-2), code]).toEqual([expect.stringContaining(`${file} is encrypted`), 0])
      expect(decrypted(place)).toBe(`aws_region: eu-central-1\nsecret: ${after}\n`)
      await nothingIsLeft(place)
    })

    it.concurrent('takes a word of the editor for a file of the working tree only where it is one', async () => {
      const place = newPlace()
      mkdirSync(join(place.root, 'main'))
      const editor = scripted(place.home, 'shift; shift; sed -i "s/$BEFORE/$AFTER/" "$1"')
      expect(await edit(place, `${editor} -c main`)).toMatchObject({ code: 0 })
    })

    it.concurrent('leaves the file as it was when nothing was changed', async () => {
      const place = newPlace()
      const was = encrypted(place)
      const { code, stderr } = await edit(place, scripted(place.home, 'exit 0'))
      expect([stderr.split('\n').at(-2), code]).toEqual([`leaktight: ${file} was left as it was`, 0])
      expect(encrypted(place)).toBe(was)
    })

    it.concurrent('leaves the file as it was when the editor fails', async () => {
      const place = newPlace()
      const was = encrypted(place)
      const { code } = await edit(place, scripted(place.home, 'echo "secret: $AFTER" > "$1"; exit 1'))
      expect(code).not.toBe(0)
      expect(encrypted(place)).toBe(was)
      await nothingIsLeft(place)
    })

    it.concurrent('says so when the file is none that is encrypted any more', async () => {
      const place = newPlace()
      const { code, stderr } = await edit(place, scripted(place.home, `cp "$1" ${place.root}/${file}; exit 1`))
      expect(code).not.toBe(0)
      expect(stderr).toContain(`leaktight: ${file} is no encrypted file any more`)
    })

    it.concurrent('says so when sops writes an empty file for an empty document', async () => {
      const place = newPlace()
      const { code, stderr } = await edit(place, scripted(place.home, ': > "$1"'))
      expect(code).not.toBe(0)
      // Another sops may refuse to.
      if (encrypted(place) === '') expect(stderr).toContain(`leaktight: ${file} is no encrypted file any more`)
    })

    it.concurrent('edits what a link leads to, and leaves the link', async () => {
      const place = newPlace()
      symlinkSync('secrets/aws.yaml', join(place.root, 'link.yaml'))
      const { code, stderr } = await edit(
        place,
        scripted(place.home, 'sed -i "s/$BEFORE/$AFTER/" "$1"'),
        {},
        'link.yaml',
      )
      expect([stderr.split('\n').at(-2), code]).toEqual([expect.stringContaining('link.yaml is encrypted'), 0])
      expect(lstatSync(join(place.root, 'link.yaml')).isSymbolicLink()).toBe(true)
      expect(decrypted(place)).toContain(after)
    })

    it.concurrent('makes a file that a creation rule is for, and leaves no empty one', async () => {
      const place = newPlace()
      const make = scripted(place.home, 'echo "secret: $AFTER" > "$1"')
      expect(await edit(place, make, {}, 'secrets/new.yaml')).toMatchObject({ code: 0 })
      expect(readFileSync(join(place.root, 'secrets/new.yaml'), 'utf8')).toMatch(/^secret: ENC\[/)
      expect(await edit(place, make, {}, 'other/new.yaml')).toMatchObject({ code: 1 })
      expect(existsSync(join(place.root, 'other'))).toBe(false)
      await nothingIsLeft(place)
    })

    it.concurrent('claims of a file outside of the repository only what is known', async () => {
      const place = newPlace()
      cpSync(join(place.root, file), join(place.home, 'aws.yaml'))
      const editor = scripted(place.home, 'sed -i "s/$BEFORE/$AFTER/" "$1"')
      const [program, cli] = command
      const there = { cwd: place.home, env: place.env(editor) }
      const { stderr } = await run(program, [cli, 'edit', 'aws.yaml'], there)
      expect(stderr.split('\n').at(-2)).toBe('leaktight: aws.yaml is encrypted')
    })

    const unshared = spawnSync('unshare', ['-m', 'true'], { stdio: 'ignore' }).status === 0
    it.skipIf(!unshared)('on a disk, says that what sops deletes itself is not overwritten', () => {
      const place = newPlace()
      const hidden = 'mount --bind "$HOME" /dev/shm && exec "$@"'
      const words = ['-m', 'sh', '-c', hidden, 'sh', ...command, '--on-disk']
      const env = { ...place.env(scripted(place.home, 'sed -i "s/$BEFORE/$AFTER/" "$1"')), XDG_RUNTIME_DIR: '' }
      const { stderr, status } = spawnSync('unshare', words, { cwd: place.root, env, encoding: 'utf8' })
      expect([status, stderr]).toEqual([0, expect.stringContaining('may stay on the disk')])
      expect(plaintextOf(place)).toEqual([])
    })

    const wrong: Readonly<Record<string, readonly [(root: string) => unknown, string]>> = {
      'is plaintext': [(root) => writeFileSync(join(root, 'x.yaml'), 'a: b\n'), 'x.yaml: is not encrypted'],
      'is a folder': [(root) => mkdirSync(join(root, 'x.yaml')), 'x.yaml: is not a regular file'],
      'is a link to nothing': [
        (root) => symlinkSync('gone', join(root, 'x.yaml')),
        'x.yaml: is a link that leads nowhere',
      ],
      'is a link to itself': [(root) => symlinkSync('x.yaml', join(root, 'x.yaml')), 'x.yaml: ELOOP'],
    }
    it.concurrent.each(Object.keys(wrong))('names a file that %s', async (what) => {
      const place = newPlace()
      const [prepare, said] = wrong[what] ?? [() => {}, '']
      prepare(place.root)
      const { code, stderr } = await edit(place, scripted(place.home, 'exit 0'), {}, 'x.yaml')
      expect([code, stderr.split('\n').length]).toEqual([2, 2])
      expect(stderr).toContain(`leaktight: ${said}`)
    })

    const ways = {
      'by its path': (place: Place, path: string) => edit(place, path),
      'by its path in SOPS_EDITOR': (place: Place, path: string) => edit(place, 'true', { SOPS_EDITOR: path }),
      'by a path from where we are': (place: Place) => edit(place, './tools/ed.sh -x'),
      'by a link from elsewhere': (place: Place, path: string) => {
        symlinkSync(path, join(place.home, 'editor'))
        return edit(place, join(place.home, 'editor'))
      },
      'by a link to its folder': (place: Place) => {
        symlinkSync(join(place.root, 'tools'), join(place.home, 'tools'))
        return edit(place, join(place.home, 'tools', 'ed.sh'))
      },
      'by a folder on PATH': (place: Place, path: string) =>
        edit(place, 'ed.sh', { PATH: `${join(path, '..')}${delimiter}${process.env.PATH}` }),
      'by a link in a folder on PATH': (place: Place, path: string) => {
        symlinkSync(path, join(place.home, 'ed.sh'))
        return edit(place, 'ed.sh', { PATH: `${place.home}${delimiter}${process.env.PATH}` })
      },
      'as what a shell is to read': (place: Place, path: string) => edit(place, `sh ${path}`),
      'as what a shell is to read, from where we are': (place: Place) => edit(place, 'sh tools/ed.sh'),
    }
    it.concurrent.each(Object.keys(ways))('runs no editor of the working tree that is named %s', async (way) => {
      const place = newPlace()
      const was = encrypted(place)
      const path = scripted(join(place.root, 'tools'), `: > ${place.home}/was-run; sed -i "s/$BEFORE/$AFTER/" "$1"`)
      const { code, stderr } = await ways[way as keyof typeof ways](place, path)
      expect([code, existsSync(join(place.home, 'was-run'))]).toEqual([2, false])
      expect(stderr).toContain('set EDITOR')
      expect(encrypted(place)).toBe(was)
    })

    const whoms = ['leaktight alone', 'its group'] as const
    const kinds = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGKILL'] as const
    it.concurrent.each(kinds.flatMap((kind) => whoms.map((whom) => [kind, whom] as const)))(
      '%s to %s leaves nothing behind',
      async (kind, whom) => {
        const place = newPlace()
        const was = encrypted(place)
        const editor = scripted(
          place.home,
          `cp "$1" "$1.swp"; echo "secret: $AFTER" > "$1"; echo "$AFTER" > "$TMPDIR/more"; : > ${place.home}/ready; sleep 60`,
        )
        const [program, ...args] = command
        const options = { cwd: place.root, env: place.env(editor), detached: true, stdio: 'ignore' } as const
        const child = spawn(program, args, options)
        await until(
          () => existsSync(join(place.home, 'ready')),
          () => 'a running editor',
        )
        expect(plaintextOf(place)).toHaveLength(3)
        process.kill((child.pid ?? 0) * (whom === 'its group' ? -1 : 1), kind)
        await nothingIsLeft(place)
        expect(encrypted(place)).toBe(was)
      },
    )
  })
})

/** Root's nano writes its history into root's real HOME, whatever the variable says. */
const nanoHistory = process.geteuid?.() === 0 ? '' : 'set historylog\nset positionlog\n'

/** Everything that an editor can be told to keep, as its user may have told it. */
const vimConfiguration = `set nocompatible swapfile backup writebackup undofile updatecount=1
set directory=~/kept// backupdir=~/kept undodir=~/kept HISTORY='100,<1000,s100
autocmd BufReadPost * setlocal swapfile undofile
autocmd BufWritePre * set backup writebackup | setlocal undofile
`
const configuration: Readonly<Record<string, string>> = {
  '.vimrc': vimConfiguration.replace('HISTORY', 'viminfo'),
  '.config/nvim/init.vim': vimConfiguration.replace('HISTORY', 'shada'),
  '.nanorc': `set backup\nset backupdir "HOME/kept"\nset locking\n${nanoHistory}`,
  '.emacs.d/early-init.el': '(setq native-comp-deferred-compilation nil)\n',
  '.emacs.d/init.el': `(setq make-backup-files t backup-directory-alist '(("." . "~/kept")) create-lockfiles t)
(setq auto-save-default t auto-save-interval 20 auto-save-file-name-transforms '((".*" "~/kept/" t)))
(setq savehist-additional-variables '(kill-ring))
(savehist-mode 1)
(recentf-mode 1)
(save-place-mode 1)
`,
}

interface Keys {
  readonly words: readonly string[]
  /** Changes the file, with all that may find its way into a history. */
  readonly change: string
  readonly save: string
  readonly quit: string
}
const vimKeys = { change: `:%s/${before}/${after}/\rGyyp:s/secret/second/\r`, save: ':w\r', quit: ':q\r' }
const editors: Readonly<Record<string, Keys>> = {
  vim: { words: ['vim'], ...vimKeys },
  nvim: { words: ['nvim'], ...vimKeys },
  // As root it looks for its own file in another HOME.
  nano: { words: ['nano', '--rcfile=HOME/.nanorc'], change: `\x1b/second: ${after}`, save: '\x0f\r', quit: '\x18' },
  emacs: {
    words: ['emacs', '-nw', '--no-site-file', '--no-splash'],
    change: `\x1b>second: ${after}\x01\x0b\x19`,
    save: '\x18\x13',
    quit: '\x18\x03',
  },
}
const reasons = Object.keys(editors).map((name) => {
  const isThere = spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0
  return [name, noTerminal() ?? (isThere ? undefined : 'it is not installed')] as const
})

const configured = (): Place => {
  const place = newPlace()
  mkdirSync(join(place.home, 'kept'))
  for (const [name, text] of Object.entries(configuration)) {
    mkdirSync(join(place.home, name, '..'), { recursive: true })
    writeFileSync(join(place.home, name), text.replaceAll('HOME', place.home))
  }
  return place
}

/** The one file that sops decrypted. */
const opened = ({ runtime }: Place): string => filesOf(runtime).find((path) => path.endsWith('/aws.yaml')) ?? ''

const saved = async (path: string): Promise<void> =>
  until(
    () => existsSync(path) && readFileSync(path, 'utf8').includes(after),
    () => `${path} is saved`,
  )

for (const [name, reason] of inMemory ? reasons : []) {
  const { words, change, save, quit } = editors[name] ?? { words: [], change: '', save: '', quit: '' }
  const wordsIn = ({ home }: Place) => words.map((word) => word.replace('HOME', home))
  describe.skipIf(reason !== undefined)(
    `leaktight edit with ${name}${reason === undefined ? '' : ` (skipped: ${reason})`}`,
    () => {
      describeWithSops('in a terminal', () => {
        it.concurrent('saves encrypted, and the editor keeps nothing, whatever its user told it', async () => {
          const place = configured()
          const terminal = await inTerminal(command, { cwd: place.root, env: place.env(wordsIn(place).join(' ')) })
          await terminal.shows(before)
          const path = opened(place)
          terminal.type(change)
          await terminal.shows(after)
          expect(filesOf(place.runtime).filter((one) => !one.endsWith('/editor/README'))).toEqual([path])
          terminal.type(save)
          await saved(path)
          terminal.type(quit)
          await terminal.shows(`${file} is encrypted`)
          expect(await terminal.ended).toBe(0)
          expect(decrypted(place)).toContain(`second: ${after}\n`)
          await nothingIsLeft(place)
          expect(readdirSync(join(place.home, 'kept'))).toEqual([])
        })

        it.concurrent('keeps nothing when the terminal is closed', async () => {
          const place = configured()
          const was = encrypted(place)
          const terminal = await inTerminal(command, { cwd: place.root, env: place.env(wordsIn(place).join(' ')) })
          await terminal.shows(before)
          terminal.type(change)
          await terminal.shows(after)
          terminal.hangUp()
          await nothingIsLeft(place)
          expect(readdirSync(join(place.home, 'kept'))).toEqual([])
          expect(encrypted(place)).toBe(was)
        })

        // Or else what is shown above would be shown of an editor that keeps nothing anyway.
        it.concurrent('started by itself, the editor keeps what its user told it to', async () => {
          const place = configured()
          const path = join(place.runtime, 'aws.yaml')
          writeFileSync(path, `secret: ${before}\n`)
          const terminal = await inTerminal([...wordsIn(place), path], { cwd: place.root, env: place.env(undefined) })
          await terminal.shows(before)
          terminal.type(change + save)
          await saved(path)
          terminal.type(quit)
          await terminal.ended
          expect(filesOf(place.home).filter(holdsPlaintext).length).toBeGreaterThan(0)
        })
      })
    },
  )
}
