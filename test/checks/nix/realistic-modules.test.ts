import { expect, test } from 'vitest'
import { nixRules } from '../../../src/checks/nix/index.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

const encrypted = `a: ${encOf()}\nsops:\n  mac: ${encOf()}\n`
const files = { 'secrets/aws.yaml': encrypted, 'secrets/host.yaml': encrypted, 'modules/plain.yaml': 'a: b\n' }

const found = async (text: string): Promise<string[]> => {
  const document = documentOf('modules/x.nix', text)
  const all: string[] = []
  for (const rule of nixRules)
    for (const hit of await hitsOf(rule, document, contextOf({ files })))
      all.push(`${lineOf(document, hit)} ${rule.meta.id}`)
  return all.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
}

test.each([
  [
    'a script that exports credentials which sops-nix decrypts',
    `{ config, pkgs, ... }:
{
  sops = {
    defaultSopsFile = ../secrets/aws.yaml;
    age.keyFile = "/var/lib/sops-nix/key.txt";
    age.generateKey = false;
    secrets = {
      aws_access_key_id = { owner = "root"; mode = "0400"; };
      aws_secret_access_key = { };
    };
  };
  environment.etc."load-aws-bedrock.sh" = {
    mode = "0755";
    text = ''
      export AWS_ACCESS_KEY_ID="$(cat \${config.sops.secrets.aws_access_key_id.path})"
      export AWS_SECRET_ACCESS_KEY=$(cat /run/secrets/aws_secret_access_key)
      export BEDROCK_MODEL_ID="''\${BEDROCK_MODEL_ID:-some-model}"
    '';
  };
}
`,
  ],
  [
    'templates with placeholders',
    `{ config, lib, ... }:
let
  cfg = config.services.rathole;
  template = "rathole.toml";
in
lib.mkIf cfg.enable {
  sops.secrets."rathole/token" = { inherit (cfg) sopsFile; };
  sops.templates.\${template} = {
    owner = cfg.user;
    mode = "0440";
    content = /* toml */ ''
      [client]
      default_token = "\${config.sops.placeholder."rathole/token"}"
      use_auth_token = true
      access_token = ""
    '';
  };
  sops.templates.frpc.content = builtins.toJSON { auth = { method = "token"; token = config.sops.placeholder.frp; }; };
  services.rathole.credentialsFile = config.sops.templates.\${template}.path;
}
`,
  ],
  [
    'users, SSH and Wi-Fi',
    `{ config, pkgs, ... }: {
  users.mutableUsers = false;
  users.users = {
    root.hashedPassword = "!";
    alice = {
      isNormalUser = true;
      hashedPasswordFile = config.sops.secrets.alice-password.path;
      openssh.authorizedKeys.keyFiles = [ ./keys/alice.pub ];
      openssh.authorizedKeys.keys = [ (builtins.readFile ../secrets/alice.pub) ];
    };
  };
  sops.secrets.alice-password = { neededForUsers = true; sopsFile = ../secrets/host.yaml; };
  services.openssh = {
    enable = true;
    settings.PasswordAuthentication = false;
    hostKeys = [ { path = "/persist/etc/ssh/ssh_host_ed25519_key"; type = "ed25519"; } ];
  };
  networking.wireless = {
    secretsFile = config.sops.secrets.wifi.path;
    networks.home.pskRaw = "ext:psk_home";
  };
  programs.ssh.extraConfig = "IdentityFile ~/.ssh/id_ed25519";
}
`,
  ],
  [
    'a package, a shell and a module with options',
    `{ lib, stdenv, fetchFromGitHub, config, ... }:
stdenv.mkDerivation rec {
  pname = "token-tool";
  version = "1.0";
  src = fetchFromGitHub { owner = "a"; repo = pname; rev = "v\${version}"; hash = "sha256-AAAA"; };
  patches = [ ./secrets-path.patch ];
  passthru.options = {
    passwordFile = lib.mkOption { type = lib.types.path; example = "/run/keys/password"; };
    secretKey = lib.mkOption { type = lib.types.nullOr lib.types.str; default = null; description = "The key."; };
  };
  shellHook = ''
    export TOKEN=$(cat "$XDG_RUNTIME_DIR/token")
  '';
  meta.homepage = https://example.org/a;
}
`,
  ],
])('%s: nothing is found', async (_, text) => {
  expect(await found(text)).toEqual([])
})

test('everything wrong in one module is found', async () => {
  const text = `{ config, lib, ... }:
{
  sops.defaultSopsFile = ./plain.yaml;
  sops.age.keyFile = ./age.key;
  sops.validateSopsFiles = false;
  sops.secrets.x = { mode = "0444"; };
  services.a.environment.API_TOKEN = "abc9def";
  services.b.password = config.sops.placeholder.x;
  services.c.text = builtins.readFile config.sops.secrets.x.path;
  services.d.script = "cat \${./secret.txt}";
  sops.environment.SOPS_AGE_KEY = "some words";
}
`
  expect(await found(text)).toEqual([
    '3 nix-sops-file-plain',
    '4 nix-key-path-literal',
    '5 nix-sops-unvalidated',
    '6 nix-secret-mode',
    '7 nix-plain-value',
    '8 nix-placeholder-outside-template',
    '9 nix-read-decrypted',
    '10 nix-secret-into-store',
    '11 nix-age-key',
  ])
})
