import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import { type FileHandle, open, rename, symlink } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileProbe, probeIn, systemFolders } from '../../src/commands/file-probe.ts'
import { readExtents } from '../../src/shred/extents.ts'
import { fileWith, freshFolder, onLinux, uid } from './support.ts'

let folder: string
let remove: () => Promise<void>
let file: FileHandle
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
  file = await open(await fileWith(folder, 'x'.repeat(5000)), 'r+')
  await file.sync()
})
afterEach(async () => {
  await file.close()
  await remove()
})

const toolIn = (script: string, name = 'filefrag'): string => {
  const tool = path.join(folder, name)
  writeFileSync(tool, `#!/bin/sh\n${script}\n`)
  chmodSync(tool, 0o755)
  return tool
}

const ask = (milliseconds = 5_000) => probeIn([path.join(folder, 'none'), folder], milliseconds).extents(file.fd)

describe.skipIf(!onLinux || uid !== 0)(
  "asking a tool of the system about an open file (root only: tools are root's)",
  () => {
    it('gives it the file as a descriptor, an empty environment and the root as its folder', async () => {
      process.env.LEAKTIGHT_TEST_SECRET = 'x'
      try {
        toolIn(
          'echo "$*"; wc -c < /proc/self/fd/3; tr "\\0" "\\n" < /proc/$$/environ | grep -c SECRET; readlink /proc/$$/cwd',
        )
        expect(await ask()).toBe('-v /proc/self/fd/3\n5000\n0\n/\n')
      } finally {
        delete process.env.LEAKTIGHT_TEST_SECRET
      }
    })

    it('finds it on NixOS, where its folder holds links to the store', async () => {
      expect(systemFolders).toContain('/run/current-system/sw/bin')
      await symlink(toolIn('echo found', 'filefrag-of-the-store'), path.join(folder, 'filefrag'))
      expect(await ask()).toBe('found\n')
    })

    it('names a file in the open folder to lsattr, but none whose name is no text', async () => {
      toolIn('echo "$2"', 'lsattr')
      const held = await open(folder, 'r')
      const { attributes } = probeIn([folder], 5_000)
      expect(await attributes(held.fd, Buffer.from('-d\n$(x)'))).toBe('/proc/self/fd/3/-d\n$(x)\n')
      expect(await attributes(held.fd, Buffer.from([0x61, 0xff]))).toBeUndefined()
      await held.close()
    })

    it.each([
      ['that is missing', () => {}],
      ['that fails', () => toolIn('echo x; exit 1')],
      [
        'that prints without end',
        () => toolIn('while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done'),
      ],
      ['that others may write', () => chmodSync(toolIn('echo x'), 0o777)],
      ["that is not root's", () => chownSync(toolIn('echo x'), 65_534, 65_534)],
    ])('knows nothing from one %s', async (_, make) => {
      make()
      expect(await ask()).toBeUndefined()
    })

    it('waits no longer than it should', async () => {
      toolIn('exec sleep 60')
      expect(await ask(50)).toBeUndefined()
    })
  },
)

/** Not every file system that a temporary folder lies on tells. */
const tellsHere = async (): Promise<boolean> => {
  const { folder, remove } = await freshFolder()
  const held = await open(await fileWith(folder, 'x'), 'r')
  const printed = await fileProbe.extents(held.fd)
  await held.close()
  await remove()
  return printed !== undefined
}

describe.skipIf(!onLinux || !(await tellsHere()))(
  "the system's filefrag (skipped where it is missing, or temporary folders lie in memory)",
  () => {
    it('tells of the file that is open, whatever its name leads to by now', async () => {
      const target = path.join(folder, 'target.yaml')
      await rename(target, `${target}.away`)
      writeFileSync(target, '')
      const extents = readExtents((await fileProbe.extents(file.fd)) ?? '')
      expect(extents).toContainEqual(expect.objectContaining({ logical: 0 }))
    })
  },
)
