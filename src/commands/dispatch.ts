import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { UserError } from '../model/errors.ts'
import { severities } from '../model/rule.ts'
import { formats } from '../reporters/index.ts'
import type { AuditFlags } from './audit.ts'
import type { CiFlags } from './ci.ts'
import type { Invocation, Outcome, ScanFlags } from './invocation.ts'
import type { ScanCommandFlags } from './scan.ts'
import { version } from './version.generated.ts'

/** The terminal beside standard output. */
export interface Terminal {
  readonly isTerminal: boolean
  /** Whether somebody sits at standard input. */
  readonly interactive: boolean
  readonly platform: NodeJS.Platform
  write(text: string): void
  onSignal(name: NodeJS.Signals, listener: () => void): void
}

/** An outcome, and the file that takes it instead of standard output. */
export type Dispatched = Outcome & { readonly output: string | undefined }

interface Output {
  readonly output?: string
}

const examples = (...lines: string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ leaktight ${line}`).join('\n')}\n`

const scanning = (command: Command): Command =>
  command
    .addOption(new Option('--format <format>', 'how the report is written').choices(formats).default('text'))
    .option('--output <file>', 'write the report to a file')
    .option('--config <file>', 'use this configuration instead of .leaktight.yaml at the root')
    .addOption(new Option('--fail-on <severity>', 'lowest severity that makes exit code 1').choices(severities))
    .option('--rule <id...>', 'only these rules')
    .option('--all', 'show pre-existing and allowed findings too')
    .option('--quiet', 'findings and errors only')
    .option('--no-color', 'plain text')

const remoteName = (value: string): string => {
  if (value.startsWith('-')) throw new InvalidArgumentError('a remote does not begin with a dash')
  return value
}

const usage = `
Exit codes: 0 clean, 1 findings at or above --fail-on (default: medium), 2 could not check.`

/** Builds the command line; every verb is loaded when it is called. */
const programOf = (invocation: Invocation, done: (outcome: Outcome, flags: Output) => void): Command => {
  const program = new Command('leaktight')
    .description('Keeps credentials out of git and the machine clean around it.')
    .version(version)
    .addHelpText('after', usage)

  scanning(program.command('staged'))
    .description('look at what the next commit records (pre-commit hook)')
    .addHelpText('after', examples('staged', 'staged --format json'))
    .action(async (flags: ScanFlags & Output) => {
      const { stagedCommand } = await import('./staged.ts')
      done(await stagedCommand(invocation, flags), flags)
    })

  scanning(program.command('push'))
    .description('look at every commit of every ref that is pushed (pre-push hook; ref lines on standard input)')
    .argument('[remote]', 'name of the remote, as git passes it', remoteName, '')
    .argument('[url]', 'its address, as git passes it')
    .addHelpText('after', examples('push "$@"'))
    .action(async (remote: string, _url: string | undefined, flags: ScanFlags & Output) => {
      const { pushCommand } = await import('./push.ts')
      done(await pushCommand(invocation, remote, flags), flags)
    })

  scanning(program.command('ci'))
    .description('look at every blob that the commits of a change add, and at the head tree')
    .option(
      '--base <revision>',
      'where the change begins (default: from the variables of the CI, else the default branch)',
    )
    .option('--head <revision>', 'where it ends (default: HEAD)')
    .addHelpText('after', examples('ci', 'ci --base origin/main --format sarif --output leaktight.sarif'))
    .action(async (flags: CiFlags & Output) => {
      const { ciCommand } = await import('./ci.ts')
      done(await ciCommand(invocation, flags), flags)
    })

  scanning(program.command('audit'))
    .description('look at the whole working tree, ignored files included, and at temporary folders')
    .option('--history', 'every object of the store too: all refs, stash, reflog, dangling')
    .option('--dependencies', 'installed dependencies (node_modules and the like) too')
    .addHelpText('after', examples('audit', 'audit --history --format json'))
    .action(async (flags: AuditFlags & Output) => {
      const { auditCommand } = await import('./audit.ts')
      done(await auditCommand(invocation, flags), flags)
    })

  scanning(program.command('scan'))
    .description('look at files, folders, or standard input (-)')
    .argument('[paths...]')
    .option('--dependencies', 'installed dependencies (node_modules and the like) too')
    .option('--stdin-path <path>', 'what standard input is called in the report')
    .addHelpText('after', examples('scan src .env', 'scan - < notes.txt'))
    .action(async (paths: string[], flags: ScanCommandFlags & Output) => {
      const { scanCommand } = await import('./scan.ts')
      done(await scanCommand(invocation, paths, flags), flags)
    })

  program
    .command('rotation')
    .description('how old the credentials in encrypted files are')
    .argument('[files...]', 'encrypted files (default: all of the repository)')
    .addOption(new Option('--format <format>', 'how the report is written').choices(['text', 'json']).default('text'))
    .option('--output <file>', 'write the report to a file')
    .option('--config <file>', 'use this configuration instead of .leaktight.yaml at the root')
    .option('--no-color', 'plain text')
    .addHelpText(
      'after',
      `\nExit codes: 0 nothing overdue, 1 something overdue, 2 could not check.\n${examples('rotation', 'rotation secrets/aws.yaml')}`,
    )
    .action(async (files: string[], flags: { format: 'text' | 'json'; config?: string } & Output) => {
      const { runRotation } = await import('./run-rotation.ts')
      done(await runRotation(invocation, files, flags), flags)
    })

  program
    .command('shred')
    .description('overwrite files, then remove them')
    .usage('[options] FILE…')
    .argument('[files...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async () => {
      throw new UserError('shred stands first: leaktight shred [options] FILE…')
    })

  const rules = program.command('rules').description('the catalogue of rules')
  const config = '--config <file>'
  const configHelp = 'use this configuration instead of .leaktight.yaml at the root'
  rules
    .command('list', { isDefault: true })
    .description('every rule with its severity')
    .option(config, configHelp)
    .action(async (flags: { config?: string }) => {
      const { rulesListCommand } = await import('./rules.ts')
      done(await rulesListCommand(invocation, flags.config), {})
    })
  rules
    .command('explain')
    .description('why a rule exists and what to do about its findings')
    .argument('<id>')
    .option(config, configHelp)
    .action(async (id: string, flags: { config?: string }) => {
      const { rulesExplainCommand } = await import('./rules.ts')
      done(await rulesExplainCommand(invocation, id, flags.config), {})
    })
  rules
    .command('test')
    .description('compile rule files and run their examples')
    .argument('[files...]', 'rule files (default: those that the configuration names)')
    .option(config, configHelp)
    .action(async (files: string[], flags: { config?: string }) => {
      const { rulesTestCommand } = await import('./rules.ts')
      done(await rulesTestCommand(invocation, files, flags.config), {})
    })

  program
    .command('init')
    .description('wire the hooks of this repository')
    .addOption(
      new Option('--hooks <kind>', 'where the hooks go (default: husky where it is used)').choices(['husky', 'git']),
    )
    .option('--dry-run', 'say what would be done')
    .addHelpText('after', examples('init', 'init --hooks git --dry-run'))
    .action(async (flags: { hooks?: 'husky' | 'git'; dryRun?: boolean }) => {
      const { initCommand } = await import('./init.ts')
      const hooks = flags.hooks === undefined ? {} : { hooks: flags.hooks }
      done(await initCommand({ cwd: invocation.cwd, env: invocation.env, dryRun: flags.dryRun === true, ...hooks }), {})
    })

  for (const command of [program, ...program.commands, ...rules.commands]) {
    command.exitOverride().configureOutput({ writeErr: () => {} })
  }
  return program
}

const isHelp = (error: CommanderError): boolean => error.exitCode === 0 || error.code === 'commander.help'

/** Reads the arguments and runs the verb that they name. */
export const dispatch = async (
  argv: readonly string[],
  invocation: Invocation,
  terminal: Terminal,
): Promise<Dispatched | undefined> => {
  if (argv[0] === 'shred') {
    const { runShred } = await import('./run-shred.ts')
    return runShred(argv.slice(1), invocation, terminal)
  }
  let result: Dispatched | undefined
  const program = programOf(invocation, (outcome, flags) => {
    result = { ...outcome, output: flags.output }
  })
  try {
    if (argv.length === 0) return { text: program.helpInformation(), exitCode: 2, output: undefined }
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (!isHelp(error)) throw new UserError(`${error.message.replace(/^error: /, '')}; see \`leaktight --help\``)
  }
  return result
}
