import { describe, expect, it } from 'vitest'
import { measure } from './erasure/measure.ts'
import { scenes } from './erasure/scenes.ts'
import { obstacleFor } from './erasure/tools.ts'

const inSuite = scenes.filter(({ more }) => more === undefined)

describe('what is left on the device of a file that the built command shredded', () => {
  it.concurrent.for(inSuite)('$name', { timeout: 60_000 }, async (scene, { skip }) => {
    for (const type of [scene.type, ...(scene.also === undefined ? [] : [scene.also])]) {
      const obstacle = await obstacleFor(type)
      if (obstacle !== undefined) return skip(obstacle)
    }
    const { before, after, status, exitCode, removed, reason } = await measure(scene)
    expect(removed).toBe(true)
    expect(exitCode).toBe(status === 'shredded' ? 0 : 1)
    if (scene.type !== 'tmpfs') expect(before).toBeGreaterThanOrEqual(scene.lines ?? 400)
    // The law: never more than the bytes show.
    if (status === 'shredded') expect(after ?? 0).toBe(0)
    else expect(reason).toMatch(/\S/)
    if (scene.expected === 'stays') expect(after).toBeGreaterThan(0)
    if (scene.expected === 'stays') expect(status).toBe('removed-not-sanitized')
    if (scene.name.includes('lower layer')) expect(reason).toMatch(/stays: .*\/lower\/aws-update\.yaml/)
    if (scene.expected === 'gone') expect(after ?? 0).toBe(0)
  })
})
