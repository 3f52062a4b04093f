import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { checkAgainstSchema } from '../formats/schema-check.ts'
import { type CatalogueSection, catalogueMarkdown } from '../rules/catalogue.ts'
import { compileRule } from '../rules/compile.ts'
import { runExamples } from '../rules/examples.ts'
import type { PatternData } from '../rules/pattern-data.ts'
import ruleSchema from '../rules/rule.schema.json' with { type: 'json' }
import { type LoadedRuleFile, loadRuleFiles } from '../rules/rule-files.ts'
import { textDocument } from '../rules/text-document.ts'

const schemas = [
  'src/rules/rule.schema.json',
  'src/policy/config.schema.json',
  'src/reporters/report.schema.json',
  'src/reporters/rotation-report.schema.json',
  'src/shred/shred-report.schema.json',
]

const writeIfChanged = (path: string, text: string): void => {
  let before: string | undefined
  try {
    before = readFileSync(path, 'utf8')
  } catch {
    before = undefined // not written yet
  }
  if (before !== text) writeFileSync(path, text)
}

/** Compiles every rule and runs its examples; one that fails fails the build. */
const compileRules = async (files: readonly LoadedRuleFile[]): Promise<CatalogueSection[]> => {
  const sections: CatalogueSection[] = []
  const failures: string[] = []
  for (const { file, provider, rules } of files) {
    const compiled: PatternData[] = []
    for (const entry of rules) {
      const data = compileRule(entry, file)
      compiled.push(data)
      failures.push(...(await runExamples(entry, data, file, textDocument)))
    }
    sections.push({ provider, rules: compiled })
  }
  if (failures.length > 0) throw new Error(`rule examples failed:\n${failures.join('\n')}`)
  return sections
}

const ruleModule = (rules: readonly PatternData[]): string => `import type { PatternData } from './pattern-data.ts'

/** Written by the build from rules/*.yaml. */
export const builtinPatterns: readonly PatternData[] = JSON.parse(${JSON.stringify(JSON.stringify(rules))})
`

const bundle = async (): Promise<void> => {
  rmSync('dist', { recursive: true, force: true })
  await build({
    entryPoints: ['src/cli.ts'],
    outdir: 'dist',
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    chunkNames: 'chunks/[name]-[hash]',
    legalComments: 'linked',
    mainFields: ['module', 'main'],
    // A CommonJS package in a chunk of its own has no named exports; this entry is the same code as modules.
    alias: { yaml: resolve('node_modules/yaml/browser/index.js') },
    logLevel: 'warning',
    // Some bundled packages are CommonJS and call require for modules of Node.
    banner: {
      js: "import{createRequire as createRequireOfLeaktight}from'node:module';const require=createRequireOfLeaktight(import.meta.url);",
    },
  })
  mkdirSync('dist/schema', { recursive: true })
  for (const path of schemas) copyFileSync(path, join('dist/schema', basename(path)))
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
writeIfChanged('src/commands/version.generated.ts', `export const version = ${JSON.stringify(version)}\n`)
const files = await loadRuleFiles('rules', (data) => checkAgainstSchema(ruleSchema, data))
const sections = await compileRules(files)
writeIfChanged('src/rules/builtin.generated.ts', ruleModule(sections.flatMap(({ rules }) => rules)))
writeIfChanged('rules/README.md', catalogueMarkdown(sections))
await bundle()
