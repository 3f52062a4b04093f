import { filler } from '../script-text.ts'

/** `$ `, `# `, `user@host:~$ `, `(venv) $ `. */
const prompt = /^[\s\0]*(?:\([\w.-]+\)\s*)?(?:\[?[\w.-]+@[\w.-]+[^\n$#%]{0,200})?[$#%] /
const furtherPrompt = /^[\s\0]*> ?/
const heredoc = /<<-?\s*(["']?)([A-Za-z_]\w*)\1/

/** What is typed in a session: lines behind a prompt and those that continue them. What is answered is blanked. */
export const sessionText = (text: string): string => {
  const lines: string[] = []
  let continues = false
  let delimiter: string | undefined
  for (const line of text.split('\n')) {
    const further: boolean = continues || delimiter !== undefined
    const sign: string | undefined = (prompt.exec(line) ?? (further ? furtherPrompt.exec(line) : null))?.[0]
    const typed: boolean = sign !== undefined || further
    const rest = line.slice(sign?.length ?? 0)
    lines.push(typed ? filler.repeat(sign?.length ?? 0) + rest : ' '.repeat(line.length))
    const bare = rest.replaceAll(filler, '').trim()
    if (delimiter !== undefined) delimiter = bare === delimiter ? undefined : delimiter
    else if (typed) delimiter = heredoc.exec(rest)?.[2]
    continues = typed && delimiter === undefined && bare.endsWith('\\')
  }
  return lines.join('\n')
}
