import { describe, expect, it } from 'vitest'
import { hitsIn, piecesIn, placesIn } from './found.ts'

const bad = 'sops -d a.yaml > /tmp/b'

describe('shell in Nix', () => {
  it.each([
    ['shellHook', `mkShell {\n  shellHook = ''\n    ls\n    ${bad}\n  '';\n}\n`, ['4:22 /tmp/b']],
    ['a string in double quotes', `{ shellHook = "ls; ${bad}"; }`, ['1:37 /tmp/b']],
    [
      'escapes in double quotes',
      `{ shellHook = "echo \\"x\\"\\n\\\${x}; sops -d a > \\"/tmp/b\\""; }`,
      ['1:48 "/tmp/b\\"'],
    ],
    ['phases and hooks', `{ installPhase = "${bad}"; preBuild = ''${bad}''; }`, ['1:36 /tmp/b', '1:75 /tmp/b']],
    ['writeShellScript', `pkgs.writeShellScript "x" ''\n${bad}\n''`, ['2:18 /tmp/b']],
    ['writeShellScriptBin in parentheses', `[ (pkgs.writeShellScriptBin "x" ''${bad}'') ]`, ['1:52 /tmp/b']],
    ['writeShellApplication', `writeShellApplication { name = "x"; text = ''\n${bad}\n''; }`, ['2:18 /tmp/b']],
    ['writeScript', `writeScript "x" ''\n  #!/bin/sh\n  ${bad}\n''`, ['3:20 /tmp/b']],
    ['runCommand', `runCommand "x" { } ''${bad}''`, ['1:39 /tmp/b']],
    [
      'services',
      `{ systemd.services.x = { preStart = "${bad}"; script = ''${bad}''; }; }`,
      ['1:55 /tmp/b', '1:92 /tmp/b'],
    ],
    [
      'a command line',
      '{ systemd.services.x.serviceConfig.ExecStart = "sops decrypt --output /tmp/b a"; }',
      ['1:71 /tmp/b'],
    ],
    [
      'activation',
      `{ system.activationScripts.x.text = ''${bad}''; system.activationScripts.y = "${bad}"; }`,
      ['1:56 /tmp/b', '1:113 /tmp/b'],
    ],
    ['home-manager', `{ home.activation.x = lib.hm.dag.entryAfter [ "writeBoundary" ] ''${bad}''; }`, ['1:84 /tmp/b']],
    [
      'shells',
      `{ programs.zsh.initContent = "${bad}"; programs.bash.shellAliases.x = "${bad}"; }`,
      ['1:48 /tmp/b', '1:106 /tmp/b'],
    ],
    [
      'environment',
      `{ environment = { interactiveShellInit = ''${bad}''; extraInit = "${bad}"; }; }`,
      ['1:61 /tmp/b', '1:101 /tmp/b'],
    ],
    ['a file called .sh', `{ environment.etc."load-aws.sh".text = ''${bad}''; }`, ['1:59 /tmp/b']],
    ['a string with #!', `{ x = ''\n  #!\${pkgs.bash}/bin/bash\n  ${bad}\n''; }`, ['3:20 /tmp/b']],
    [
      'what decides and joins',
      `{ shellHook = (if x then "${bad}" else "ls") + lib.optionalString y ''${bad}''; }`,
      ['1:44 /tmp/b', '1:105 /tmp/b'],
    ],
    ['mkIf and mkMerge', `{ preStart = lib.mkIf x (lib.mkMerge [ "${bad}" ]); }`, ['1:58 /tmp/b']],
    ['interpolation', `{ shellHook = ''\n  \${pkgs.sops}/bin/sops -d \${./a.yaml} > /tmp/b\n''; }`, ['2:42 /tmp/b']],
    ['the program of a package', `{ shellHook = ''\${lib.getExe pkgs.sops} -d a > /tmp/b''; }`, ['1:48 /tmp/b']],
    ['a decrypted file', `{ shellHook = "cp \${config.sops.secrets.aws.path} /tmp/x"; }`, ['1:51 /tmp/x']],
    [
      'escapes of an indented string',
      `{ shellHook = ''\n  echo ''\${x} ''' ''$y; f=/tmp/b\n  sops -d a > ''\${f}\n''; }`,
      ['3:17 ${f}'],
    ],
    [
      'interpolation with strings and braces',
      `{ shellHook = ''\${if x then "}" else '' ' ''} ; ${bad}''; }`,
      ['1:66 /tmp/b'],
    ],
    [
      'a script within a script',
      `{ shellHook = ''\n\${pkgs.writeShellScript "x" ''${bad}''}\n${bad}\n''; }`,
      ['3:18 /tmp/b', '2:48 /tmp/b'],
    ],
    [
      'a heredoc',
      `{ shellHook = ''\n  cat > /tmp/a.yaml <<EOF\n  token: \${cfg.token}\n  EOF\n  ls\n''; }`,
      ['2:9 /tmp/a.yaml'],
    ],
    ['a string that nothing closes', `{ shellHook = ''${bad}`, ['1:34 /tmp/b']],
    ['Windows line ends', `{\r\n  shellHook = ''\r\n    ${bad}\r\n  '';\r\n}\r\n`, ['3:22 /tmp/b']],
    ['characters beyond the BMP before', `# 🙂\n{ x = "🙂"; shellHook = "echo 🙂; ${bad}"; }`, ['2:52 /tmp/b']],
    ['tabs', `{\n\tshellHook = ''\n\t\t${bad}\n\t'';\n}\n`, ['3:20 /tmp/b']],
  ])('reads %s', async (_, text, places) => {
    expect(await placesIn('x.nix', text)).toEqual(places)
  })

  it.each([
    ['other strings', `{ description = "${bad}"; x = ''${bad}''; }`],
    ['another language', `writeScript "x" ''\n  #!/usr/bin/env python3\n  ${bad}\n''`],
    ['another language from a package', `writeScript "x" ''\n  #!\${pkgs.python3}/bin/python3\n  ${bad}\n''`],
    ['comments', `{ # shellHook = "${bad}";\n  /* shellHook = "${bad}"; */ }`],
    ['arguments of other functions', `{ shellHook = f "${bad}"; }`],
    ['a name', `writeShellScript "${bad}" ''ls''`],
    ['memory', `{ shellHook = "sops -d a > /dev/shm/tmp"; # /tmp\n}`],
  ])('is silent about %s', async (_, text) => {
    expect(await placesIn('x.nix', text)).toEqual([])
  })

  it('shows what the shell sees', async () => {
    const text = `{ programs.zsh.initExtra = ''a ''\${b} ''' ''\\n c \${cfg.secret} \${x} $\${d}''; preStart = "\\\${e} \\t"; }`
    expect(await piecesIn('x.nix', text)).toEqual(["zsh: a ${b} '' \n c ${{secret}} ${x} $${d}", 'bash: ${e}'])
  })

  it('says that it cannot read what is nested too deep', async () => {
    await expect(placesIn('x.nix', `# /tmp\n${'{a='.repeat(5_000)}`)).rejects.toThrow('cannot be read as Nix')
  })

  it('says that it cannot read scripts in scripts in scripts', async () => {
    const nested = (depth: number): string =>
      depth === 0 ? 'x' : `writeShellScript "x" ''\${${nested(depth - 1)}} ls''`
    expect(await piecesIn('x.nix', nested(8))).toHaveLength(8)
    await expect(piecesIn('x.nix', nested(9))).rejects.toThrow('too deep to be read')
  })

  it.each([
    ['strings', `{ ${`a.shellHook = "${bad}";\n`.repeat(2_000)} }`],
    ['interpolations', `{ shellHook = ''${'${a}'.repeat(20_000)}; ${bad}''; }`],
    ['escapes', `{ shellHook = ''${"'''".repeat(40_000)}; ${bad}''; }`],
    ['strings that are joined', `{ shellHook = ${'"ls" + '.repeat(10_000)} "${bad}"; }`],
    ['scripts beside scripts', `{ shellHook = ''${`\${writeShellScript "x" ''${bad}''} `.repeat(5_000)}''; }`],
  ])('ends on hostile input: %s', async (_, text) => {
    expect((await hitsIn('x.nix', text)).length).toBeGreaterThan(0)
  })
})
