import { describe, expect, test } from 'vitest'
import { nixAgeKey } from '../../../src/checks/nix/age-key.ts'
import { nixHashedPassword } from '../../../src/checks/nix/hashed-password.ts'
import { nixPlainValue } from '../../../src/checks/nix/plain-value.ts'
import { documentOf, hitsOf } from '../../support/document.ts'
import { linesOf } from './lines.ts'

describe('nix-plain-value', () => {
  test.each([
    ['{ services.x.password = "hunter2"; }'],
    ['{ users.users.a.initialPassword = "nixos"; }'],
    ['{ networking.wireless.networks.home.psk = "a few own words"; }'],
    ['{ networking.wireless.networks = { home = { psk = "abc123def"; }; }; }'],
    ['{ services.x.settings.apiKey = lib.mkDefault "9f8e7d"; }'],
    ['{ services.x.secretKey = if a == "b" then "c0ffee" else null; }'],
    ['{ environment.variables.GITHUB_TOKEN = "abcdef"; }'],
    ['{ systemd.services.x.environment = { DB_PASSWORD = "hunter2"; }; }'],
    ['let password = "hunter2"; in { }'],
    ['let p = "hunter2"; in { services.x.password = p; }'],
    ['{ wg.peers = [ { presharedKey = "YWJj"; } ]; }'],
    ['{ environment.etc."x.conf".text = "password = hunter2"; }'],
    ["{ environment.etc.x.text = ''\n  user = a\n  api_key = abc9def\n''; }"],
    ['{ a = pkgs.writeText "env" "API_TOKEN=abc9def"; }'],
    ["{ a = pkgs.writeShellScript \"x\" ''\n export DB_PASSWORD=hunter2\n''; }"],
    ['{ sops.templates."x.env".content = "TOKEN=${config.sops.placeholder.t}\\nDB_PASSWORD=hunter2"; }'],
    ["{ sops = { templates = { x = { content = ''password: hunter2''; }; }; }; }"],
  ])('%s is found', async (text) => {
    expect(await linesOf(nixPlainValue, text)).toHaveLength(1)
  })

  test.each([
    ['{ services.x.password = config.sops.placeholder.x; }'],
    ['{ services.x.password = "${config.sops.placeholder.x}"; }'],
    ['{ services.x.passwordFile = "/run/secrets/x"; }'],
    ['{ services.x.password = ""; }'],
    ['{ services.x.password = null; }'],
    ['{ services.x.password = "/run/secrets/x"; }'],
    ['{ services.x.password = "$DB_PASSWORD"; }'],
    ['{ services.x.password = "@password@"; }'],
    ['{ services.x.token = "<token>"; }'],
    ['{ services.x.password = "changeme"; }'],
    ['{ services.x.secretName = "wildcard-tls"; }'],
    ['{ password = mkOption { type = types.str; description = "The password."; }; }'],
    ['{ security.pam.services.login.password = x == "abc"; }'],
    ['{ a = "password = hunter2"; }'],
    ['# password = "hunter2";\n{ }'],
    ['{ /* token = "abc"; */ }'],
    ['{ sops.secrets.password = { owner = "a"; sopsFile = ./x.yaml; }; }'],
    ['{ sops.secrets."db/password".mode = "0400"; }'],
    ['{ sops.templates.x.content = "password=${config.sops.placeholder.x}"; }'],
    ['{ sops.templates.x.content = "token_url: https://a.b/c"; }'],
    ["{ environment.etc.x.text = ''password = ''${DB_PASSWORD}''; }"],
    ['{ services.x.password = pkgs.lib.fileContents ./x; }'],
    ['{ programs.tmux.keys = "vi"; services.x.publicKey = "abc"; }'],
    ['{ services.x.token = config.services.y."some name"; }'],
  ])('%s is fine', async (text) => {
    expect(await linesOf(nixPlainValue, text)).toEqual([])
  })

  test('the value is held as a secret and the note names the option alone', async () => {
    const [hit] = await hitsOf(nixPlainValue, documentOf('x.nix', '{ a.password = "hunter2"; }'))
    expect(hit?.secret?.read((value) => value)).toBe('hunter2')
    expect(hit?.note).toBe('"password" is given a literal value, which lies readable in the store')
    expect(hit?.span).toEqual({ start: 16, end: 23 })
  })

  test('a rule that knows more about the value is heard instead', () => {
    expect(nixPlainValue.generic).toBe(true)
  })
})

describe('nix-age-key', () => {
  test.each([
    ['{ sops.environment.SOPS_AGE_KEY = "some words"; }'],
    ['{ sops = { environment = { SOPS_AGE_KEY = lib.mkForce "some words"; }; }; }'],
    ["{ systemd.services.x.environment.SOPS_AGE_KEY = ''some words''; }"],
  ])('%s is found', async (text) => {
    expect(await linesOf(nixAgeKey, text)).toEqual([1])
  })

  test.each([
    ['{ sops.environment.SOPS_AGE_KEY_FILE = "/var/lib/key.txt"; }'],
    ['{ sops.environment.SOPS_AGE_KEY = "$KEY"; }'],
    ['{ sops.environment.SOPS_AGE_KEY = ""; }'],
    ['# SOPS_AGE_KEY = "x";\n{ a = "SOPS_AGE_KEY = x"; }'],
  ])('%s is fine', async (text) => {
    expect(await linesOf(nixAgeKey, text)).toEqual([])
  })
})

describe('nix-hashed-password', () => {
  const hash = `$y$j9T$${'a'.repeat(22)}$${'b'.repeat(43)}`

  test('a literal hash is told by the audit', async () => {
    expect(await linesOf(nixHashedPassword, `{\n users.users.a.hashedPassword = "${hash}";\n}`)).toEqual([2])
    expect(await linesOf(nixHashedPassword, `{ users.users.a = { initialHashedPassword = "${hash}"; }; }`)).toEqual([1])
    expect(nixHashedPassword.advisory).toBe(true)
  })

  test.each([
    ['{ users.users.root.hashedPassword = "!"; }'],
    ['{ users.users.root.hashedPassword = "*"; }'],
    ['{ users.users.root.hashedPassword = null; }'],
    ['{ users.users.root.hashedPasswordFile = config.sops.secrets.x.path; }'],
    [`# hashedPassword = "${hash}";`],
  ])('%s is fine', async (text) => {
    expect(await linesOf(nixHashedPassword, text)).toEqual([])
  })
})
