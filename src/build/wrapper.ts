/** What a file of the bundle evaluates to. */
export type Wrapped = (
  module: { exports: unknown },
  require: (name: string) => unknown,
  load: (file: string) => unknown,
  directory: string,
) => void

/** What stands before and behind the code of a file, to make it a {@link Wrapped}. */
export const wrapper = { before: '(function(module,require,load,__dirname){', after: '})' }
