import { describe, expect, test } from 'vitest'
import { nixKeyPathLiteral } from '../../../src/checks/nix/key-path-literal.ts'
import { nixReadDecrypted } from '../../../src/checks/nix/read-decrypted.ts'
import { nixSecretIntoStore } from '../../../src/checks/nix/secret-into-store.ts'
import { encOf } from '../../support/enc.ts'
import { linesOf } from './lines.ts'

describe('nix-key-path-literal', () => {
  test.each([
    ['{ sops.age.keyFile = ./keys.txt; }'],
    ['{ sops = { age = { keyFile = ../keys.txt; }; }; }'],
    ['{ sops.age.sshKeyPaths = [ ./host_key ]; }'],
    ['{ sops.gnupg.sshKeyPaths = lib.mkForce [ /etc/ssh/ssh_host_rsa_key ]; }'],
    ['{ users.users.a.hashedPasswordFile = ./password; }'],
    ['{ services.openssh.hostKeys = [ { path = ./ssh_host_ed25519_key; type = "ed25519"; } ]; }'],
    ['{ boot.initrd.network.ssh.hostKeys = [ ./initrd_key ]; }'],
    ['{ services.x.environmentFile = if a then ./prod.env else "/run/secrets/x"; }'],
    ['{ services.x.passwordFile = "${./password.txt}"; }'],
    ['{ services.x.privateKeyFile = ./. + "/wg.key"; }'],
    ['{ networking.wireguard.interfaces.wg0.privateKeyFile = "/nix/store/abc-key"; }'],
    ['let passwordFile = ./password; in { services.x = { inherit passwordFile; }; }'],
    ['let p = ./password; in { services.x.passwordFile = p; }'],
    ['{ age.identityPaths = [ ./id_ed25519 ]; }'],
    ['{ services.x.environmentFiles = [ ./${host}.env ]; }'],
  ])('%s is found', async (text) => {
    expect(await linesOf(nixKeyPathLiteral, `# first\n${text}\n`)).toEqual([2])
  })

  test.each([
    ['{ sops.age.keyFile = "/var/lib/sops-nix/key.txt"; }'],
    ['{ sops.age.sshKeyPaths = [ "/etc/ssh/ssh_host_ed25519_key" ]; }'],
    ['{ users.users.a.hashedPasswordFile = config.sops.secrets.a.path; }'],
    ['{ users.users.a.openssh.authorizedKeys.keyFiles = [ ./a.pub ./b ]; }'],
    ['{ services.x.environmentFile = config.sops.templates."x.env".path; }'],
    ['{ services.x.passwordFile = toString ./password; }'],
    ['{ services.x.environmentFile = pkgs.writeText "env" "A=b"; }'],
    ['{ services.x.sshKeyFile = ./id.pub; }'],
    ['# keyFile = ./keys.txt;\n{ }'],
    ['{ a = "keyFile = ./keys.txt"; }'],
    ["{ a = ''\n keyFile = ./keys.txt;\n''; }"],
    ['{ /* keyFile = ./keys.txt; */ }'],
    ['{ services.x.configFile = ./config.yaml; }'],
    ['{ services.x.passwordFile = cfg.passwordFile or null; }'],
    ['{ age.secrets.x.file = ./x.age; }'],
    ['{ sops.secrets.x.sopsFile = ./x.yaml; }'],
    ['{ deployment.keys."x.key".keyFile = ./secrets/x.key; }'],
    ['{ a = merge { environmentFile = ./a-${environment}.yml; }; }'],
    ['{ age.secrets.x.rekeyFile = ./x.age; my.sopsKeyFile = ./x.key; }'],
    ['{ user.passwordFile = ./secrets/joseph.age; }'],
    ['{ my.credentialsFile = ./closed; }'],
  ])('%s is fine', async (text) => {
    const files = { 'modules/closed': encOf() }
    expect(await linesOf(nixKeyPathLiteral, text, files)).toEqual([])
  })
})

describe('nix-read-decrypted', () => {
  test.each([
    ['{ a = builtins.readFile config.sops.secrets.x.path; }'],
    ['{ a = lib.fileContents config.sops.secrets."a/b".path; }'],
    ['{ a = lib.strings.fileContents "/run/secrets/x"; }'],
    ['{ a = readFile /run/secrets/x; }'],
    ['{ a = "${builtins.readFile "/run/agenix/x"}"; }'],
    ['{ a = builtins.fromJSON (builtins.readFile "${config.sops.secrets.x.path}"); }'],
    ['{ a = builtins.readFile ("/run/secrets/" + name); }'],
    ['let p = config.sops.secrets.x.path; in { a = builtins.readFile p; }'],
    ['{ a = config.age.secrets.x.path |> builtins.readFile; }'],
    ['{ a = lib.importJSON "/run/user/1000/secrets/x"; }'],
  ])('%s is found', async (text) => {
    expect(await linesOf(nixReadDecrypted, `\n\n${text}`)).toEqual([3])
  })

  test.each([
    ['{ a = config.sops.secrets.x.path; }'],
    ['{ a = builtins.readFile ./readme; }'],
    ['{ a = "cat /run/secrets/x"; b = builtins.readFile ./y; }'],
    ['# builtins.readFile config.sops.secrets.x.path'],
    ['{ a = "builtins.readFile /run/secrets/x"; }'],
    ['{ a = builtins.readFile (pkgs.writeText "x" config.sops.secrets.x.path); }'],
    ['{ script = "readFile ${config.sops.secrets.x.path}"; }'],
    ['{ a = builtins.readFile "/run/secretsfoo"; }'],
  ])('%s is fine', async (text) => {
    expect(await linesOf(nixReadDecrypted, text)).toEqual([])
  })
})

describe('nix-secret-into-store', () => {
  test.each([
    ['{ a = builtins.readFile ./secret.txt; }', 1],
    ['{ a = lib.fileContents ../secrets/wifi; }', 1],
    ['{ a = "cat ${./token}"; }', 1],
    ["{ a = ''\n${b} ${./db-password.txt}''; }", 1],
    ['{ a = builtins.readFile (./. + "/x/.env"); b = builtins.readFile ./prod.env; }', 2],
    ['{ a = builtins.readFile ./tls.pem; }', 1],
  ])('%s is found', async (text, count) => {
    expect(await linesOf(nixSecretIntoStore, text)).toHaveLength(count)
  })

  test.each([
    ['{ a = builtins.readFile ./id.pub; }'],
    ['{ a = builtins.readFile ./ca.pem; b = builtins.readFile ./secrets/ca.crt; }'],
    ['{ a = builtins.readFile ./keybindings.conf; }'],
    ['{ a = builtins.readFile ./tokenizer.json; }'],
    ['{ a = builtins.readFile ./keys.nix; }'],
    ['{ a.openssh.authorizedKeys.keys = [ (builtins.readFile ./keys/alice) ]; }'],
    ['{ a = "see ./secret.txt"; }'],
    ['# ${./secret}\n{ a = "${b}"; }'],
    ['{ imports = [ ./secrets.nix ]; }'],
    ['{ sops.defaultSopsFile = "${./secrets.yaml}"; }'],
    ["{ a = ''''${./secret}''; }"],
    ['{ deployment.keys.x.text = builtins.readFile ./secrets/x; }'],
    ['{ iso.sshKeys = [ (builtins.readFile ./secrets/demo-ssh-key.pub) ]; }'],
  ])('%s is fine', async (text) => {
    expect(await linesOf(nixSecretIntoStore, text)).toEqual([])
  })

  test('what is encrypted may go anywhere', async () => {
    const text = '{ a = builtins.readFile ../secrets/a.yaml; }'
    expect(await linesOf(nixSecretIntoStore, text, { 'secrets/a.yaml': `a: ${encOf()}` })).toEqual([])
    expect(await linesOf(nixSecretIntoStore, text, { 'secrets/a.yaml': 'a: b' })).toEqual([1])
  })
})
