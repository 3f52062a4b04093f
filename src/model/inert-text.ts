// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs: `::` first on a line, `##[` anywhere;
// Azure Pipelines and TeamCity read `##vso[` and `##teamcity[`.
const first = /^((?:[^\S\n]|\x1b\[[\d;]*m)*):(?=:)/gm
const anywhere = /#(?=#\w*\[)/g

/** Text for people in which no runner of CI jobs sees a command, whatever the names and content in it. */
export const inertText = (text: string): string => text.replace(first, '$1\\x3a').replace(anywhere, '\\x23')
