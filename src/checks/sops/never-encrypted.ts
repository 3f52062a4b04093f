const gitsOwn = /(?:^|\/)\.(?:gitignore|gitattributes|gitkeep|keep)$/
const workflow = /^\.github\/workflows\//
const config = /(?:^|\/)\.sops\.ya?ml$/
const documentation = /\.(?:md|mdx|rst|adoc)$/i
const template = /\.(?:j2|jinja2?|tmpl|gotmpl|tpl|template|example|sample|dist)$/i
/** `a.example.yaml`, of which the last suffix says only how it is written. */
const namedTemplate = /\.(?:example|sample|template|tmpl|dist)\.[^./]+$/i
const publicKey = /\.pub$/i
const chartTemplate = /(?:^|\/)templates\//

/**
 * Nobody means to encrypt this file although a pattern covers it: documentation, templates, public keys. A pattern that
 * asks for the suffix itself, and so does not cover the same name with another one, means what it says.
 */
export const neverEncrypted = (path: string, covers: (path: string) => boolean, text: () => string): boolean => {
  if (config.test(path) || gitsOwn.test(path) || workflow.test(path)) return true
  if (chartTemplate.test(path) && !template.test(path) && text().includes('{{')) return true
  const suffix = [documentation, template, namedTemplate, publicKey]
    .map((kind) => kind.exec(path)?.[0])
    .find((found) => found)
  return suffix !== undefined && covers(path.slice(0, -suffix.length) + otherSuffix(suffix))
}

const otherSuffix = (suffix: string): string => suffix.replace(/[^.]+/, (letters) => 'q'.repeat(letters.length))
