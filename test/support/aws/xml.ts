import { makeRequestId } from './identifiers.ts'

export type Service = 'iam' | 'sts'

/** A reply: a status of HTTP and a body. */
export interface XmlReply {
  readonly status: number
  readonly body: string
}

export const namespaces: Readonly<Record<Service, string>> = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
}

export const escapeXml = (text: string): string =>
  text.replace(/[<>&]/g, (character) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[character] ?? character)

/** Elements by name; an undefined one is left out. */
export const elements = (fields: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(fields)
    .map(([name, text]) => (text === undefined ? '' : `    <${name}>${escapeXml(text)}</${name}>\n`))
    .join('')

export const iso = (at: number): string => new Date(at).toISOString().replace(/\.000Z$/, 'Z')

/** `<ActionResponse>` as the Query API answers; actions without a result have its metadata alone. */
export const success = (service: Service, action: string, result?: string): XmlReply => ({
  status: 200,
  body: `<${action}Response xmlns="${namespaces[service]}">
${result === undefined ? '' : `  <${action}Result>\n${result}  </${action}Result>\n`}  <ResponseMetadata>
    <RequestId>${makeRequestId()}</RequestId>
  </ResponseMetadata>
</${action}Response>
`,
})

/** `<ErrorResponse>` of the Query API. */
export const failure = (service: Service, { code, status, message }: Refusal): XmlReply => ({
  status,
  body: `<ErrorResponse xmlns="${namespaces[service]}">
  <Error>
    <Type>${status >= 500 ? 'Receiver' : 'Sender'}</Type>
    <Code>${code}</Code>
    <Message>${escapeXml(message)}</Message>
  </Error>
  <RequestId>${makeRequestId()}</RequestId>
</ErrorResponse>
`,
})

/** What AWS says instead of doing it. */
export class Refusal extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, status: number, message: string) {
    super(message)
    this.code = code
    this.status = status
  }
}
