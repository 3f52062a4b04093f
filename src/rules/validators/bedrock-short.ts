const prefix = 'bedrock-api-key-'

/** True for a short-term Bedrock key: `bedrock-api-key-` and, in base64, a presigned URL of that service without its scheme. */
export const isBedrockShortKey = (value: string): boolean => {
  const url = Buffer.from(value.slice(prefix.length), 'base64').toString('latin1')
  return /^(?:https:\/\/)?bedrock\.amazonaws\.com/.test(url) && url.includes('X-Amz-')
}
