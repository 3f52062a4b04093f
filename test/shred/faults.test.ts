import { closeSync, openSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { shredFile } from '../../src/shred/shred-file.ts'
import { type Fault, faultyLayer, type Injection } from './faults/faulty-layer.ts'
import { brokenIn, contents, target } from './faults/law.ts'
import { fileWith, freshFolder, onLinux, optionsWith } from './support.ts'

const shredWith = async (injection: Injection) => {
  const { folder, remove } = await freshFolder()
  const file = await fileWith(folder, contents, target)
  const inode = openSync(file, 'r')
  try {
    const { layer, calls } = faultyLayer(injection)
    const said = await shredFile(file, optionsWith(), layer)
    return { calls, said, broken: brokenIn(folder, inode, said) }
  } finally {
    closeSync(inode)
    await remove()
  }
}

describe.skipIf(!onLinux)('whichever call of the recipe fails', () => {
  const faults: [string, string, Fault][] = [
    ['EIO', 'without effect', 'before'],
    ['EIO', 'after its effect', 'after'],
    ['ENOSPC', 'without effect', 'before'],
    ['EINTR', 'without effect', 'before'],
    ['EIO', 'without effect, and all after it', 'gone'],
    ['', 'by taking one byte only', 'short'],
  ]

  it.each(faults)(
    '%s %s: the file is under its name, or overwritten, and the report is true',
    async (code, _, fault) => {
      const { calls, said } = await shredWith({ at: -1, code, fault })
      expect(said.status).toBe('shredded')
      const wrong: string[] = []
      for (const [at, call] of calls.entries()) {
        const { broken, said } = await shredWith({ at, code, fault })
        for (const each of broken) wrong.push(`${at} ${call}: ${each} (${said.status}: ${said.reason})`)
        if (fault === 'short') expect(said.status).toBe('shredded')
      }
      expect(wrong).toEqual([])
      expect(calls.filter((call) => call === 'write')).toHaveLength(3)
      expect(calls.length).toBeGreaterThan(40)
    },
  )
})
