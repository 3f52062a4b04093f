import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { builtCli } from '../support/repository.ts'
import { newScene, type RotateScene, scenePath } from '../support/rotate.ts'
import { describeWithSops } from '../support/sops.ts'

/** Runs on a terminal of its own, where somebody types an answer; script(1) makes it. */
const answered = (scene: RotateScene, answer: string): Promise<string> =>
  new Promise((done) => {
    const command = `'${process.execPath}' '${builtCli}' rotate ${scenePath}`
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: scene.root,
      env: { ...scene.env, TERM: 'dumb' },
    })
    let said = ''
    child.stdout.on('data', (piece: Buffer) => {
      if (!said.includes('[y/N]') && `${said}${piece}`.includes('[y/N]')) child.stdin.write(answer)
      said += piece.toString('utf8')
    })
    child.on('close', () => done(said))
    child.on('error', (error) => done(String(error)))
  })

describeWithSops('leaktight rotate on a terminal', () => {
  it.runIf(process.platform === 'linux')('asks, and does what is answered', { timeout: 60_000 }, async () => {
    const scene = await newScene()
    try {
      expect(await answered(scene, 'n\n')).toMatch(
        /for the user dev \(account 123456789012.*\[y\/N\][\s\S]*Left secrets\/aws/,
      )
      expect(scene.cloud.keys).toEqual([scene.old])
      expect(await answered(scene, '\x03')).not.toMatch(/Rotated/)
      expect(scene.cloud.keys).toEqual([scene.old])
      expect(await answered(scene, 'y\n')).toMatch(/Rotated secrets\/aws/)
      expect(scene.cloud.keys).toHaveLength(2)
      scene.requireSound()
    } finally {
      await scene.close()
    }
  })
})
