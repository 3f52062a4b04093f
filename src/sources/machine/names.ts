// What an editor, a backup or a hurried hand appends to the name of a file.
const suffix = String.raw`(?:~|\.(?:bak|old|orig|save|tmp|new|copy|plain|dec|decrypted|\d{1,3}))*`

const extension = String.raw`\.(?:ya?ml|json|env|ini|cfg|conf|cnf|properties|toml|csv|tfvars)`

const dotenv = String.raw`^[\w-]*\.env(?:rc)?(?:\.[\w-]+)?`

// What `sops exec-file --no-fifo` leaves in `.sops<digits>`.
const execFile = String.raw`^tmp-file\d*`

const plaintextName = new RegExp(
  `(?:${[extension, dotenv, '^env', '^(?:aws-?)?credentials', execFile].join('|')})${suffix}$`,
  'i',
)

/** True for the names of YAML, JSON, env, INI and key-list files, also with a backup suffix. */
export const isPlaintextName = (name: string): boolean => plaintextName.test(name)
