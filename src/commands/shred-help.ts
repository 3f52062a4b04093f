export const shredHelp = `Usage: leaktight shred [options] FILE…
       leaktight shred --recursive [options] FOLDER…
       leaktight shred --leftovers [--yes]

Overwrites files in place, syncing each pass, then truncates, renames and removes them.

Options, as of GNU shred:
  -n, --iterations N, --passes N   random passes, 0 to 100 (default: 10)
  -z, --zero                       a last pass of zeros (default)
  -f, --force                      also read-only files, files over 64 MiB, and files that git tracks
  -v, --verbose                    a line for each pass, on standard error
  -u, --remove[=HOW]               accepted; every file is removed, under a random name
  -x, --exact                      stop at the last byte of a file, not at the end of its block
  -s, --size N                     overwrite N bytes (4096, 010, 0x1000, 4K, 4KB); a file that has more is kept

Options of our own:
      --no-zero                    no last pass of zeros
  -r, --recursive                  every file below the named folders, then the emptied folders
      --keep-folders               leave the emptied folders
      --across-mounts              go into what is mounted within, too
      --leftovers                  the files that \`leaktight audit\` reports in temporary folders, after a question
      --yes                        do not ask
      --dry-run                    say what would be done
      --format <format>            text (default) or json
      --output <file>              write the report to a file
      --config <file>              use this configuration instead of .leaktight.yaml at the root
      --quiet, --no-color

Unlike GNU shred: the file is gone at the end, also without -u; no link is followed; a zero pass is the default.
Refused: symbolic links, hard links, FIFOs, sockets, devices, files of other users, files that git tracks, and folders
without --recursive. With it, each of these below a folder is reported and left, and links lead nowhere.

Exit codes: 0 overwritten and removed, 1 removed, but overwriting is not effective on that file system,
2 refused or failed.

Examples:
  $ leaktight shred /tmp/aws-update.yaml
  $ leaktight shred -vfz -n 10 /tmp/aws-update.yaml
  $ leaktight shred --recursive --dry-run /tmp/work
  $ leaktight shred --leftovers
`
