import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { nodeFileLayer } from '../../src/shred/file-layer.ts'
import { findMount } from '../../src/shred/mount.ts'
import { lowerCopyOf } from '../../src/shred/overlay.ts'
import { fileWith, freshFolder, onLinux } from './support.ts'

/** As /proc writes a backslash: the name is `a:b`. */
const named = 'a\\134:b'

describe.skipIf(!onLinux)('the lower layers of an overlay', () => {
  const look = async (options: (folder: string) => string, target: string, point = '/merged', root = '/') => {
    const { folder, remove } = await freshFolder()
    await mkdir(path.join(folder, 'a:b', 'etc'), { recursive: true })
    await fileWith(path.join(folder, 'a:b', 'etc'), 'x', 'key')
    const mount = findMount(`9 1 0:50 ${root} ${point} rw - overlay over rw,${options(folder)}`, '9')
    if (mount === undefined) throw new Error('no mount')
    const found = await lowerCopyOf(target, mount, nodeFileLayer)
    await remove()
    return found?.replace(folder, '')
  }

  it.each<[string, (folder: string) => string, string, string?]>([
    ['the second of two', (folder) => `lowerdir=${folder}/none:${folder}/${named}`, '/merged/etc/key'],
    ['a later kernel', (folder) => `lowerdir+=${folder}/none,lowerdir+=${folder}/${named}`, '/merged/etc/key'],
    ['the root', (folder) => `lowerdir=${folder}/${named}`, '/etc/key', '/'],
  ])('are searched for a file of the same name: %s', async (_, options, target, point) => {
    expect(await look(options, target, point)).toBe('/a:b/etc/key')
  })

  it.each<[string, string, string, string]>([
    ['another file', '/merged/etc/other', '/merged', '/'],
    ['a folder', '/merged/etc', '/merged', '/'],
    ['a file outside', '/mergedetc/key', '/merged', '/'],
    ['a part that is mounted alone', '/merged/key', '/merged', '/etc'],
  ])('are not said to hold %s', async (_, target, point, root) => {
    expect(await look((folder) => `lowerdir=${folder}/${named}`, target, point, root)).toBeUndefined()
  })
})
