import { looksLikeToken } from '../shown-key.ts'

/** An action as a message may name it: nothing that is no action gets here, and none of AWS looks like a token. */
export const shownAction = (text: string): string =>
  text.length <= 100 && /^[\w*?-]+(?::[\w*?]+)?$/.test(text) && !looksLikeToken(text) ? text : '****'
