import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newScene, pairIn, type RotateScene, type Started, scenePath, sopsThat } from '../support/rotate.ts'
import { describeWithSops } from '../support/sops.ts'

/** What a rotation says when each step begins. */
const steps = [
  'Note what is begun',
  'Start a guard process',
  'Copy the ciphertext',
  'iam:CreateAccessKey',
  '(the secret)',
  '(the key id)',
  '(the rotation date)',
  'Decrypt the copy',
  'sts:GetCallerIdentity',
  'Put the copy',
  'Dismiss the guard',
]

/** Of the calls of a rotation that goes well, CreateAccessKey and the question of STS whose the new pair is. */
const [create, identity] = [5, 6]
const moments = ['before', 'after'] as const

const inScene = async (work: (scene: RotateScene) => Promise<void>): Promise<void> => {
  const scene = await newScene()
  try {
    await work(scene)
  } finally {
    await scene.close()
  }
}

type Kill = (scene: RotateScene, run: Started) => void
const itself: Kill = (_, { child }) => child.kill('SIGKILL')
const withGuard: Kill = (scene, { child }) => scene.killBoth(child)

const killAtStep = async (scene: RotateScene, step: string, kill: Kill): Promise<void> => {
  const run: Started = scene.start(undefined, {
    said: (line) => {
      if (line.includes(step)) kill(scene, run)
    },
  })
  await run.ended
}

/** Kills when the call has come, or has had its effect; it is never answered. */
const killAtCall = async (scene: RotateScene, number: number, done: boolean, kill: Kill): Promise<void> => {
  let run: Started | undefined
  scene.cloud.hook = (call) => {
    if (call.number !== number || call.done !== done || run === undefined) return undefined
    kill(scene, run)
    scene.cloud.hook = () => undefined
    return 'drop'
  }
  run = scene.start()
  await run.ended
}

/** As if the time had passed in which IAM settles. */
const later = (scene: RotateScene): void => {
  const ago = (date: string | Date): Date => new Date(new Date(date).getTime() - 120_000)
  for (const name of scene.journals()) {
    const path = join(scene.root, '.git/leaktight/rotate', name)
    const date = /(?<="(?:asked|started)At": ")[^"]*/g
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(date, (found) => ago(found).toISOString()),
    )
  }
  for (const key of scene.cloud.keys) Object.assign(key, { createDate: ago(key.createDate) })
}

/** A further run undoes what is left and rotates, or finds that the file is new already. */
const requireNextRun = async (scene: RotateScene): Promise<void> => {
  later(scene)
  const isNew = pairIn(scene.decrypted(scenePath)).id !== scene.old.id
  if (isNew && scene.journals().length === 0) return
  const { code, stdout, stderr } = await scene.rotate()
  expect(`${stdout}${stderr}`).toContain('Rotated secrets/aws.yaml')
  expect(code).toBe(0)
  expect(scene.cloud.keys).toHaveLength(2)
  scene.requireSound()
  expect(scene.journals()).toEqual([])
}

describeWithSops('leaktight rotate, killed', () => {
  describe.concurrent('as a step begins', { timeout: 120_000 }, () => {
    for (const step of steps) {
      it(`${step}: its guard undoes it`, () =>
        inScene(async (scene) => {
          await killAtStep(scene, step, itself)
          // Whether AWS was asked and made no key the guard says when IAM has settled, a minute later.
          if (step !== 'iam:CreateAccessKey') await scene.settled()
          else await new Promise((done) => setTimeout(done, 2000))
          scene.requireSound()
        }))

      it(`${step}, its guard too: the next run undoes it`, () =>
        inScene(async (scene) => {
          await killAtStep(scene, step, withGuard)
          scene.requireUsable()
          await requireNextRun(scene)
        }))
    }
  })

  describe.concurrent('while it asks AWS', { timeout: 120_000 }, () => {
    for (const number of [create, identity])
      for (const moment of moments) {
        it(`${moment} call ${number} has its effect: its guard undoes it`, () =>
          inScene(async (scene) => {
            await killAtCall(scene, number, moment === 'after', itself)
            const isOpen = number === create && moment === 'before'
            if (!isOpen) await scene.settled()
            else await new Promise((done) => setTimeout(done, 1000))
            scene.requireSound()
            expect(scene.cloud.keys).toEqual([scene.old])
            expect(scene.journals()).toHaveLength(isOpen ? 1 : 0)
          }))

        it(`${moment} call ${number} has its effect, its guard too: the next run undoes it`, () =>
          inScene(async (scene) => {
            await killAtCall(scene, number, moment === 'after', withGuard)
            scene.requireUsable()
            expect(scene.cloud.keys).toHaveLength(number === create && moment === 'before' ? 1 : 2)
            await requireNextRun(scene)
          }))
      }
  })

  describe.concurrent('while sops writes', { timeout: 120_000 }, () => {
    for (const run of [1, 2, 3, 4])
      it(`at the beginning of run ${run}, which goes on: its guard undoes it`, () =>
        inScene(async (scene) => {
          sopsThat(scene, run, 'kill -9 $PPID; sleep 0.1', `touch '${scene.home}/over'`)
          await scene.start().ended
          await scene.settled()
          await expect.poll(() => readFileSync(`${scene.home}/over`)).toHaveLength(0)
          scene.requireSound()
          expect(scene.cloud.keys).toEqual([scene.old])
        }))
  })

  // LEAKTIGHT_ROTATE_SWEEP=200 kills so many rotations, each at another moment.
  const times = Number(process.env.LEAKTIGHT_ROTATE_SWEEP ?? 0)
  it.runIf(times > 0)('at any moment', { timeout: times * 20_000 }, async () => {
    for (let time = 0; time < times; time++) {
      await inScene(async (scene) => {
        let begun: (() => void) | undefined
        const beginning = new Promise<void>((done) => {
          begun = done
        })
        const run = scene.start(undefined, { said: () => begun?.() })
        await beginning
        await new Promise((done) => setTimeout(done, (1500 * time) / times))
        const kill = time % 2 === 0 ? itself : withGuard
        kill(scene, run)
        await run.ended
        scene.requireUsable()
        if (kill === itself) {
          await Promise.race([scene.settled(), new Promise((done) => setTimeout(done, 5000))])
          scene.requireSound()
        } else await requireNextRun(scene)
      })
    }
  })
})
