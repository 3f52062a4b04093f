import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { plainRepository } from '../../src/git/plain-repository.ts'
import { askForRepository } from '../../src/git/repository.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

const uid = process.geteuid?.()
const repositories: TestRepository[] = []
const repositoryOf = (...options: string[]): TestRepository => {
  const repository = newRepository(...options)
  repositories.push(repository)
  return repository
}
afterEach(() => {
  for (const repository of repositories.splice(0)) repository.remove()
})

const withCommit = (): TestRepository => {
  const repository = repositoryOf()
  repository.stage('deep/er/a.txt', 'clean\n')
  repository.commit('first')
  return repository
}

interface Layout {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

const outside = (path: string, text = ''): string => {
  mkdirSync(path, { recursive: true })
  if (text !== '') writeFileSync(join(path, 'HEAD'), text)
  return path
}

type Make = (repository: TestRepository) => Partial<Layout>

const seen: Record<string, Make> = {
  'the top of a repository': () => ({}),
  'a subfolder': ({ root }) => ({ cwd: join(root, 'deep/er') }),
  'a folder that is a link to one inside': ({ root, home }) => {
    symlinkSync(join(root, 'deep'), join(home, 'link'))
    return { cwd: join(home, 'link', 'er') }
  },
  'a detached head': (repository) => {
    repository.git('checkout', '--quiet', '--detach')
    return {}
  },
  'the variables of a hook': ({ root, env }) => ({
    env: {
      ...env,
      GIT_INDEX_FILE: join(root, '.git/index'),
      GIT_PREFIX: '',
      GIT_EDITOR: ':',
      GIT_AUTHOR_DATE: '@1 +0',
    },
  }),
  'a name with blanks and quotes': (repository) => {
    repository.write('a "b" ü/c', '')
    return { cwd: join(repository.root, 'a "b" ü') }
  },
}

const leftToGit: Record<string, Make> = {
  GIT_DIR: ({ root, env }) => ({ env: { ...env, GIT_DIR: join(root, '.git') } }),
  'GIT_DIR and GIT_WORK_TREE': ({ root, home, env }) => ({
    env: { ...env, GIT_DIR: join(root, '.git'), GIT_WORK_TREE: home },
    cwd: home,
  }),
  GIT_CEILING_DIRECTORIES: ({ root, env }) => ({
    env: { ...env, GIT_CEILING_DIRECTORIES: root },
    cwd: join(root, 'deep'),
  }),
  'settings in the environment': ({ env }) => ({
    env: { ...env, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.bare', GIT_CONFIG_VALUE_0: 'true' },
  }),
  'another object folder': ({ env }) => ({ env: { ...env, GIT_OBJECT_DIRECTORY: '/nonexistent' } }),
  'core.worktree': (repository) => {
    repository.git('config', 'core.worktree', repository.home)
    return {}
  },
  'core.bare': (repository) => {
    repository.git('config', 'core.bare', 'true')
    return {}
  },
  'bare without a value': ({ root }) => {
    writeFileSync(join(root, '.git/config'), '[core]\n\tbare\n')
    return {}
  },
  'an include': ({ root }) => {
    appendFileSync(join(root, '.git/config'), '[include]\n\tpath = other\n')
    return {}
  },
  'a linked worktree': (repository) => {
    const cwd = join(repository.home, 'linked')
    repository.git('worktree', 'add', '--quiet', cwd)
    return { cwd }
  },
  'a submodule': (repository) => {
    const other = withCommit()
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.root, 'module')
    return { cwd: join(repository.root, 'module') }
  },
  'a separate git directory': (repository) => {
    repository.git('init', '--quiet', '--separate-git-dir', join(repository.home, 'elsewhere'))
    return {}
  },
  'a linked git directory': ({ root, home }) => {
    renameSync(join(root, '.git'), join(home, 'moved'))
    symlinkSync(join(home, 'moved'), join(root, '.git'))
    return {}
  },
  'a bare repository': (repository) => {
    const cwd = join(repository.home, 'bare')
    repository.git('clone', '--quiet', '--bare', repository.root, cwd)
    return { cwd }
  },
  'the inside of .git': ({ root }) => ({ cwd: join(root, '.git/refs') }),
  'a bare repository in the working tree': (repository) => {
    const cwd = join(repository.root, 'deep', 'bare')
    repository.git('clone', '--quiet', '--bare', repository.root, cwd)
    return { cwd }
  },
  'an empty .git below the top': ({ root }) => ({ cwd: outside(join(root, 'deep', '.git')) && join(root, 'deep') }),
  'a .git without HEAD': ({ root }) => {
    rmSync(join(root, '.git/HEAD'))
    return {}
  },
  'a HEAD that is none': ({ root }) => {
    writeFileSync(join(root, '.git/HEAD'), 'hello\n')
    return {}
  },
  'a .git without objects': ({ root }) => {
    rmSync(join(root, '.git/objects'), { recursive: true })
    return {}
  },
  'a .git without configuration': ({ root }) => {
    rmSync(join(root, '.git/config'))
    return {}
  },
  'a common directory elsewhere': ({ root, home }) => {
    cpSync(join(root, '.git'), join(home, 'common'), { recursive: true })
    writeFileSync(join(root, '.git/commondir'), join(home, 'common'))
    return {}
  },
  'a file called HEAD': ({ root }) => ({ cwd: outside(join(root, 'deep/notes'), 'a note\n') }),
  'no repository': ({ home }) => ({ cwd: home }),
}

const answers = async (make: Make) => {
  const repository = withCommit()
  const layout: Layout = { cwd: repository.root, env: repository.env, ...make(repository) }
  const plain = plainRepository({ ...layout, uid })
  const asked = await askForRepository(layout).catch(() => undefined)
  return { plain, asked }
}

describe.skipIf(uid === undefined)('a repository is found without git', () => {
  it.each(Object.keys(seen))('from %s, as git finds it', async (name) => {
    const { plain, asked } = await answers(seen[name] ?? (() => ({})))
    expect(plain).toBeDefined()
    expect(plain).toEqual(asked)
  })

  it('before its first commit', async () => {
    const { root: cwd, env } = repositoryOf()
    expect(plainRepository({ cwd, env, uid })).toEqual(await askForRepository({ cwd, env }))
  })

  it('with objects named by SHA-256', async () => {
    const repository = repositoryOf('--object-format=sha256')
    repository.stage('a', 'a')
    repository.commit('first')
    repository.git('checkout', '--quiet', '--detach')
    const { root: cwd, env } = repository
    expect(plainRepository({ cwd, env, uid })).toEqual(await askForRepository({ cwd, env }))
  })

  it.each(Object.keys(leftToGit))('and left to git with %s', async (name) => {
    const { plain } = await answers(leftToGit[name] ?? (() => ({})))
    expect(plain).toBeUndefined()
  })

  it('and left to git where it belongs to somebody else, or to nobody', () => {
    const { root: cwd, env } = repositoryOf()
    expect(plainRepository({ cwd, env, uid: (uid ?? 0) + 1 })).toBeUndefined()
    expect(plainRepository({ cwd, env })).toBeUndefined()
  })

  it('is the one that every git process works in', () => {
    const { root, env } = withCommit()
    const plain = plainRepository({ cwd: join(root, 'deep'), env, uid })
    const told = execFileSync('git', ['rev-parse', '--show-toplevel'], {
      cwd: join(root, 'deep'),
      env,
      encoding: 'utf8',
    })
    expect(plain?.root).toBe(told.trimEnd())
  })
})
