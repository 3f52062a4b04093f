import { describe } from 'vitest'
import { ciAgeKeyExposed } from '../../../src/checks/workflows/age-key-exposed.ts'
import { finds, gitlab, isSilent, steps, workflow } from './marked.ts'

describe('ci-age-key-exposed', () => {
  const key = '${{ secrets.AGE_KEY }}'
  const two = '    steps:\n      - run: ./a\n      - run: ./b\n'
  finds(ciAgeKeyExposed, [
    [`on: push\nenv:\n  «SOPS_AGE_KEY»: ${key}\njobs: {}\n`, 'low', workflow],
    [`on: push\njobs:\n  a:\n    env: { «SOPS_AGE_KEY»: "${key}" }\n${two}`, 'low', workflow],
    [
      steps(`uses: docker/build-push-action@v6\nwith:\n  build-args: |\n    A=b\n    «SOPS_AGE_KEY»=${key}`),
      'medium',
      workflow,
    ],
    [steps('run: docker build --build-arg "«SOPS_AGE_KEY»=$KEY" .'), 'medium', workflow],
    [`variables:\n  «SOPS_AGE_KEY»: $AGE_KEY\n`, 'low', gitlab],
    [`a:\n  variables:\n    «"SOPS_AGE_KEY"»: $AGE_KEY\n  script: [make]\n`, 'low', gitlab],
    ['FROM x\nENV «SOPS_AGE_KEY»=$KEY\n', 'high', 'Dockerfile'],
    ['FROM x\nENV A=b \\\n    # why\n    «SOPS_AGE_KEY»="${KEY}"\n', 'high', 'docker/Dockerfile.prod'],
    ['FROM x\nenv «SOPS_AGE_KEY» $KEY\n', 'high', 'Containerfile'],
    ['FROM x\nARG «SOPS_AGE_KEY»\nRUN sops -d x > y\n', 'medium', 'app.dockerfile'],
    ['services:\n  a:\n    environment:\n      «SOPS_AGE_KEY»: ${SOPS_AGE_KEY}\n', 'low', 'compose.yaml'],
    [
      'services:\n  a:\n    environment:\n      - A=b\n      - «SOPS_AGE_KEY»=${KEY}\n',
      'low',
      'docker-compose.prod.yml',
    ],
    ['services:\n  a:\n    build:\n      args: { «SOPS_AGE_KEY»: "${KEY}" }\n', 'medium', 'compose.yml'],
    ['alias x=y\nexport «SOPS_AGE_KEY»=$(cat ~/.config/sops/age/keys.txt)\n', 'medium', '.bashrc'],
    ['set -gx «SOPS_AGE_KEY» (pass show age)\n', 'medium', '.config/fish/config.fish'],
    ['  export «SOPS_AGE_KEY»="$(pass show age)"\n', 'medium', '.envrc'],
    ['#!/bin/sh\npodman build --build-arg=«SOPS_AGE_KEY» .\n', 'medium', 'build.sh'],
    ['#!/bin/sh\ndocker run -e «SOPS_AGE_KEY»="$K" x\n', 'low', 'run.sh'],
  ])
  isSilent(ciAgeKeyExposed, [
    steps(`run: sops exec-env x ./y\nenv:\n  SOPS_AGE_KEY: ${key}`),
    'on: push\nenv:\n  SOPS_AGE_KEY_FILE: /run/age.txt\njobs: {}\n',
    'on: push\nenv:\n  SOPS_AGE_KEY_CMD: pass show age\njobs: {}\n',
    '# SOPS_AGE_KEY: x\non: push\njobs: {}\n',
    steps(`uses: docker/build-push-action@v6\nwith:\n  secrets: |\n    SOPS_AGE_KEY=${key}`),
    `on: push\njobs:\n  a:\n    env:\n      SOPS_AGE_KEY: ${key}\n    steps:\n      - run: ./a\n`,
  ])
  isSilent(
    ciAgeKeyExposed,
    [
      'FROM x\nRUN --mount=type=secret,id=age,env=SOPS_AGE_KEY sops -d x | y\n',
      'FROM x\n# ENV SOPS_AGE_KEY=x\nENV SOPS_AGE_KEY_FILE=/run/secrets/age\n',
      'FROM x\nRUN <<EOF\nENV SOPS_AGE_KEY=$x\nEOF\nENV SOPS_AGE_KEY=""\n',
      'FROM x\nENV NOT_SOPS_AGE_KEY=$x\n',
    ],
    'Dockerfile',
  )
  isSilent(
    ciAgeKeyExposed,
    [
      'export SOPS_AGE_KEY_FILE=~/.config/sops/age/keys.txt\n',
      'unset SOPS_AGE_KEY\n',
      '# export SOPS_AGE_KEY=$(cat k)\n',
      'export SOPS_AGE_KEY=\n',
    ],
    '.zshrc',
  )
  isSilent(
    ciAgeKeyExposed,
    [
      'SOPS_AGE_KEY=$(pass show age) sops -d x\n',
      'docker run -e SOPS_AGE_KEY x\n',
      '# docker build --build-arg SOPS_AGE_KEY .\n',
    ],
    'bin/deploy.sh',
  )
})
