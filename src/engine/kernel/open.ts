import type { Image } from './image.ts'
import type { Kernel } from './kernel.ts'
import { plainKernel } from './plain.ts'
import { wasmKernel } from './wasm.ts'

const opened = new WeakMap<Image, Kernel>()

/** The kernel of an image: WebAssembly where it is allowed, else JavaScript over the same tables. */
export const kernelOf = (image: Image): Kernel => {
  const known = opened.get(image)
  if (known !== undefined) return known
  const kernel = typeof WebAssembly === 'undefined' ? plainKernel(image) : wasmKernel(image)
  opened.set(image, kernel)
  return kernel
}
