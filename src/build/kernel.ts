import asc from 'assemblyscript/asc'

const options = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
]

/** Compiles the AssemblyScript file at `path` to WebAssembly. */
export const compileKernel = async (path: string): Promise<Uint8Array> => {
  let binary: Uint8Array | undefined
  const { error, stderr } = await asc.main([path, ...options, '--outFile', 'kernel.wasm'], {
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm' && typeof contents !== 'string') binary = contents
    },
  })
  if (error !== null || binary === undefined) throw new Error(`${path}: ${stderr.toString()}`, { cause: error })
  return binary
}
