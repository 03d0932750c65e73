import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  makeCertificateFiles,
  registerCertificateCommand,
} from '../../../src/app/commands/certificate-command.js';
import { runCommand } from '../../support/command-run.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const folder = new TemporaryFolder('certificate-command');
const NOW = Date.parse('2026-11-22T12:00:00Z');

const certificateOf = (name: string) =>
  new X509Certificate(readFileSync(join(folder.path, 'certificate', name), 'utf8'));

test('it is renewed under the same authority for the same names, and under a new one for others', async () => {
  const first = await makeCertificateFiles(folder.path, ['Discador.empresa.example', 'FD00::0001'], NOW);
  expect(first).toMatchObject({
    names: ['discador.empresa.example', 'fd00::1', 'localhost', '127.0.0.1'],
    until: '2027-12-24',
    newAuthority: true,
  });
  const authority = certificateOf('authority.crt').fingerprint256;
  const server = certificateOf('server.crt').fingerprint256;
  const again = await makeCertificateFiles(folder.path, [], NOW);
  expect(again).toMatchObject({ names: first.names, newAuthority: false });
  expect(certificateOf('server.crt').fingerprint256).not.toBe(server);
  expect(certificateOf('authority.crt').fingerprint256).toBe(authority);
  expect(certificateOf('server.crt').checkIssued(certificateOf('authority.crt'))).toBe(true);
  const other = await makeCertificateFiles(folder.path, ['outro.example'], NOW);
  expect(other.newAuthority).toBe(true);
  expect(certificateOf('authority.crt').fingerprint256).not.toBe(authority);
  for (const key of ['server.key', 'authority.key']) {
    expect(statSync(join(folder.path, 'certificate', key)).mode & 0o077, key).toBe(0);
  }
});

test('the command says what was made and what is left to do; a name that is none is refused', async () => {
  const run = (...args: string[]) =>
    runCommand(['--data-folder', folder.path, 'certificate', ...args], {
      more: [registerCertificateCommand],
    });
  const { code, out } = await run('discador.example');
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/^discador\.example, localhost, 127\.0\.0\.1: until /),
  ]);
  expect(out).toContain('authority.crt once; it can vouch for these names alone.');
  expect((await run()).out).toContain('takes it within 15 s');
  expect((await run('https://x')).err).toContain("'https://x' is no host name");
});
