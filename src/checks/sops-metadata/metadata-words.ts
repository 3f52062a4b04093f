/** One of these stands in every file that SOPS wrote: in its mac or values, or as the date of its last change. */
export const metadataWords: readonly string[] = ['enc[aes256_gcm', 'lastmodified']
