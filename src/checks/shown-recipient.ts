/** What recipients look like that are surely public. */
const publicForms: readonly RegExp[] = [
  /^age1[\da-z]{1,58}$/,
  // A plugin's name, or that of the post-quantum form, goes before the key.
  /^age1[02-9a-z+._-]{1,30}1[02-9a-z]+$/,
  /^ssh-[a-z\d-]+ [A-Za-z\d+/]+={0,2}(?: [\w.@-]+)?$/,
  /^[\dA-F]{8,64}!?$/i,
  /^(?:arn:aws|alias\/|projects\/|https?:\/\/|[\da-z]{1,4}(?:-[\da-z]+){1,3}:)[^\s"'=[\]{}]*$/i,
]

const longest = 120

/**
 * A recipient as a message may name it: recipients are public, and now and then somebody takes a secret for one, or
 * damage has joined a value to one.
 */
export const shownRecipient = (identity: string): string => {
  if (!publicForms.some((form) => form.test(identity))) return '****'
  const plain = identity.replace(/\/\/[^/@]*@/, '//****@')
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 20)}…${plain.slice(-16)}`
}
