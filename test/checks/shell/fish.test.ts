import { expect, it } from 'vitest'
import { shellXtrace } from '../../../src/checks/shell/xtrace.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'

it.each([
  ['bin/x.fish', '#!/usr/bin/env fish\n', 0],
  ['bin/x.sh', '#!/bin/bash\n', 1],
])('takes `set -x` in %s for what its shell does', async (path, shebang, times) => {
  const document = documentOf(path, `${shebang}set -x API_TOKEN\napp --token "$API_TOKEN"\n`)
  expect(await hitsOf(shellXtrace, document, contextOf())).toHaveLength(times)
})
