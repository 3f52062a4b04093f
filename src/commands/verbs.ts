import { Command, InvalidArgumentError, Option } from 'commander'
import { UserError } from '../model/errors.ts'
import { severities } from '../model/rule.ts'
import { formats } from '../reporters/index.ts'
import { rotationFormats } from '../reporters/rotation.ts'
import { rotationOrders } from '../reporters/rotation-order.ts'
import { failOns } from '../reporters/rotation-report.ts'
import type { AuditFlags } from './audit.ts'
import type { CiFlags } from './ci.ts'
import type { Terminal } from './dispatch.ts'
import type { Invocation, Outcome, ScanFlags } from './invocation.ts'
import type { RotateFlags } from './rotate.ts'
import type { RulesListFlags } from './rules.ts'
import type { RotationFlags } from './run-rotation.ts'
import type { ScanCommandFlags } from './scan.ts'
import type { SealFlags } from './seal.ts'

export interface OutputFlags {
  readonly output?: string
}

/** What a verb is given when the command line is built, and whom it tells what came out. */
export interface Host {
  readonly invocation: Invocation
  readonly terminal: Terminal
  done(outcome: Outcome, flags: OutputFlags): void
}

type Verb = (host: Host) => Command

const examples = (...lines: string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ leaktight ${line}`).join('\n')}\n`

const configOption = (command: Command): Command =>
  command.option('--config <file>', 'use this configuration instead of .leaktight.yaml at the root')

const outputOptions = (command: Command, choices: readonly string[]): Command =>
  configOption(command)
    .addOption(new Option('--format <format>', 'how the report is written').choices(choices).default('text'))
    .option('--output <file>', 'write the report to a file')
    .option('--no-color', 'plain text')

const scanning = (name: string): Command =>
  outputOptions(new Command(name), formats)
    .addOption(new Option('--fail-on <severity>', 'lowest severity that makes exit code 1').choices(severities))
    .option('--rule <id...>', 'only these rules')
    .option('--all', 'show pre-existing and allowed findings too')
    .option('--quiet', 'findings and errors only')

const staged: Verb = ({ invocation, done }) =>
  scanning('staged')
    .description('look at what the next commit records (pre-commit hook)')
    .addHelpText('after', examples('staged', 'staged --format json'))
    .action(async (flags: ScanFlags & OutputFlags) => {
      const { stagedCommand } = await import('./staged.ts')
      done(await stagedCommand(invocation, flags), flags)
    })

const remoteName = (value: string): string => {
  if (value.startsWith('-')) throw new InvalidArgumentError('a remote does not begin with a dash')
  return value
}

const push: Verb = ({ invocation, done }) =>
  scanning('push')
    .description('look at every commit of every ref that is pushed (pre-push hook; ref lines on standard input)')
    .argument('[remote]', 'name of the remote, as git passes it', remoteName, '')
    .argument('[url]', 'its address, as git passes it')
    .addHelpText('after', examples('push "$@"'))
    .action(async (remote: string, _url: string | undefined, flags: ScanFlags & OutputFlags) => {
      const { pushCommand } = await import('./push.ts')
      done(await pushCommand(invocation, remote, flags), flags)
    })

const decrypt = [
  '--decrypt',
  'open encrypted files in memory and check what only a key shows (may ask key services on the network)',
] as const

const verify = [
  '--verify',
  'show AWS key pairs to STS, over the network, and say which are live and whose (the owner of a canary is told)',
] as const

const ci: Verb = ({ invocation, done }) =>
  scanning('ci')
    .description('look at every blob that the commits of a change add, and at the head tree')
    .option(
      '--base <revision>',
      'where the change begins (default: from the variables of the CI, else the default branch)',
    )
    .option('--head <revision>', 'where it ends (default: HEAD)')
    .option(...decrypt)
    .option(...verify)
    .addHelpText('after', examples('ci', 'ci --base origin/main --format sarif --output leaktight.sarif'))
    .action(async (flags: CiFlags & OutputFlags) => {
      const { ciCommand } = await import('./ci.ts')
      done(await ciCommand(invocation, flags), flags)
    })

const dependencies = ['--dependencies', 'installed dependencies (node_modules and the like) too'] as const

const threadCount = (value: string): number => {
  if (!/^[1-9]\d?$/.test(value)) throw new InvalidArgumentError('a number of threads is between 1 and 99')
  return Number(value)
}

const jobs = new Option('--jobs <n>', 'threads that read files (default: one a core)').argParser(threadCount)

const audit: Verb = ({ invocation, done }) =>
  scanning('audit')
    .description('look at the whole working tree, ignored files included, and at temporary folders')
    .option('--history', 'every object of the store too: all refs, stash, reflog, dangling')
    .option(
      '--machine',
      'what editors, shells, AWS, sops, the trash and core dumps keep on this machine, and objects of git that no branch leads to',
    )
    .option('--all-users', 'the same of every user; only as root')
    .option('--no-cache', 'read all of the history again, and remember nothing of it')
    .option(...decrypt)
    .option(...verify)
    .option(...dependencies)
    .addOption(jobs)
    .addHelpText('after', examples('audit', 'audit --machine', 'audit --history --format json'))
    .action(async (flags: AuditFlags & OutputFlags) => {
      const { auditCommand } = await import('./audit.ts')
      done(await auditCommand(invocation, flags), flags)
    })

const scan: Verb = ({ invocation, done }) =>
  scanning('scan')
    .description('look at files, folders, or standard input (-)')
    .argument('[paths...]')
    .option(...decrypt)
    .option(...verify)
    .option(...dependencies)
    .addOption(jobs)
    .option('--stdin-path <path>', 'what standard input is called in the report')
    .addHelpText('after', examples('scan src .env', "scan 'deploy/**/*.env'", 'scan - < notes.txt'))
    .action(async (paths: string[], flags: ScanCommandFlags & OutputFlags) => {
      const { scanCommand } = await import('./scan.ts')
      done(await scanCommand(invocation, paths, flags), flags)
    })

const watchedDays = (value: string): number => {
  if (!/^\d{1,4}$/.test(value)) throw new InvalidArgumentError('a number of days is between 0 and 9999')
  return Number(value)
}

const rotationHelp = `
Exit codes: 0 nothing fails, 1 something does, 2 could not check.
  --fail-on overdue    what is overdue fails
  --fail-on due-soon   what is due soon or overdue fails
  --fail-on unknown    what is not known to be young enough fails, too
  --watch-days N       besides, what will be overdue within N days fails; says which and when
What the configuration exempts never fails.`

const iamUser = new Option(
  '--iam-user <name>',
  'whose access keys; may be repeated (default: those of whoever asks, and of the ids in the files)',
).argParser((name: string, before: readonly string[] = []) => [...before, name])

const rotation: Verb = ({ invocation, terminal, done }) =>
  outputOptions(new Command('rotation'), rotationFormats)
    .description('how old the credentials in encrypted files are')
    .argument('[files...]', 'encrypted files (default: all of the repository)')
    .option(...decrypt)
    .option(
      '--iam',
      'ask IAM over the network when access keys were made (credentials from AWS_PROFILE or the environment)',
    )
    .addOption(iamUser)
    .option('--credential-report <file>', 'date access keys by the credential report of IAM')
    .addOption(
      new Option('--fail-on <verdict>', 'least urgent verdict that makes exit code 1')
        .choices(failOns)
        .default('overdue'),
    )
    .addOption(
      new Option('--watch-days <n>', 'exit 1 if anything will be overdue within so many days').argParser(watchedDays),
    )
    .addOption(new Option('--sort <order>', 'within files and among them').choices(rotationOrders).default('file'))
    .option('--quiet', 'only what fails')
    .addHelpText('after', rotationHelp)
    .addHelpText(
      'after',
      examples(
        'rotation',
        'rotation secrets/aws.yaml --sort urgency',
        'rotation --iam --iam-user deploy',
        'rotation --watch-days 21 --format junit --output rotation.xml',
        'rotation --format ics --output rotation.ics',
        'rotation --format html --output rotation.html --fail-on unknown',
      ),
    )
    .action(async (files: string[], flags: RotationFlags & OutputFlags) => {
      const { runRotation } = await import('./run-rotation.ts')
      done(await runRotation(invocation, files, flags), flags)
      const { pendingRotations } = await import('./rotate-pending.ts')
      for (const sentence of await pendingRotations(invocation)) terminal.write(`leaktight: ${sentence}\n`)
    })

const rotate: Verb = ({ invocation, terminal, done }) =>
  new Command('rotate')
    .description('replace the AWS key pair in an encrypted file, in IAM and in the file, or leave both as they are')
    .argument('<file>', 'encrypted file')
    .option('--profile <name>', 'the pair of profiles.<name> (default: the one at the top of the file)')
    .option('--credentials <place>', 'what signs: env, file or profile:NAME (default: env where it is set, else file)')
    .option('--deactivate-old', 'later: deactivate the key that was replaced, after showing its last use')
    .option('--reactivate', 'the way back from that')
    .option('--delete-old', 'at last: delete the key that was replaced')
    .option('--force', 'deactivate or delete it although it is in use, or still active')
    .option('--dry-run', 'show each step and change nothing (asks IAM what there is)')
    .option('--yes', 'do not ask')
    .addOption(new Option('--format <format>', 'how the report is written').choices(['text', 'json']).default('text'))
    .option('--output <file>', 'write the report to a file')
    .option('--no-color', 'plain text')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 2 not done, 129, 130, 131 or 143 interrupted; the report says what stands.',
    )
    .addHelpText(
      'after',
      examples(
        'rotate --dry-run secrets/aws.yaml',
        'rotate secrets/aws.yaml --profile dev',
        'rotate --deactivate-old secrets/aws.yaml',
      ),
    )
    .action(async (file: string, flags: RotateFlags & OutputFlags) => {
      const { rotateCommand } = await import('./rotate.ts')
      done(await rotateCommand({ invocation, terminal }, file, flags), flags)
    })

const seal: Verb = ({ invocation, done }) =>
  outputOptions(new Command('seal'), ['text', 'json'])
    .description('what encrypts the files that the rules of SOPS flag, without plaintext on the disk')
    .argument('[files...]', 'files (default: every staged and every tracked file)')
    .option('--fix', 'run sops on them: a new file is made, verified, and renamed over the old one')
    .option('--dry-run', 'say what would be done (default)')
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing to mend or all mended, 1 something is left to mend, 2 could not check or mend.',
    )
    .addHelpText('after', examples('seal', 'seal --fix', 'seal --fix secrets/aws.yaml'))
    .action(async (files: string[], flags: SealFlags & OutputFlags) => {
      const { sealCommand } = await import('./seal.ts')
      done(await sealCommand(invocation, files, flags), flags)
    })

/** Listed for the help only: its GNU flags need a parser of their own, which is asked before this one. */
const shred: Verb = () =>
  new Command('shred')
    .description('overwrite files, then remove them')
    .argument('[files...]')
    .action(() => {
      throw new UserError('shred stands first: leaktight shred [options] FILE…')
    })

/** Listed for the help only: what follows belongs to another program. */
const listedOnly =
  (name: string, description: string, usage: string): Verb =>
  () =>
    new Command(name)
      .description(description)
      .usage(usage)
      .allowUnknownOption()
      .argument('[words...]')
      .action(() => {
        throw new UserError(`${name} stands first: leaktight ${name} ${usage}`)
      })

const run = listedOnly('run', 'run a command with a private folder in memory, gone when it ends', '-- COMMAND')
const edit = listedOnly('edit', 'edit an encrypted file with sops, without traces of the editor', 'FILE')

const rulesList: Verb = ({ invocation, done }) =>
  configOption(new Command('list'))
    .description('every rule with its severity')
    .option('--timings <path>', 'measure what each rule costs on the files below a path')
    .action(async (flags: RulesListFlags) => {
      const { rulesListCommand } = await import('./rules.ts')
      done(await rulesListCommand(invocation, flags), {})
    })

const rulesExplain: Verb = ({ invocation, done }) =>
  configOption(new Command('explain'))
    .description('why a rule exists and what to do about its findings')
    .argument('<id>')
    .action(async (id: string, flags: { config?: string }) => {
      const { rulesExplainCommand } = await import('./rules.ts')
      done(await rulesExplainCommand(invocation, id, flags.config), {})
    })

const rulesTest: Verb = ({ invocation, done }) =>
  configOption(new Command('test'))
    .description('compile rule files and run their examples')
    .argument('[files...]', 'rule files (default: those that the configuration names)')
    .action(async (files: string[], flags: { config?: string }) => {
      const { rulesTestCommand } = await import('./rules.ts')
      done(await rulesTestCommand(invocation, files, flags.config), {})
    })

const rules: Verb = (host) =>
  new Command('rules')
    .description('the catalogue of rules')
    .addCommand(rulesList(host), { isDefault: true })
    .addCommand(rulesExplain(host))
    .addCommand(rulesTest(host))
    .addHelpText(
      'after',
      examples(
        'rules',
        'rules list --timings src',
        'rules explain aws-access-key-id',
        'rules test tools/rules/mine.yaml',
      ),
    )

const init: Verb = ({ invocation, done }) =>
  new Command('init')
    .description('wire the hooks of this repository')
    .addOption(
      new Option('--hooks <kind>', 'where the hooks go (default: husky where it is used)').choices(['husky', 'git']),
    )
    .option('--dry-run', 'say what would be done')
    .addHelpText('after', examples('init', 'init --hooks git --dry-run'))
    .action(async (flags: { hooks?: 'husky' | 'git'; dryRun?: boolean }) => {
      const { initCommand } = await import('./init.ts')
      const hooks = flags.hooks === undefined ? {} : { hooks: flags.hooks }
      const { cwd, env } = invocation
      done(await initCommand({ cwd, env, dryRun: flags.dryRun === true, ...hooks }), {})
    })

/** Every verb; what it does is loaded when it is called. */
export const verbs: readonly Verb[] = [
  staged,
  push,
  ci,
  audit,
  scan,
  rotation,
  rotate,
  seal,
  shred,
  run,
  edit,
  rules,
  init,
]
