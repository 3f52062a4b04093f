import { existsSync } from 'node:fs'
import { chmod, chown, lchown, mkdir, readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nodeFileLayer } from '../../src/shred/file-layer.ts'
import { shredFile } from '../../src/shred/shred-file.ts'
import { fileWith, freshFolder, onLinux, optionsWith, recordingLayer, uid } from './support.ts'

let folder: string
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
  await mkdir(path.join(folder, 'real', 'deep'), { recursive: true })
})
afterEach(() => remove())

describe.skipIf(!onLinux)('folders on the way', () => {
  it.each([
    ['a relative link', 'real', 'link/deep'],
    ['a link that ends deeper', 'real/deep', 'link'],
    ['`..` after a link, which leads to the parent of its target', 'real/deep', 'link/../deep'],
  ])('%s is followed', async (_, target, way) => {
    const file = await fileWith(path.join(folder, 'real', 'deep'), 'x')
    await symlink(target, path.join(folder, 'link'))
    const outcome = await shredFile(`${folder}/${way}/target.yaml`, optionsWith(), recordingLayer().layer)
    expect(outcome.status).toBe('shredded')
    expect(existsSync(file)).toBe(false)
  })

  it('an absolute link is followed', async () => {
    const file = await fileWith(path.join(folder, 'real'), 'x')
    await symlink(path.join(folder, 'real'), path.join(folder, 'link'))
    const outcome = await shredFile(`${folder}/link/target.yaml`, optionsWith(), recordingLayer().layer)
    expect(outcome.status).toBe('shredded')
    expect(existsSync(file)).toBe(false)
  })

  it('a loop of links is refused', async () => {
    await symlink('two', path.join(folder, 'one'))
    await symlink('one', path.join(folder, 'two'))
    const outcome = await shredFile(`${folder}/one/x`, optionsWith(), recordingLayer().layer)
    expect(outcome).toMatchObject({ status: 'refused', reason: 'lies behind too many symbolic links' })
  })

  it.skipIf(uid !== 0)(
    'a link that another user planted in a sticky folder is refused (skipped: needs root)',
    async () => {
      const file = await fileWith(path.join(folder, 'real'), 'victim')
      const shared = path.join(folder, 'shared')
      await mkdir(shared)
      await chmod(shared, 0o1777)
      await symlink('../real', path.join(shared, 'work'))
      await lchown(path.join(shared, 'work'), 12_345, 12_345)
      const outcome = await shredFile(
        `${shared}/work/target.yaml`,
        optionsWith({ force: true }),
        recordingLayer().layer,
      )
      expect(outcome).toMatchObject({
        status: 'refused',
        reason:
          'lies behind a symbolic link that another user made in a folder that others may write to; name it by its real path',
      })
      expect(await readFile(file, 'utf8')).toBe('victim')
    },
  )

  it.skipIf(uid !== 0)(
    'a link of another user in a folder closed to others is followed (skipped: needs root)',
    async () => {
      const file = await fileWith(path.join(folder, 'real'), 'x')
      await symlink('real', path.join(folder, 'link'))
      await lchown(path.join(folder, 'link'), 12_345, 12_345)
      const outcome = await shredFile(`${folder}/link/target.yaml`, optionsWith(), recordingLayer().layer)
      expect(outcome.status).toBe('shredded')
      expect(existsSync(file)).toBe(false)
    },
  )

  it.skipIf(uid !== 0).each([
    ['of a group may write to', 0, 0o2775, 'in a folder that others may write to'],
    ['is theirs', 12_345, 0o755, 'in a folder of theirs'],
  ])(
    'a link that another user made in a folder that %s is refused (skipped: needs root)',
    async (_, owner, mode, where) => {
      const file = await fileWith(path.join(folder, 'real'), 'victim')
      const shared = path.join(folder, 'shared')
      await mkdir(shared)
      await chown(shared, owner, 12_345)
      await chmod(shared, mode)
      await symlink('../real', path.join(shared, 'work'))
      await lchown(path.join(shared, 'work'), 12_345, 12_345)
      const outcome = await shredFile(`${shared}/work/target.yaml`, optionsWith(), recordingLayer().layer)
      expect(outcome).toMatchObject({
        status: 'refused',
        reason: `lies behind a symbolic link that another user made ${where}; name it by its real path`,
      })
      expect(await readFile(file, 'utf8')).toBe('victim')
    },
  )

  it.skipIf(uid !== 0)('an own link in a sticky folder of another user is followed (skipped: needs root)', async () => {
    const file = await fileWith(path.join(folder, 'real'), 'x')
    const shared = path.join(folder, 'shared')
    await mkdir(shared)
    await chown(shared, 12_345, 12_345)
    await chmod(shared, 0o1777)
    await symlink('../real', path.join(shared, 'work'))
    const outcome = await shredFile(`${shared}/work/target.yaml`, optionsWith(), recordingLayer().layer)
    expect(outcome.status).toBe('shredded')
    expect(existsSync(file)).toBe(false)
  })

  it.skipIf(uid !== 0)('a link of the system is followed where a container knows its owner by no name', async () => {
    const unknown = 65_534
    const file = await fileWith(path.join(folder, 'real'), 'x')
    await symlink('real', path.join(folder, 'link'))
    await lchown(path.join(folder, 'link'), unknown, unknown)
    await chown(folder, unknown, unknown)
    const { layer } = recordingLayer({
      layer: {
        lstat: async (target) => {
          const facts = await nodeFileLayer.lstat(target)
          return target === '/' ? Object.assign(facts, { uid: BigInt(unknown) }) : facts
        },
      },
    })
    const outcome = await shredFile(`${folder}/link/target.yaml`, optionsWith(), layer)
    expect(outcome.status).toBe('shredded')
    expect(existsSync(file)).toBe(false)
  })

  it('an own link in a sticky folder is followed', async () => {
    const file = await fileWith(path.join(folder, 'real'), 'x')
    await chmod(folder, 0o1777)
    await symlink('real', path.join(folder, 'link'))
    const outcome = await shredFile(`${folder}/link/target.yaml`, optionsWith(), recordingLayer().layer)
    expect(outcome.status).toBe('shredded')
    expect(existsSync(file)).toBe(false)
  })
})

describe.skipIf(process.platform === 'win32')('without /proc', () => {
  const elsewhere = optionsWith({ platform: 'darwin' })

  it('the file is overwritten and removed by its path, and the report says so', async () => {
    const file = await fileWith(folder, 'x')
    const { layer, calls } = recordingLayer()
    const outcome = await shredFile(file, elsewhere, layer)
    expect(outcome).toMatchObject({ status: 'removed-not-sanitized', passes: 3, filesystem: 'unknown' })
    expect(outcome.reason).toMatch(/^on this system \(darwin, without \/proc\)/)
    expect(outcome.reason).toMatch(/found by its path at each step$/)
    // Three passes over the byte it has, which may stand in the inode, and three over the block.
    expect(calls.filter((call) => call === 'datasync')).toHaveLength(6)
    expect(existsSync(file)).toBe(false)
  })

  it('a Linux without /proc goes the same way', async () => {
    const file = await fileWith(folder, 'x')
    const { layer } = recordingLayer({
      layer: {
        lstat: (target) => nodeFileLayer.lstat(target === '/proc/self/fd' ? path.join(folder, 'gone') : target),
      },
    })
    expect(await shredFile(file, optionsWith(), layer)).toMatchObject({ status: 'removed-not-sanitized' })
    expect(existsSync(file)).toBe(false)
  })

  it('a read-only file is made writable through its handle', async () => {
    const file = await fileWith(folder, 'x')
    await chmod(file, 0o400)
    const outcome = await shredFile(file, optionsWith({ platform: 'darwin', force: true }), recordingLayer().layer)
    expect(outcome.status).toBe('removed-not-sanitized')
    expect(existsSync(file)).toBe(false)
  })

  it('a symbolic link is refused', async () => {
    const file = await fileWith(folder, 'victim')
    await symlink(file, path.join(folder, 'link'))
    const outcome = await shredFile(path.join(folder, 'link'), elsewhere, recordingLayer().layer)
    expect(outcome.status).toBe('refused')
    expect(await readFile(file, 'utf8')).toBe('victim')
  })
})
