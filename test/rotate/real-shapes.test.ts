import { afterEach, beforeEach, expect, it } from 'vitest'
import { FakeAws } from '../support/aws/fake-aws.ts'
import { newScene, type RotateScene } from '../support/rotate.ts'
import { describeWithSops } from '../support/sops.ts'

let scene: RotateScene
let aws: FakeAws

const file = 'secrets/other.yaml'

const rotated = async () => {
  const { code, stdout, stderr } = await scene.rotate([file, '--yes'], { AWS_ENDPOINT_URL: await aws.url() })
  return { code, text: `${stdout}${stderr}` }
}

/** Ids of the user's keys, and whether the file's pair is one of them. */
const state = () => {
  const { aws_access_key_id: id, aws_secret_access_key: secret } = scene.decrypted(file)
  return { keys: aws.keysOf('dev').map((key) => key.id), works: aws.secretOf(String(id)) === secret, id }
}

describeWithSops('leaktight rotate against replies as AWS gives them', () => {
  beforeEach(async () => {
    scene = await newScene()
    aws = new FakeAws()
    await aws.start()
    const { id, secret } = aws.addKey('dev', { created: '2026-01-02T03:04:05Z' })
    scene.encrypt(file, `aws_access_key_id: ${id}\naws_secret_access_key: ${secret}\n`)
  }, 60_000)
  afterEach(async () => {
    await aws.close()
    await scene.close()
  })

  it('waits for a key that is not known everywhere yet', { timeout: 60_000 }, async () => {
    aws.setLag({ calls: 4, listedAfterCalls: 3 })
    expect(await rotated()).toMatchObject({ code: 0, text: expect.stringContaining('Rotated') })
    expect(state()).toMatchObject({ keys: [expect.anything(), state().id], works: true })
  })

  it.each(['cut', 'half'] as const)(
    'finds the key of a reply that was %s, and deletes it',
    { timeout: 60_000 },
    async (how) => {
      const [old] = state().keys
      aws.setLag({ listedAfterCalls: 3 })
      aws.planFaults([{ action: 'CreateAccessKey', at: 1, when: 'after', how }])
      expect(await rotated()).toMatchObject({ code: 2, text: expect.stringContaining('are as before') })
      expect(state()).toEqual({ keys: [old], works: true, id: old })
    },
  )

  it('leaves all as it is where no key may be made', { timeout: 60_000 }, async () => {
    const [old] = state().keys
    aws.deny('CreateAccessKey')
    expect(await rotated()).toMatchObject({ code: 2, text: expect.stringContaining('access denied') })
    expect(state()).toEqual({ keys: [old], works: true, id: old })
    expect(scene.journals()).toEqual([])
  })

  it('says which key stands where it may not be deleted', { timeout: 60_000 }, async () => {
    aws.deny('DeleteAccessKey')
    aws.planFaults([{ action: 'CreateAccessKey', at: 1, when: 'after', how: 'half' }])
    const { code, text } = await rotated()
    const made = state().keys[1]
    expect(code).toBe(2)
    expect(text).toContain(`the new key AKIA…${made?.slice(-4)} could not be deleted`)
    expect(scene.journals()).toHaveLength(1)
  })
})
