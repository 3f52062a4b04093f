import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { keyfileMetas } from '../checks/keyfiles/index.ts'
import { leftoverMeta, leftoverWiped } from '../checks/leftovers/index.ts'
import { runtimeSecretMeta } from '../checks/leftovers/runtime-secret.ts'
import { encodeArtefact } from '../commands/artefact.ts'
import { builtinChecks, searchingChecks } from '../commands/builtin-checks.ts'
import { buildImage } from '../engine/kernel/image.ts'
import { triggersOf } from '../engine/triggers.ts'
import { checkAgainstSchema } from '../formats/schema-check.ts'
import { type CatalogueSection, catalogueMarkdown, checksMarkdown } from '../rules/catalogue.ts'
import { type CompiledRule, compileLibrary } from '../rules/compile-library.ts'
import { runExamples } from '../rules/examples.ts'
import { patternRule } from '../rules/pattern-rule.ts'
import ruleSchema from '../rules/rule.schema.json' with { type: 'json' }
import { loadRuleFiles } from '../rules/rule-files.ts'
import { textDocument } from '../rules/text-document.ts'
import { bundle, type Plan } from './bundle.ts'
import { compileKernel } from './kernel.ts'
import { sourceDigest } from './source-digest.ts'

const schemas = [
  'src/rules/rule.schema.json',
  'src/policy/config.schema.json',
  'src/reporters/report.schema.json',
  'src/reporters/rotate-report.schema.json',
  'src/reporters/rotation-report.schema.json',
  'src/reporters/seal-report.schema.json',
  'src/shred/shred-report.schema.json',
]

// Beside `dist`, so that it can be renamed.
const fresh = 'node_modules/.cache/leaktight/dist'

const writeIfChanged = (path: string, content: string | Buffer): void => {
  let before: Buffer | undefined
  try {
    before = readFileSync(path)
  } catch {
    before = undefined // not written yet
  }
  if (before === undefined || !before.equals(Buffer.from(content))) writeFileSync(path, content)
}

const versionModule = (version: string): string => `export const version = ${JSON.stringify(version)}

/** Digest of everything that this build was made from. */
export const build = '${sourceDigest(['package-lock.json', 'src', 'rules'])}'
`

const kernelModule = (binary: Uint8Array): string => `/** Written by the build from assembly/kernel.ts. */
export const kernelBytes = '${Buffer.from(binary).toString('base64')}'
`

/** Runs the examples of every rule; one that fails fails the build. */
const proven = async (rules: readonly CompiledRule[]): Promise<readonly CompiledRule[]> => {
  const failures: string[] = []
  for (const { entry, data, file } of rules) failures.push(...(await runExamples(entry, data, file, textDocument)))
  if (failures.length > 0) throw new Error(`rule examples failed:\n${failures.join('\n')}`)
  return rules
}

const byProvider = (rules: readonly CompiledRule[]): CatalogueSection[] =>
  [...new Set(rules.map(({ provider }) => provider))].map((provider) => ({
    provider,
    rules: rules.filter((rule) => rule.provider === provider).map(({ data }) => data),
  }))

/** Whatever is looked at in every encrypted file of a commit: one file is read in less time than twenty. */
const forEncryptedFile = [
  'src/sops/encrypted-file.ts',
  'src/sops/nothing-encrypted.ts',
  'src/git/first-appearance.ts',
  'src/checks/sops/hits/index.ts',
  ...['missing-field', 'mac-shape', 'enc-malformed', 'time', 'block-comment', 'block-unread'].map(
    (name) => `src/checks/sops-metadata/${name}-hits.ts`,
  ),
  'src/checks/sops-config/regex-dead-hits.ts',
  'src/checks/sops-recipients/drift-hits.ts',
  ...['partial-stage', 'copied', 'unencryptable'].map((name) => `src/checks/sops-repository/${name}-hits.ts`),
  'src/checks/sops-history/hits.ts',
  'src/checks/rotation/credential-ages.ts',
  'src/checks/rotation/document-credentials.ts',
]

const plan: Plan = {
  entry: 'src/cli.ts',
  // What the hook needs: enough to start git, and all else that it runs while git works.
  together: {
    'start.js': ['src/cli.ts'],
    'hook.js': ['src/commands/staged.ts', 'src/commands/kept-setup.ts', 'src/reporters/text.ts'],
    'sealed.js': forEncryptedFile,
  },
  programs: { 'cli.js': 'src/build/launch.ts', 'forerunner-worker.js': 'src/commands/forerunner-worker.ts' },
}

/** Put in place as a whole: a hook that starts meanwhile finds the old build or the new one. */
const writeDist = async (): Promise<void> => {
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(join(fresh, 'schema'), { recursive: true })
  for (const [name, content] of await bundle(plan)) {
    writeFileSync(join(fresh, name), content, { mode: name === 'cli.js' ? 0o755 : 0o644 })
  }
  copyFileSync('src/commands/rules.generated.bin', join(fresh, 'rules.generated.bin'))
  for (const path of schemas) copyFileSync(path, join(fresh, 'schema', basename(path)))
  rmSync('dist', { recursive: true, force: true })
  renameSync(fresh, 'dist')
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
writeIfChanged('src/commands/version.generated.ts', versionModule(version))
const kernel = await compileKernel('src/engine/kernel/assembly/kernel.ts')
writeIfChanged('src/engine/kernel/kernel.generated.ts', kernelModule(kernel))
const rules = await proven(compileLibrary(await loadRuleFiles('rules', (data) => checkAgainstSchema(ruleSchema, data))))
const patterns = rules.map(({ data }) => data)
const image = buildImage(triggersOf([...patterns.map(patternRule), ...searchingChecks]))
writeIfChanged('src/commands/rules.generated.bin', encodeArtefact(patterns, image))
writeIfChanged('rules/README.md', catalogueMarkdown(byProvider(rules)))
mkdirSync('docs', { recursive: true })
writeIfChanged(
  'docs/checks.md',
  checksMarkdown(builtinChecks, [leftoverMeta, leftoverWiped.meta], [...keyfileMetas, runtimeSecretMeta]),
)
await writeDist()
