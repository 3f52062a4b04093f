/** What is installed of every peer, pinned, and by which package client; `refused` says why there is nothing to install. */
export const packages = [
  {
    name: 'gitleaks',
    version: '8.30.1',
    client: 'go',
    package: 'github.com/zricethezav/gitleaks/v8',
    program: 'bin/gitleaks',
  },
  { name: 'kingfisher', version: '2.14.0', client: 'pip', package: 'kingfisher-bin', program: 'bin/kingfisher' },
  { name: 'detect-secrets', version: '1.5.0', client: 'pip', package: 'detect-secrets', program: 'bin/detect-secrets' },
  { name: 'ripsecrets', version: '0.1.11', client: 'cargo', package: 'ripsecrets', program: 'bin/ripsecrets' },
  {
    name: 'secretlint',
    version: '12.3.1',
    client: 'npm',
    package: 'secretlint',
    with: ['@secretlint/secretlint-rule-preset-recommend'],
    program: 'node_modules/.bin/secretlint',
  },
  { name: 'git-secrets', version: '1.3.0-5', client: 'apt', package: 'git-secrets', program: 'usr/bin/git-secrets' },
  { name: 'betterleaks', refused: 'the Go module proxy answers 403, "This module version is not available"' },
  { name: 'trufflehog', refused: 'the Go module proxy answers 403, "This module version is not available"' },
]
