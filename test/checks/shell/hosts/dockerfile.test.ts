import { describe, expect, it } from 'vitest'
import { hitsIn, piecesIn, placesIn } from './found.ts'

const bad = 'sops -d a.yaml > /tmp/b'

describe('shell in a Dockerfile', () => {
  it.each([
    ['RUN', `FROM x\nRUN ${bad}\n`, ['2:22 /tmp/b']],
    [
      'a continued RUN',
      'RUN apt-get update && \\\n    sops -d a.yaml \\\n      > /tmp/b && \\\n    true\n',
      ['3:9 /tmp/b'],
    ],
    [
      'comments and blank lines between continuations',
      "RUN a && \\\n  # it's a comment\n\n  sops -d a.yaml > \\\n# another\n  /tmp/b\nRUN ls\n",
      ['6:3 /tmp/b'],
    ],
    ['a word that is continued', 'RUN sops -d a > /tm\\\np/b\n', ['1:17 /tm\\\np/b']],
    ['lower case and flags', `run --mount=type=secret,id=k --network=none ${bad}\n`, ['1:62 /tmp/b']],
    [
      'flags on lines of their own',
      `RUN --mount=type=cache,target=/x \\\n    --network=none \\\n    ${bad}\n`,
      ['3:22 /tmp/b'],
    ],
    ['a heredoc', `RUN <<EOF\nset -e\n${bad}\nEOF\nRUN ls\n`, ['3:18 /tmp/b']],
    ['an indented heredoc', `RUN <<-"EOF"\n\tset -e\n\t${bad}\n\tEOF\nUSER x\n`, ['3:19 /tmp/b']],
    ['a heredoc of a command', 'RUN cat > /tmp/a.yaml <<EOF\ntoken: $t\nEOF\nRUN ls\n', ['1:11 /tmp/a.yaml']],
    ['exec form of a shell', `RUN ["/bin/bash", "-euxc", "echo \\"x\\" && ${bad}"]\n`, ['1:60 /tmp/b']],
    ['exec form on several lines', `CMD [ "sh", "-c", \\\n  "${bad}" ]\n`, ['2:21 /tmp/b']],
    ['exec form without a shell', 'CMD ["sops", "decrypt", "--output", "/tmp/b", "a.yaml"]\n', ['1:37 "/tmp/b"']],
    ['ENTRYPOINT and CMD', `ENTRYPOINT ${bad}\nCMD ${bad}\n`, ['1:29 /tmp/b', '2:22 /tmp/b']],
    ['HEALTHCHECK', `HEALTHCHECK --interval=5m CMD ${bad} || exit 1\nHEALTHCHECK NONE\n`, ['1:48 /tmp/b']],
    ['ONBUILD', `ONBUILD RUN ${bad}\n`, ['1:30 /tmp/b']],
    ['another sign of continuation', `# syntax=x\n# escape=\`\nRUN a \\ && \`\n  ${bad}\n`, ['4:20 /tmp/b']],
    ['a script that a heredoc writes', `COPY <<EOF /run.sh\n${bad}\nEOF\n`, ['2:18 /tmp/b']],
    ['Windows line ends', `FROM x\r\nRUN a && \\\r\n  ${bad}\r\nRUN ls\r\n`, ['3:20 /tmp/b']],
    ['characters beyond the BMP before', `# 🙂🙂\nRUN echo 🙂 && ${bad}\n`, ['2:33 /tmp/b']],
    ['tabs', `\tRUN\t${bad}\n`, ['1:23 /tmp/b']],
  ])('reads %s', async (_, text, places) => {
    const said = await placesIn('Dockerfile', text)
    expect(said.map((place) => place.replaceAll('\\"', '"'))).toEqual(places)
  })

  it.each(['Containerfile', 'x/Dockerfile.dev', 'api.Dockerfile', 'build.dockerfile', 'docker/web.containerfile'])(
    'reads %s',
    async (path) => {
      expect(await placesIn(path, `RUN ${bad}\n`)).toEqual(['1:22 /tmp/b'])
    },
  )

  it.each([
    ['other instructions', `LABEL x="${bad}"\nENV A="${bad}"\nCOPY ${bad} .\n# RUN ${bad}\n`],
    ['another shell', `SHELL ["pwsh", "-c"]\nRUN ${bad}\n`],
    ['another language in a heredoc', `RUN <<EOF\n#!/usr/bin/env python3\n${bad}\nEOF\n`],
    ['a file that a heredoc writes', `COPY <<EOF /x.txt\nRUN ${bad}\nEOF\n`],
    ['exec form, in which nothing is redirected', 'CMD ["sops", "-d", "a.yaml", ">", "/tmp/b"]\n'],
    ['memory', 'RUN --mount=type=tmpfs,target=/dev/shm sops -d a > /dev/shm/tmp # /tmp\n'],
  ])('is silent about %s', async (_, text) => {
    expect(await placesIn('Dockerfile', text)).toEqual([])
  })

  it('knows which shell reads an instruction', async () => {
    const text = 'RUN a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN b\nFROM x\nRUN c\nRUN <<E\n#!/bin/zsh\nd\nE\n'
    expect(await piecesIn('Dockerfile', text)).toEqual(['sh: a', 'bash: b', 'sh: c', 'zsh: #!/bin/zsh\nd'])
  })

  it.each([
    ['instructions', `RUN ${bad}\n`.repeat(2_000)],
    ['continuations', `RUN a \\\n${'b; \\\n'.repeat(50_000)} ${bad}\n`],
    ['heredocs that nothing ends', `${'RUN cat <<EOF\n'.repeat(20_000)}RUN ${bad}\n`],
    ['heredocs', `RUN ${'<<A '.repeat(20_000)}\n${'A\n'.repeat(20_000)}RUN ${bad}\n`],
    ['exec form', `CMD [${'"a",'.repeat(100_000)}"b"]\nRUN ${bad}\n`],
    ['quotes that nothing closes', `CMD ["${'\\"'.repeat(60_000)}\nRUN ${bad}\n`],
    ['blanks', `RUN ${' '.repeat(500_000)} ${bad}\n`],
    ['flags', `RUN ${'--a=b '.repeat(50_000)} ${bad}\n`],
    ['directives', `${'# a = b\n'.repeat(100_000)}RUN ${bad}\n`],
  ])('ends on hostile input: %s', async (_, text) => {
    expect((await hitsIn('Dockerfile', text)).length).toBeGreaterThan(0)
  })
})
