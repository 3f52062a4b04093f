import { objectCommands, type SealReport, type SealTarget } from './seal-report.ts'

const plain = ({ object, ...target }: SealTarget) => ({
  ...target,
  ...(object === undefined ? {} : { object: { ...object, commands: object.committed ? [] : objectCommands } }),
})

/** The report as JSON, `leaktight-seal-1`. */
export const sealJson = ({ version, fix, examined, files, errors }: SealReport): string =>
  `${JSON.stringify({ schema: 'leaktight-seal-1', version, fix, examined, files: files.map(plain), errors }, null, 2)}\n`
