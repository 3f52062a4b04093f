const gitsOwn = /(?:^|\/)\.(?:gitignore|gitattributes|gitkeep|keep)$/
const workflow = /^\.github\/workflows\//
const config = /(?:^|\/)\.sops\.ya?ml$/
const documentation = /\.(?:md|mdx|rst|adoc)$/i
const template = /\.(?:j2|jinja2?|tmpl|gotmpl|tpl|template|example|sample|dist)$/i
/** `a.example.yaml`, of which the last suffix says only how it is written. */
const namedTemplate = /\.(?:example|sample|template|tmpl|dist)\.[^./]+$/i
const publicKey = /\.pub$/i
const schema = /\.schema\.(?:json|ya?ml)$/i
const chartTemplate = /(?:^|\/)templates\//

/**
 * Nobody means to encrypt this file although a pattern covers it: documentation, templates, schemas, public keys, manifests
 * that only name a secret. A pattern that
 * asks for the suffix itself, and so does not cover the same name with another one, means what it says.
 */
export const neverEncrypted = (path: string, covers: (path: string) => boolean, text: () => string): boolean => {
  if (config.test(path) || gitsOwn.test(path) || workflow.test(path)) return true
  if (chartTemplate.test(path) && !template.test(path) && text().includes('{{')) return true
  if (/\.ya?ml$/i.test(path) && onlyNamesSecrets(text())) return true
  const suffix = [documentation, template, namedTemplate, schema, publicKey]
    .map((kind) => kind.exec(path)?.[0])
    .find((found) => found)
  return suffix !== undefined && covers(path.slice(0, -suffix.length) + otherSuffix(suffix))
}

/** Manifests that say where a secret is kept, or hold it encrypted to their own controller. */
const reference =
  /^kind:[ \t]*["']?(?:(?:Cluster)?ExternalSecret|(?:Cluster)?SecretStore|(?:Cluster)?PushSecret|SecretProviderClass|SealedSecret|Vault(?:Static|Dynamic|PKI)Secret)["']?[ \t]*(?:#.*)?\r?$/m

const onlyNamesSecrets = (text: string): boolean => {
  if (!reference.test(text)) return false
  const documents = text.split(/^---.*$/m).filter((document) => /^[^\s#]/m.test(document))
  return documents.every((document) => reference.test(document))
}

const otherSuffix = (suffix: string): string => suffix.replace(/[^.]+/, (letters) => 'q'.repeat(letters.length))
