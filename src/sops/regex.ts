import { compileRegular } from './regular/compile.ts'
import { isFound } from './regular/program.ts'
import { quickRegular } from './regular/quick.ts'

/** Answers whether the expression is found anywhere in the text. */
export type Matcher = (text: string) => boolean

/** Compiles a regular expression of Go's dialect (RE2), which SOPS uses; undefined where it is invalid there. */
export const compileRe2 = async (source: string): Promise<Matcher | undefined> => {
  const program = compileRegular(source)
  if (program === undefined) return compileAnyRe2(source)
  const quick = quickRegular(source)
  return (text) => quick?.(text) ?? isFound(program, text)
}

/** The same by the package, which takes longer to load than most expressions to run. */
export const compileAnyRe2 = async (source: string): Promise<Matcher | undefined> => {
  const { RE2JS, RE2JSSyntaxException } = await import('re2js')
  try {
    const compiled = RE2JS.compile(source)
    return (text) => compiled.matcher(text).find()
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return undefined
    throw error
  }
}
