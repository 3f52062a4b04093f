const value =
  /(?:^[ \t]*(?:-[ \t]+)*|[{,][ \t]*)["']?([^\s"'#:={}[\],]{1,128})["']?[ \t]*[:=][ \t]*["']?ENC\[AES256_GCM,/gm
const any = /(?<!#)ENC\[AES256_GCM,/g

const metadata: ReadonlySet<string> = new Set(['mac', 'sops_mac'])

/**
 * The keys that stand right before ciphertext, in lower case, without reading the text as a structure; undefined where
 * not each of them is found so, as in lists and under keys with spaces.
 */
export const sealedNames = (text: string): ReadonlySet<string> | undefined => {
  const found = [...text.matchAll(value)].map(([, name = '']) => name.toLowerCase())
  const ciphertexts = text.match(any)?.length ?? 0
  return found.length === ciphertexts ? new Set(found.filter((name) => !metadata.has(name))) : undefined
}
