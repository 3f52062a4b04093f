/** What a recipient looks like that is surely public. */
const publicForm =
  /^(?:age1[02-9a-z]|ssh-|[\dA-F]{8,64}!?$|arn:aws|alias\/|projects\/|https?:\/\/|[\da-z]{1,4}(?:-[\da-z]+){1,3}:)/i

const longest = 120

/** A recipient as a message may name it: recipients are public, and now and then somebody takes a secret for one. */
export const shownRecipient = (identity: string): string => {
  if (!publicForm.test(identity)) return '****'
  const plain = identity.replace(/\/\/[^/@]*@/, '//****@')
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 20)}…${plain.slice(-16)}`
}
