import { describe, expect, test } from 'vitest'
import { nixPlaceholderOutside } from '../../../src/checks/nix/placeholder-outside.ts'
import { nixSecretMode } from '../../../src/checks/nix/secret-mode.ts'
import { nixKeyInRunSecrets, nixSecretsInSwap, nixSopsUnvalidated } from '../../../src/checks/nix/sops-options.ts'
import { linesOf } from './lines.ts'

describe('nix-placeholder-outside-template', () => {
  test.each([
    ['{ services.x.password = config.sops.placeholder.x; }'],
    ['{ environment.etc.x.text = "a=${config.sops.placeholder."a/b"}"; }'],
    ['{ services = { x = { settings = { token = config.sops.placeholder.${name}; }; }; }; }'],
  ])('%s is found', async (text) => {
    expect(await linesOf(nixPlaceholderOutside, text)).toEqual([1])
  })

  test.each([
    ['{ sops.templates."x".content = "a=${config.sops.placeholder.x}"; }'],
    ['{ sops = { templates."x" = { content = builtins.toJSON { a = config.sops.placeholder.x; }; }; }; }'],
    ['let text = "${config.sops.placeholder.x}"; in { sops.templates.x.content = text; }'],
    ['{ a = "config.sops.placeholder.x"; } # config.sops.placeholder.x'],
    ['{ sops.templates = lib.mkIf a { x.content = "${config.sops.placeholder.x}"; }; }'],
  ])('%s is fine', async (text) => {
    expect(await linesOf(nixPlaceholderOutside, text)).toEqual([])
  })
})

describe('nix-secret-mode', () => {
  test.each([
    ['{ sops.secrets.x.mode = "0444"; }'],
    ['{ sops.secrets."a/b" = { mode = "0440"; }; sops.templates.y.mode = "0644"; }'],
    ['{ sops = { secrets = { x = { mode = lib.mkForce "0660"; }; }; }; }'],
    ['{ sops.secrets = lib.genAttrs names (name: { mode = "755"; }); }'],
    ['{ home-manager.users.a = { sops.secrets.x.mode = "0404"; }; }'],
  ])('%s is found', async (text) => {
    expect(await linesOf(nixSecretMode, text)).toEqual([1])
  })

  test.each([
    ['{ sops.secrets.x.mode = "0400"; }'],
    ['{ sops.secrets.x.mode = "0440"; }'],
    ['{ sops.secrets.x = { mode = "600"; owner = "a"; }; }'],
    ['{ environment.etc.x.mode = "0444"; }'],
    ['{ a = "sops.secrets.x.mode = 0444"; } # sops.secrets.x.mode = "0444";'],
    ['{ sops.secrets.x.mode = cfg.mode; }'],
  ])('%s is fine', async (text) => {
    expect(await linesOf(nixSecretMode, text)).toEqual([])
  })
})

describe('nix-sops-unvalidated', () => {
  test.each([['{ sops.validateSopsFiles = false; }'], ['{ sops = { validateSopsFiles = lib.mkDefault false; }; }']])(
    '%s is found',
    async (text) => {
      expect(await linesOf(nixSopsUnvalidated, text)).toEqual([1])
    },
  )

  test.each([
    ['{ sops.validateSopsFiles = true; }'],
    ['{ a = "sops.validateSopsFiles = false"; }'],
    ['# sops.validateSopsFiles = false;'],
  ])('%s is fine', async (text) => {
    expect(await linesOf(nixSopsUnvalidated, text)).toEqual([])
  })
})

describe('nix-secrets-in-swap', () => {
  test('a tmpfs is found', async () => {
    expect(await linesOf(nixSecretsInSwap, '{\n  sops.useTmpfs = true;\n}')).toEqual([2])
  })

  test.each([
    ['{ sops.useTmpfs = false; }'],
    ['{ sops.useTmpfs = true; swapDevices = [ ]; }'],
    ['{ sops.useTmpfs = true; swapDevices = [ { device = "/dev/x"; randomEncryption.enable = true; } ]; }'],
    ['{ boot.tmp.useTmpfs = true; }'],
    ['# sops.useTmpfs = true;'],
  ])('%s is fine', async (text) => {
    expect(await linesOf(nixSecretsInSwap, text)).toEqual([])
  })
})

describe('nix-key-in-run-secrets', () => {
  test.each([
    ['{ sops.age.keyFile = "/run/secrets/age.key"; }'],
    ['{ sops.age = { sshKeyPaths = [ "/run/secrets.d/1/x" ]; }; }'],
    ['{ sops.age.keyFile = config.sops.secrets.age.path; }'],
  ])('%s is found', async (text) => {
    expect(await linesOf(nixKeyInRunSecrets, text)).toEqual([1])
  })

  test.each([
    ['{ sops.age.keyFile = "/var/lib/sops-nix/key.txt"; services.x.a = "/run/secrets/x"; }'],
    ['{ services.x.keyFile = config.sops.secrets.x.path; }'],
    ['# sops.age.keyFile = "/run/secrets/age.key";'],
  ])('%s is fine', async (text) => {
    expect(await linesOf(nixKeyInRunSecrets, text)).toEqual([])
  })
})
