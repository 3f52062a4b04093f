import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { newScene, pairIn, type RotateScene, scenePath } from '../support/rotate.ts'
import type { CloudKey } from '../support/rotate-cloud.ts'
import { describeWithSops } from '../support/sops.ts'

const inScene = async (
  work: (scene: RotateScene) => Promise<void>,
  plain?: (key: CloudKey) => string,
  path?: string,
): Promise<void> => {
  const scene = await newScene(plain, path)
  try {
    await work(scene)
  } finally {
    await scene.close()
  }
}

const schema = resolve(import.meta.dirname, '../../src/reporters/rotate-report.schema.json')
const { $schema: _, ...shape } = JSON.parse(readFileSync(schema, 'utf8'))
const validate = new Ajv({ strict: true }).compile(shape)

const json = async (scene: RotateScene, ...args: string[]) => {
  const { code, stdout, stderr } = await scene.rotate([scenePath, '--yes', '--format', 'json', ...args])
  const report = JSON.parse(stdout === '' ? '{}' : stdout)
  if (stdout !== '') expect(validate(report), JSON.stringify(validate.errors)).toBe(true)
  return { code, report, stderr }
}

const hours = 3_600_000

describeWithSops('leaktight rotate', () => {
  describe.concurrent('on a file', { timeout: 60_000 }, () => {
    it('writes the new pair and the date, and changes nothing else', () =>
      inScene(async (scene) => {
        const before = scene.decrypted(scenePath)
        const { code, report } = await json(scene)
        expect(code).toBe(0)
        const made = scene.cloud.keys[1]
        expect(scene.decrypted(scenePath)).toEqual({
          ...before,
          aws_access_key_id: made?.id,
          aws_secret_access_key: made?.secret,
          aws_rotated_at_unencrypted: `${made?.createDate.toISOString().slice(0, 19)}Z`,
        })
        expect(report).toMatchObject({ verdict: 'rotated', user: 'dev', account: '123456789012' })
        expect(report.steps.every(({ status }: { status: string }) => status === 'done')).toBe(true)
        expect(scene.git('status', '--porcelain')).toBe(' M secrets/aws.yaml\n')
        expect(statSync(join(scene.root, scenePath)).mode & 0o777).toBe(0o644)
        scene.requireSound()
      }))

    it('shows each step in a dry run, and changes nothing', () =>
      inScene(async (scene) => {
        const text = scene.read(scenePath)
        const { code, stdout } = await scene.rotate([scenePath, '--dry-run'])
        expect(code).toBe(0)
        expect(stdout).toMatch(/^Would do on secrets\/aws.yaml/)
        expect(stdout).toMatch(/ 4\. iam:CreateAccessKey for the user dev\n/)
        expect(scene.read(scenePath)).toBe(text)
        expect(scene.cloud.keys).toEqual([scene.old])
        expect(scene.cloud.calls).not.toContain('CreateAccessKey')
      }))

    it('asks before it begins, and does nothing where nobody can be asked', () =>
      inScene(async (scene) => {
        const { code, stderr } = await scene.rotate([scenePath])
        expect(code).toBe(2)
        expect(stderr).toContain('nobody can be asked here')
        expect(scene.cloud.keys).toEqual([scene.old])
        expect(scene.journals()).toEqual([])
      }))

    it('sets the date and the hint that are there, and tells of an expiry', () =>
      inScene(
        async (scene) => {
          const { report } = await json(scene)
          const made = scene.cloud.keys[1]
          expect(scene.decrypted(scenePath)).toMatchObject({
            last_rotated_at_unencrypted: `${made?.createDate.toISOString().slice(0, 19)}Z`,
            aws_key_hint_unencrypted: `AKIA…${made?.id.slice(-4)}`,
          })
          expect(report.notes.join()).toContain('aws_expires_at_unencrypted is not touched')
          scene.requireSound()
        },
        ({ id, secret }) =>
          `aws_access_key_id: ${id}\naws_secret_access_key: ${secret}\nlast_rotated_at_unencrypted: "2026-01-02T03:04:05Z"\naws_key_hint_unencrypted: x\naws_expires_at_unencrypted: "2026-02-02"\n`,
      ))

    it('writes no date and no hint that speak of another credential, too', () =>
      inScene(
        async (scene) => {
          const before = scene.decrypted(scenePath)
          expect((await json(scene)).code).toBe(0)
          const made = scene.cloud.keys[1]
          expect(scene.decrypted(scenePath)).toEqual({
            ...before,
            aws_access_key_id: made?.id,
            aws_secret_access_key: made?.secret,
            aws_access_key_id_rotated_at_unencrypted: `${made?.createDate.toISOString().slice(0, 19)}Z`,
          })
          scene.requireSound()
        },
        ({ id, secret }) =>
          `aws_access_key_id: ${id}\naws_secret_access_key: ${secret}\naws_token: x\nother_password: x\nother_rotated_at_unencrypted: "2026-01-02T03:04:05Z"\nother_key_hint_unencrypted: "1234"\nrotated_at_unencrypted: "2026-01-02T03:04:05Z"\n`,
      ))

    const stores: readonly (readonly [string, (key: CloudKey) => string])[] = [
      [
        'aws.json',
        ({ id, secret }) => JSON.stringify({ aws_access_key_id: id, aws_secret_access_key: secret, n: [1, 'a'] }),
      ],
      ['aws.env', ({ id, secret }) => `# c\nAWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\nOTHER=x\n`],
      [
        'aws.ini',
        ({ id, secret }) => `[dev]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\nregion = x\n`,
      ],
    ]
    for (const [name, plain] of stores)
      it(`works in ${name}`, () =>
        inScene(
          async (scene) => {
            const { code, stdout, stderr } = await scene.rotate([`secrets/${name}`, '--yes'])
            expect(`${stdout}${stderr}`).toContain('Rotated')
            expect(code).toBe(0)
            expect(pairIn(scene.decrypted(`secrets/${name}`)).id).toBe(scene.cloud.keys[1]?.id)
            scene.requireSound()
          },
          plain,
          `secrets/${name}`,
        ))

    it('works on a profile, which has to be named where there are several', () =>
      inScene(
        async (scene) => {
          const { stderr } = await scene.rotate([scenePath, '--yes'])
          expect(stderr).toContain('name one with --profile')
          expect(stderr).toContain('profiles.dev.access_key_id')
          const { code } = await scene.rotate([scenePath, '--yes', '--profile', 'dev'])
          expect(code).toBe(0)
          expect(scene.decrypted(scenePath)).toMatchObject({ profiles: { prod: { access_key_id: 'x' } } })
          expect(pairIn(scene.decrypted(scenePath)).id).toBe(scene.cloud.keys[1]?.id)
          scene.requireSound()
        },
        ({ id, secret }) =>
          `profiles:\n  dev:\n    access_key_id: ${id}\n    secret_access_key: ${secret}\n  prod:\n    access_key_id: x\n    secret_access_key: y\n`,
      ))

    it('signs with other credentials where they are given', () =>
      inScene(async (scene) => {
        const admin = scene.cloud.makeKey('admin')
        const { code } = await scene.rotate([scenePath, '--yes', '--credentials', 'env'], {
          AWS_ACCESS_KEY_ID: admin.id,
          AWS_SECRET_ACCESS_KEY: admin.secret,
        })
        expect(code).toBe(0)
        expect(scene.cloud.keys.filter(({ user }) => user === 'dev')).toHaveLength(2)
        expect(scene.cloud.keys.filter(({ user }) => user === 'admin')).toEqual([admin])
      }))
  })

  describe.concurrent('refuses', { timeout: 60_000 }, () => {
    const refused = async (scene: RotateScene, why: RegExp, ...args: string[]): Promise<void> => {
      const text = scene.read(scenePath)
      const keys = [...scene.cloud.keys]
      const { code, stdout, stderr } = await scene.rotate([scenePath, '--yes', ...args])
      expect(stderr).toMatch(why)
      expect([code, stdout]).toEqual([2, ''])
      expect(scene.read(scenePath)).toBe(text)
      expect(scene.cloud.keys).toEqual(keys)
      expect(scene.cloud.calls).not.toContain('CreateAccessKey')
    }

    it('a user with two keys, and says which they are', () =>
      inScene(async (scene) => {
        const other = scene.cloud.makeKey('dev')
        await refused(scene, new RegExp(`has 2 keys already.*AKIA…${other.id.slice(-4)} \\(active.*last used never`))
      }))

    it('a key of the root user', () =>
      inScene(async (scene) => {
        Object.assign(scene.old, { user: 'root' })
        await refused(scene, /holds a key of the root user, for which no new one is ever made/)
      }))

    it('a file that is not encrypted, one without a pair, and one that is half in plaintext', () =>
      inScene(async (scene) => {
        scene.write('secrets/plain.yaml', 'aws_access_key_id: x\n')
        expect((await scene.rotate(['secrets/plain.yaml', '--yes'])).stderr).toMatch(/is not encrypted with SOPS/)
        scene.encrypt('secrets/other.yaml', 'password: x\n')
        expect((await scene.rotate(['secrets/other.yaml', '--yes'])).stderr).toMatch(/holds no AWS key pair/)
        scene.write(
          scenePath,
          scene.read(scenePath).replace(/^aws_secret_access_key: .*$/m, 'aws_secret_access_key: x'),
        )
        await refused(scene, /aws_secret_access_key is in plaintext/)
      }))

    it('a file that was changed by hand', () =>
      inScene(async (scene) => {
        scene.write(scenePath, scene.read(scenePath).replace(/^other: .*\n/m, ''))
        await refused(scene, /its MAC is wrong/)
      }))

    it('a sops that takes values as arguments alone', () =>
      inScene(async (scene) => {
        const { rmSync, writeFileSync } = await import('node:fs')
        rmSync(join(scene.home, 'bin/sops'))
        writeFileSync(join(scene.home, 'bin/sops'), '#!/bin/sh\necho sops 3.10.2\n', { mode: 0o755 })
        await refused(scene, /sops 3\.11 or later is needed.*this is 3\.10/)
      }))

    it('a second run while one is at work', () =>
      inScene(async (scene) => {
        let second: Promise<{ stderr: string }> | undefined
        scene.cloud.hook = async ({ action, done }) => {
          if (action !== 'CreateAccessKey' || done) return undefined
          scene.cloud.hook = () => undefined
          second = scene.rotate()
          await second
          return undefined
        }
        expect((await scene.rotate()).code).toBe(0)
        expect((await second)?.stderr).toMatch(/is being rotated by process \d+/)
        scene.requireSound()
      }))
  })

  describe.concurrent('later', { timeout: 60_000 }, () => {
    const rotated = (work: (scene: RotateScene, made: CloudKey) => Promise<void>): Promise<void> =>
      inScene(async (scene) => {
        expect((await scene.rotate()).code).toBe(0)
        const made = scene.cloud.keys[1]
        if (made === undefined) throw new Error('no key was made')
        Object.assign(made, { createDate: new Date(Date.now() - hours) })
        await work(scene, made)
      })

    it('deactivates the old key, activates it again, and deletes it', () =>
      rotated(async (scene, made) => {
        Object.assign(scene.old, { lastUsed: new Date(Date.now() - 2 * hours) })
        const off = await json(scene, '--deactivate-old')
        expect(off.stderr).toMatch(/was last used 20/)
        expect(off.report).toMatchObject({ verdict: 'changed', oldKey: `AKIA…${scene.old.id.slice(-4)}` })
        expect(scene.old.status).toBe('Inactive')
        expect((await json(scene, '--deactivate-old')).report.verdict).toBe('nothing-to-do')
        expect((await json(scene, '--reactivate')).code).toBe(0)
        expect(scene.old.status).toBe('Active')
        expect((await json(scene, '--delete-old')).stderr).toMatch(/it is active: deactivate it first/)
        await json(scene, '--deactivate-old')
        expect((await json(scene, '--delete-old')).code).toBe(0)
        expect(scene.cloud.keys).toEqual([made])
        expect((await json(scene, '--delete-old')).report.verdict).toBe('nothing-to-do')
      }))

    it('refuses while the old key is in use, unless it is forced', () =>
      rotated(async (scene) => {
        Object.assign(scene.old, { lastUsed: new Date(), service: 'bedrock' })
        const { code, stderr } = await json(scene, '--deactivate-old')
        expect([code, scene.old.status]).toEqual([2, 'Active'])
        expect(stderr).toMatch(/was used after the new key was made.*bedrock, us-east-1/)
        expect((await json(scene, '--deactivate-old', '--force')).code).toBe(0)
        expect(scene.old.status).toBe('Inactive')
      }))

    it('touches no key when the one in the file does not work', () =>
      rotated(async (scene, made) => {
        Object.assign(scene.old, { lastUsed: undefined })
        const admin = scene.cloud.makeKey('admin')
        made.status = 'Inactive'
        const { code, stdout, stderr } = await scene.rotate([scenePath, '--yes', '--deactivate-old'], {
          AWS_ACCESS_KEY_ID: admin.id,
          AWS_SECRET_ACCESS_KEY: admin.secret,
        })
        expect([code, stdout]).toEqual([2, ''])
        expect(stderr).toMatch(/does not accept its key pair.*no other key is touched/)
        expect(scene.old.status).toBe('Active')
      }))

    it('touches no key when the file was taken back to the old one', () =>
      rotated(async (scene, made) => {
        scene.git('checkout', '--quiet', '--', scenePath)
        const { code, stderr } = await json(scene, '--deactivate-old')
        expect(code).toBe(2)
        expect(stderr).toMatch(/it is newer than the key in the file/)
        expect(made.status).toBe('Active')
      }))
  })
})
