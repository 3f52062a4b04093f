export const shredHelp = `Usage: leaktight shred [options] FILE…
       leaktight shred --leftovers [--yes]

Overwrites files in place, syncing each pass, then truncates, renames and removes them.

Options:
  -n, --passes N, --iterations N   random passes (default: 10)
  -z, --zero                       a last pass of zeros (default)
      --no-zero                    none
  -f, --force                      also files that git tracks, and read-only files
  -v, --verbose                    a line for each pass
  -u, --remove                     accepted; the file is removed in any case
      --leftovers                  the files that \`leaktight audit\` reports in temporary folders
      --yes                        do not ask
      --dry-run                    say what would be done
      --format <format>            text (default) or json
      --output <file>              write the report to a file
      --config <file>              use this configuration instead of .leaktight.yaml at the root
      --quiet, --no-color

Refused: symbolic links, hard links, FIFOs, sockets, devices, folders, files of other users, files that git tracks.

Exit codes: 0 overwritten and removed, 1 removed, but overwriting is not effective on that file system,
2 refused or failed.

Examples:
  $ leaktight shred /tmp/aws-update.yaml
  $ leaktight shred -vfz -n 10 /tmp/aws-update.yaml
  $ leaktight shred --leftovers
`
