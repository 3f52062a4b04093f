/** The bytes of a base64 body as it stands in files: over several lines, with escaped line ends or quotes between. */
export const keyBytes = (body: string): Buffer =>
  Buffer.from(body.replace(/\\+[nr]/g, '').replace(/[^A-Za-z0-9+/]+/g, ''), 'base64')
