import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { environment } from '../place.mjs'

const firstSecond = 1_600_000_000

const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`

/**
 * Opens a `git fast-import` in a repository: `commit` puts one commit of renames and full texts onto a branch, `merge`
 * names its second parent; `tag` names one, `end` waits until git has taken everything. The stream is described in git-fast-import(1).
 */
export const importInto = (root) => {
  const options = { cwd: root, env: environment(), stdio: ['pipe', 'ignore', 'inherit'] }
  const child = spawn('git', ['fast-import', '--quiet', '--done'], options)
  const exit = once(child, 'exit')
  const put = async (text) => {
    if (!child.stdin.write(text)) await once(child.stdin, 'drain')
  }
  const commit = async ({ branch, mark, from, merge, message, renamed = [], files }) => {
    const who = `Person ${mark % 9} <person${mark % 9}@example.com> ${firstSecond + mark * 3600} +0000`
    const parent = from === undefined ? '' : `from ${from}\n`
    const other = merge === undefined ? '' : `merge ${merge}\n`
    const head = `commit refs/heads/${branch}\nmark :${mark}\nauthor ${who}\ncommitter ${who}\n${data(message)}`
    await put(`${head}${parent}${other}`)
    for (const [path, now] of renamed) await put(`R ${path} ${now}\n`)
    for (const { path, text } of files) await put(`M 100644 inline ${path}\n${data(text)}`)
  }
  const tag = (name, mark) => put(`reset refs/tags/${name}\nfrom :${mark}\n\n`)
  const end = async () => {
    child.stdin.end('done\n')
    const [code] = await exit
    if (code !== 0) throw new Error(`git fast-import ended with ${code}`)
  }
  return { commit, tag, end }
}
