import { CannotCheckError } from '../../model/errors.ts'
import type { Context, Document } from '../../model/rule.ts'
import { parseSopsConfig, type SopsConfig } from '../../sops/config-document.ts'
import { isCurrent } from '../current-version.ts'

/** The configuration a document is; undefined for one that cannot be loaded, of which `sops-config-unknown-key` tells. */
export const readableConfig = async ({ path, text }: Document): Promise<SopsConfig | undefined> => {
  try {
    return await parseSopsConfig(path, text)
  } catch (error) {
    if (error instanceof CannotCheckError) return undefined
    throw error
  }
}

/** The same, where it is the one that holds today. */
export const currentConfig = async (document: Document, context: Context): Promise<SopsConfig | undefined> =>
  (await isCurrent(document, context)) ? readableConfig(document) : undefined
