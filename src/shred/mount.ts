/** One line of /proc/self/mountinfo. */
export interface Mount {
  /** `major:minor` of the device. */
  readonly device: string
  /** The folder of the file system that is mounted, `/` for the whole of it. */
  readonly root: string
  /** Where it is mounted. */
  readonly point: string
  /** Such as `ext4`, `overlay`, `fuse.sshfs`. */
  readonly type: string
  /** What was mounted, such as `/dev/sda1`; any word for file systems without a device. */
  readonly source: string
  /** Options of the file system itself, such as `data=journal`. */
  readonly options: readonly string[]
}

/** The mount that holds an open file, from `mnt_id:` in /proc/self/fdinfo/N. */
export const mountIdOf = (fdinfo: string): string | undefined => /^mnt_id:\s*(\d+)$/m.exec(fdinfo)?.[1]

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

/**
 * Finds a mount by its id. Fields (proc(5)): id, parent, major:minor, root, mount point, options,
 * any number of optional fields, `-`, type, source, super options.
 */
export const findMount = (mountinfo: string, id: string): Mount | undefined => {
  const line = mountinfo.split('\n').find((candidate) => candidate.startsWith(`${id} `))
  const [head, tail] = line?.split(' - ') ?? []
  const [, , device, root, point] = head?.split(' ') ?? []
  const [type, source, options] = tail?.split(' ') ?? []
  if (device === undefined || type === undefined) return undefined
  const [from, at] = [unescaped(root ?? ''), unescaped(point ?? '')]
  return {
    device,
    root: from,
    point: at,
    type,
    source: unescaped(source ?? ''),
    options: options?.split(',').map(unescaped) ?? [],
  }
}
