import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newScene, pairIn, type RotateScene, type Started, scenePath, sopsThat } from '../support/rotate.ts'
import type { Fault } from '../support/rotate-cloud.ts'
import { describeWithSops } from '../support/sops.ts'

const inScene = async (work: (scene: RotateScene) => Promise<void>): Promise<void> => {
  const scene = await newScene()
  try {
    await work(scene)
  } finally {
    await scene.close()
  }
}

/** From the n-th call on each of that kind fails, so that no retry helps; others work. */
const failFrom = (scene: RotateScene, number: number, done: boolean, fault: Fault): void => {
  let action: string | undefined
  scene.cloud.hook = (call) => {
    if (call.number === number) action = call.action
    return call.action === action && call.number >= number && call.done === done ? fault : undefined
  }
}

const requireUndone = (scene: RotateScene): void => {
  scene.requireSound()
  expect(scene.cloud.keys).toEqual([scene.old])
  expect(pairIn(scene.decrypted(scenePath)).id).toBe(scene.old.id)
  expect(scene.journals()).toEqual([])
}

/** Keeps a rotation from making its copy until it is released: whoever acts on what it says has all the time. */
const holdCopy = ({ home }: RotateScene): { readonly env: NodeJS.ProcessEnv; release(): void } => {
  const [module, go] = [join(home, 'hold.mjs'), join(home, 'go')]
  writeFileSync(
    module,
    `import { existsSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
const { mkdir } = fs
fs.mkdir = async (path, options) => {
  const isCopy = String(path).includes('/.leaktight-')
  for (let left = 3000; isCopy && left > 0 && !existsSync(${JSON.stringify(go)}); left--)
    await new Promise((done) => setTimeout(done, 10))
  return mkdir(path, options)
}
syncBuiltinESMExports()
`,
  )
  return { env: { NODE_OPTIONS: `--import=${module}` }, release: () => writeFileSync(go, '') }
}

const denied = { code: 'AccessDenied', status: 403 }
const faults: readonly (readonly [string, boolean, Fault])[] = [
  ['refused', false, denied],
  ['failing inside', false, { code: 'ServiceFailure', status: 500 }],
  ['done and not answered', true, 'drop'],
]

describeWithSops('leaktight rotate, when something fails', () => {
  describe.concurrent('of the calls', { timeout: 120_000 }, () => {
    for (const number of [1, 4, 5, 6])
      for (const [how, done, fault] of faults) {
        if (number === 5 && how === 'failing inside') continue // whether it made a key is open, as below
        it(`call ${number}, ${how}: all is as before`, () =>
          inScene(async (scene) => {
            failFrom(scene, number, done, fault)
            const { code, stdout, stderr } = await scene.rotate()
            expect(code).toBe(2)
            expect(`${stdout}${stderr}`).toMatch(number < 5 ? /AWS cannot be asked/ : /are as before/)
            requireUndone(scene)
          }))
      }

    it('CreateAccessKey, failing inside: says what is open, and the guard goes on looking', () =>
      inScene(async (scene) => {
        failFrom(scene, 5, false, { code: 'ServiceFailure', status: 500 })
        const { code, stdout } = await scene.rotate()
        expect(code).toBe(2)
        expect(stdout).toMatch(/whether AWS made a key is open/)
        expect(scene.journals()).toHaveLength(1)
        scene.requireSound()
      }))

    it('CreateAccessKey, when IAM does not list the key in the file yet: that one is never deleted', () =>
      inScene(async (scene) => {
        let hidden: string | undefined
        scene.cloud.hook = ({ action, done }) => {
          // IAM lists it late, so it is none of those that were there before.
          if (action === 'ListAccessKeys' && !done && hidden === undefined) {
            hidden = scene.old.user
            Object.assign(scene.old, { user: 'nobody', createDate: new Date(), lastUsed: undefined })
          } else if (action === 'ListAccessKeys' && done && hidden !== undefined) {
            Object.assign(scene.old, { user: hidden, lastUsed: undefined })
          }
          return action === 'CreateAccessKey' && !done ? { code: 'ServiceFailure', status: 500 } : undefined
        }
        Object.defineProperty(scene.old, 'lastUsed', { get: () => undefined, set: () => {} })
        expect((await scene.rotate()).code).toBe(2)
        expect(scene.cloud.calls).not.toContain('DeleteAccessKey')
        expect(scene.cloud.keys).toEqual([scene.old])
      }))

    it('a guard that is gone before AWS is asked: a key of somebody else is not taken for ours', () =>
      inScene(async (scene) => {
        const hold = holdCopy(scene)
        const run = scene.start(undefined, {
          env: hold.env,
          said: (line) => {
            if (!line.includes('Copy the ciphertext')) return
            const guard = scene.guardPid()
            if (guard === undefined) return
            process.kill(guard, 'SIGKILL')
            scene.cloud.makeKey('dev')
            hold.release()
          },
        })
        const { code, stdout } = await run.ended
        expect(stdout).toMatch(/are as before/)
        expect(code).toBe(2)
        expect(scene.cloud.keys).toHaveLength(2)
        expect(scene.cloud.calls).not.toContain('CreateAccessKey')
        expect(scene.journals()).toEqual([])
      }))

    it('CreateAccessKey, not answered by an AWS whose clock is hours ahead: the new key is found and deleted', () =>
      inScene(async (scene) => {
        scene.cloud.aheadMs = 2 * 3_600_000
        failFrom(scene, 5, true, 'drop')
        const { code, stdout } = await scene.rotate()
        expect(stdout).toMatch(/are as before/)
        expect(code).toBe(2)
        requireUndone(scene)
      }))

    it('a journal of another machine: says which, and where it lies', () =>
      inScene(async (scene) => {
        const run: Started = scene.start(undefined, {
          said: (line) => {
            if (line.includes('iam:CreateAccessKey')) scene.killBoth(run.child)
          },
        })
        await run.ended
        const [name = ''] = scene.journals()
        const path = join(scene.root, '.git/leaktight/rotate', name)
        writeFileSync(path, readFileSync(path, 'utf8').replace(/"host": "[^"]*"/g, '"host": "elsewhere"'))
        const { code, stderr } = await scene.rotate()
        expect(stderr).toMatch(/process \d+ on the machine elsewhere/)
        expect(stderr).toContain('"host"')
        expect(stderr).toContain(path)
        expect(code).toBe(2)
      }))

    it('a file that somebody else changes meanwhile: their file stays, and the new key is deleted', () =>
      inScene(async (scene) => {
        const theirs = `${scene.read(scenePath)}# theirs\n`
        scene.cloud.hook = ({ number, done }) => {
          if (number === 6 && !done) scene.write(scenePath, theirs)
          return undefined
        }
        const { code, stdout } = await scene.rotate()
        expect(stdout).toMatch(/was changed by somebody else meanwhile/)
        expect(stdout).toMatch(/IAM are as before/)
        expect(code).toBe(2)
        expect(scene.read(scenePath)).toBe(theirs)
        expect(scene.cloud.keys).toEqual([scene.old])
        expect(scene.journals()).toEqual([])
      }))

    it('the deletion of the new key: says which, keeps the journal, and the next run finishes it', () =>
      inScene(async (scene) => {
        sopsThat(scene, 2, 'exit 1')
        scene.cloud.hook = ({ action, done }) => (action === 'DeleteAccessKey' && !done ? denied : undefined)
        const first = await scene.rotate()
        expect(first.code).toBe(2)
        const made = scene.cloud.keys[1]
        expect(first.stdout).toContain(`the key AKIA…${made?.id.slice(-4)} may stand in IAM`)
        expect(first.stdout).toMatch(/could not be deleted/)
        expect(first.stdout).not.toContain(made?.id)
        expect(scene.journals()).toHaveLength(1)
        const told = await scene.leaktight('rotation', scenePath)
        expect(told.stderr).toMatch(/secrets\/aws.yaml: a rotation of the key of dev was begun .* not at its end/)
        scene.cloud.hook = () => undefined
        const second = await scene.rotate()
        expect(second.stdout).toMatch(/Rotated/)
        expect(scene.cloud.keys).not.toContain(made)
        scene.requireSound()
      }))

    it('a new key that AWS does not know at once is waited for', () =>
      inScene(async (scene) => {
        scene.cloud.unknownFor = 3
        expect((await scene.rotate()).code).toBe(0)
        expect(scene.cloud.keys).toHaveLength(2)
        scene.requireSound()
      }))
  })

  describe.concurrent('of sops', { timeout: 120_000 }, () => {
    for (const run of [1, 2, 3, 4]) {
      it(`run ${run} fails: all is as before`, () =>
        inScene(async (scene) => {
          sopsThat(scene, run, 'exit 1')
          const { code, stdout } = await scene.rotate()
          expect(stdout).toMatch(/secrets\/aws.yaml and IAM are as before/)
          expect(code).toBe(2)
          requireUndone(scene)
        }))
    }

    const spoiling = [
      ['writes nothing', 'exit 0', ''],
      ['loses a value', '', `"$real" unset "$8" '["other"]'`],
      ['writes another value', '', `printf '"x"' | "$real" set --value-stdin "$8" '["aws_secret_access_key"]'`],
      ['cuts the file', '', ': > "$8"'],
    ] as const
    for (const [how, before, after] of spoiling)
      it(`a sops that ${how} is found out`, () =>
        inScene(async (scene) => {
          // set --input-type yaml --output-type yaml --value-stdin FILE INDEX: the sixth is the file.
          sopsThat(scene, 2, before, after.replaceAll('"$8"', '"$7"'))
          const { code, stdout } = await scene.rotate()
          expect(stdout).toMatch(/was kept, because/)
          expect(code).toBe(2)
          requireUndone(scene)
        }))
  })

  describe.concurrent('for a signal', { timeout: 120_000 }, () => {
    for (const [signal, exit] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
      ['SIGQUIT', 131],
    ] as const)
      for (const step of ['iam:CreateAccessKey', '(the key id)', 'sts:GetCallerIdentity'])
        it(`${signal} at ${step}: all is as before`, () =>
          inScene(async (scene) => {
            const run = scene.start(undefined, {
              said: (line) => {
                if (line.includes(step)) run.child.kill(signal)
              },
            })
            const { code, stdout } = await run.ended
            expect(stdout).toMatch(/are as before/)
            expect(code).toBe(exit)
            requireUndone(scene)
          }))
  })

  it('shows no secret to other processes, nor in what it writes', { timeout: 60_000 }, () =>
    inScene(async (scene) => {
      const seen: string[] = []
      const look = (): void => {
        for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
          for (const file of ['cmdline', 'environ'])
            try {
              seen.push(readFileSync(`/proc/${pid}/${file}`, 'latin1'))
            } catch {
              // ended, or another's
            }
      }
      scene.cloud.hook = () => {
        look()
        return undefined
      }
      sopsThat(scene, 99, '')
      const timer = setInterval(look, 15)
      const { stdout, stderr } = await scene.rotate()
      clearInterval(timer)
      expect(seen.some((text) => text.includes('rotate-guard'))).toBe(true)
      for (const secret of scene.cloud.secrets)
        for (const text of [stdout, stderr, ...seen]) if (text.includes(secret)) expect.fail('a secret was shown')
      for (const { id } of scene.cloud.keys) expect(`${stdout}${stderr}`).not.toContain(id)
      scene.requireSound()
    }),
  )
})
