import { isDeepStrictEqual } from 'node:util'
import { readSimpleYaml } from '../../../src/formats/simple-yaml/reader.ts'
import { parseAnyYaml } from '../../../src/formats/yaml.ts'

/** Whether the strict reader answers, and if so, as the package does. */
export const compared = async (text: string): Promise<'left' | 'same' | 'different'> => {
  const simple = readSimpleYaml(text)
  if (simple === undefined) return 'left'
  return isDeepStrictEqual(simple, await parseAnyYaml(text)) ? 'same' : 'different'
}
