import { kernelRows } from '../kernel.mjs'

/** Figures of the kernel and its rivals over the source below a folder: `[{ row, what, value, unit, atLeast? }]`. */
export const kernelFigures = (root) => kernelRows(root)
