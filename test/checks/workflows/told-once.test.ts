import { expect, test } from 'vitest'
import { builtin } from '../../../src/commands/builtin-rules.ts'
import { judge, placesOf } from '../../support/judge.ts'

const workflow = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - env:
          API_TOKEN: \${{ secrets.API_TOKEN }}
        run: |
          printenv API_TOKEN
          env
          set
          printenv | sort
          echo "$API_TOKEN"
          curl -H "Authorization: Bearer $API_TOKEN" https://api.example.com
`

test('what spills a secret in a step is told by one rule', async () => {
  const judgement = await judge('.github/workflows/x.yml', workflow, { now: new Date(0), rules: builtin().rules })
  expect(judgement.errors).toEqual([])
  expect(placesOf(judgement)).toEqual([
    'shell-env-dump:9',
    'ci-env-dump:10',
    'ci-env-dump:11',
    'ci-env-dump:12',
    'shell-echo-secret:13',
    'shell-argv-secret:14',
  ])
})

test('a secret that a step prints by its expression is told by one rule', async () => {
  const text = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "\${{ secrets.DEPLOY }}"
          echo "\${{ secrets.API_TOKEN }}"
          printf '%s' \${{ secrets.DEPLOY }} | tee a.txt
          log() { echo "$1"; }
          log "\${{ secrets.DEPLOY }}"
`
  const judgement = await judge('.github/workflows/x.yml', text, { now: new Date(0), rules: builtin().rules })
  const places = placesOf(judgement).filter((place) => /printed|echo/.test(place))
  expect(places).toEqual(['ci-secret-printed:7', 'ci-secret-printed:8', 'ci-secret-printed:9', 'shell-echo-secret:11'])
})
