import type { BigIntStats } from 'node:fs'

/** Whether two looks saw one and the same file. */
export const isSameFile = (a: BigIntStats, b: BigIntStats): boolean => a.ino === b.ino && a.dev === b.dev
