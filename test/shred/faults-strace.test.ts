import { describe, expect, it } from 'vitest'
import { type Fault, obstacleToTracing, openRange, type SystemCall } from './faults/strace.ts'

const obstacle = await obstacleToTracing()

const ofTheFile = /\/fd\/\d+\/aws-update\.yaml$/

/** `bench/faults.mjs` strikes every call with every fault. */
const sample: readonly (readonly [SystemCall['name'], number, Fault, string | undefined])[] = [
  ['openat', 1, 'error=EIO', 'failed'],
  ['statx', 2, 'error=EIO', 'failed'],
  ['pwrite64', 2, 'error=ENOSPC', 'failed'],
  ['pwrite64', 1, 'error=EINTR', undefined],
  ['fdatasync', 1, 'error=EIO', 'failed'],
  ['ftruncate', 1, 'error=EIO', 'failed'],
  ['fsync', 2, 'error=EIO', 'failed'],
  ['rename', 1, 'error=EIO', 'failed'],
  ['unlink', 1, 'error=EIO', 'failed'],
  ['openat', 1, 'signal=SIGHUP', undefined],
  ['pwrite64', 1, 'signal=SIGINT', undefined],
  ['fdatasync', 2, 'signal=SIGTERM', undefined],
  ['rename', 1, 'signal=SIGQUIT', undefined],
  ['pwrite64', 2, 'signal=SIGKILL', undefined],
  ['fsync', 1, 'signal=SIGKILL', undefined],
  ['unlink', 1, 'signal=SIGKILL', undefined],
]

describe.skipIf(obstacle !== undefined)(
  `the built command, when a system call goes wrong${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`,
  () => {
    it('leaves the file under its name or overwritten, and reports what is true', { timeout: 120_000 }, async () => {
      const range = openRange()
      try {
        const calls = await range.calls()
        const wrong: string[] = []
        for (const [name, nth, fault, status] of sample) {
          const call = calls.find(
            (one) => one.name === name && one.nth === nth && (one.path === undefined || ofTheFile.test(one.path)),
          )
          if (call === undefined) throw new Error(`no ${name} number ${nth} in the recipe`)
          const { said, broken } = await range.strike(call, fault)
          if (status !== undefined && said?.status !== status) wrong.push(`${name} ${fault}: ${said?.status}`)
          for (const each of broken) wrong.push(`${name} ${nth} ${fault}: ${each} (${said?.reason})`)
        }
        expect(wrong).toEqual([])
      } finally {
        range.remove()
      }
    })
  },
)
