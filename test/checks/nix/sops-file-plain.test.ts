import { expect, test } from 'vitest'
import { nixSopsFilePlain } from '../../../src/checks/nix/sops-file-plain.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'
import { linesOf } from './lines.ts'

const encrypted = `a: ${encOf()}\nsops:\n  mac: ${encOf()}\n`
const files = {
  'modules/plain.yaml': 'a: b\n',
  'modules/closed.yaml': encrypted,
  'modules/empty.yaml': '',
  'secrets/plain.json': '{"a": "b"}',
  'secrets/closed.yaml': encrypted,
  'secrets/key.bin': 'anything',
  'modules/link.yaml': '../secrets/closed.yaml',
  'modules/open-link.yaml': '../secrets/plain.json',
}

test.each([
  ['{ sops.defaultSopsFile = ./plain.yaml; }'],
  ['{ sops.secrets."x".sopsFile = ../secrets/plain.json; }'],
  ['{ sops = { defaultSopsFile = ./closed.yaml; secrets.x = { sopsFile = ./plain.yaml; }; }; }'],
  [
    '{ sops.secrets = lib.mkMerge [ { x.sopsFile = ./plain.yaml; } (mkIf b { y = { sopsFile = ./closed.yaml; }; }) ]; }',
  ],
  ['let sopsFile = ./plain.yaml; in { sops.secrets.x = { inherit sopsFile; }; }'],
  ['let f = ./plain.yaml; in { sops.secrets.x.sopsFile = f; }'],
  ['{ config, sopsFile ? ./plain.yaml, ... }: { sops.secrets.x = { inherit sopsFile; }; }'],
  ['{ sops.defaultSopsFile = if a then ./plain.yaml else ./closed.yaml; }'],
  ['{ sops.defaultSopsFile = ./. + "/plain.yaml"; }'],
  ['{ sops.defaultSopsFile = "${./plain.yaml}"; }'],
  ['with lib; { sops.defaultSopsFile = mkDefault ./plain.yaml; }'],
  ['{ sops.secrets.x.sopsFile = ../secrets/key.bin; }'],
  ['{ sops.secrets.x.sopsFile = ./open-link.yaml; }'],
])('%s is found', async (text) => {
  expect(await linesOf(nixSopsFilePlain, `{ config, ... }:\n${text}`, files)).toEqual([2])
})

test.each([
  ['{ sops.defaultSopsFile = ./closed.yaml; }'],
  ['{ sops.defaultSopsFile = ./missing.yaml; }'],
  ['{ sops.defaultSopsFile = ./empty.yaml; }'],
  ['{ sops.defaultSopsFile = ./link.yaml; }'],
  ['{ sops.defaultSopsFile = ./${host}.yaml; }'],
  ['{ sops.defaultSopsFile = "/etc/plain.yaml"; }'],
  ['{ sops.defaultSopsFile = ../../plain.yaml; }'],
  ['{ sops.secrets.x.path = ./plain.yaml; }'],
  ['{ a = "sops.defaultSopsFile = ./plain.yaml"; }'],
  ["{ a = ''sopsFile = ./plain.yaml;''; }"],
  ['# sopsFile = ./plain.yaml;'],
  ['{ /* sopsFile = ./plain.yaml; */ }'],
])('%s is fine', async (text) => {
  expect(await linesOf(nixSopsFilePlain, text, files)).toEqual([])
})

test('the note names the file, at the reference', async () => {
  const text = '{ sops.defaultSopsFile = ./plain.yaml; }'
  const [hit] = await hitsOf(nixSopsFilePlain, documentOf('modules/x.nix', text), contextOf({ files }))
  expect(hit?.note).toBe('sops-nix is to decrypt modules/plain.yaml, which is not SOPS-encrypted')
  expect(text.slice(hit?.span?.start, hit?.span?.end)).toBe('./plain.yaml')
})

test('a file nested too deep is said to be unread, and not passed', async () => {
  const text = `{ sopsFile = ${'['.repeat(300)}./plain.yaml${']'.repeat(300)}; }`
  await expect(linesOf(nixSopsFilePlain, text, files)).rejects.toThrow('modules/x.nix: cannot be read as Nix')
})
