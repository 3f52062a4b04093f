import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The repository the bench belongs to. */
export const top = resolve(import.meta.dirname, '..')

/** Where peers, corpora and reports stand: never inside the repository. */
export const place = resolve(process.env.LEAKTIGHT_BENCH_DIR ?? join(tmpdir(), 'leaktight-bench'))

/** A folder of the place, made when it is not there. */
export const folder = (...names) => {
  const path = join(place, ...names)
  mkdirSync(path, { recursive: true })
  return path
}

/** A folder of this run alone, so that two runs at once do not read each other's reports. */
export const ownFolder = () => folder('runs', String(process.pid))

/** The build under measurement: this checkout's, or the one LEAKTIGHT_BENCH_CLI names. */
export const cli = resolve(process.env.LEAKTIGHT_BENCH_CLI ?? join(top, 'dist/cli.js'))

/** The environment every contender gets: its own HOME, no system or user git configuration, nothing of ours. */
export const environment = () => {
  const home = folder('home')
  const ambient = Object.entries(process.env).filter(([name]) => !/^(?:LEAKTIGHT_|GIT_|NODE_OPTIONS$|npm_)/.test(name))
  return {
    ...Object.fromEntries(ambient),
    HOME: home,
    XDG_CACHE_HOME: folder('home', '.cache'),
    XDG_CONFIG_HOME: folder('home', '.config'),
    GIT_CONFIG_NOSYSTEM: '1',
    LEAKTIGHT_TEMP_DIRS: folder('no-leftovers'),
  }
}

/** Throws when there is no build to measure. */
export const needBuild = () => {
  if (!existsSync(cli)) throw new Error(`there is no build at ${cli}: run "npm run build"`)
}
