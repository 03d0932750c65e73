import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import {
  type Issuer,
  type MadeCertificate,
  makeAuthority,
  makeServerCertificate,
} from '../../../src/adapters/certificate/make-certificate.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const NAMES = ['discador.empresa.example', 'localhost', '127.0.0.1', '10.20.30.40', 'fd00::1:2'];
const folder = new TemporaryFolder('certificate');

function issuerOf({ key }: MadeCertificate): Issuer {
  return { name: 'Cadência of a test', key: createPrivateKey(key) };
}

const authority = makeAuthority('Cadência of a test', NAMES, Date.now());

function verdictOf(names: readonly string[], asked: readonly string[]): string {
  const server = makeServerCertificate(issuerOf(authority), names, Date.now());
  const ca = folder.file('ca.crt', authority.certificate);
  const file = folder.file('server.crt', server.certificate);
  try {
    return execFileSync(
      'openssl',
      ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', ca, ...asked, file],
      {
        encoding: 'utf8',
        stdio: 'pipe',
      },
    );
  } catch (failure) {
    return (failure as { stderr: string }).stderr;
  }
}

test('OpenSSL, at its strictest, takes the made certificate for each of its names', () => {
  for (const name of NAMES) {
    const option = /^[\d.]+$|:/.test(name) ? '-verify_ip' : '-verify_hostname';
    expect(verdictOf(NAMES, [option, name]), name).toMatch(/OK\n$/);
  }
  expect(verdictOf(NAMES, ['-verify_hostname', 'banco.example'])).toContain('mismatch');
});

test('the authority vouches for no other name or address, even if its key is stolen', () => {
  expect(verdictOf(['banco.example'], [])).toContain('permitted subtree violation');
  expect(verdictOf(['10.20.30.41'], [])).toContain('permitted subtree violation');
});

test('a program that trusts the authority comes in over TLS, and one that does not is refused by itself', async () => {
  const made = makeServerCertificate(issuerOf(authority), NAMES, Date.now());
  const server = createServer({ cert: made.certificate, key: made.key }, (_, reply) => reply.end('in'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = async (ca?: string): Promise<string> => {
    const asked = request({ port, host: '127.0.0.1', agent: false, ...(ca === undefined ? {} : { ca }) });
    asked.end();
    try {
      const [reply] = await once(asked, 'response');
      const [body] = await once(reply, 'data');
      return String(body);
    } catch (failure) {
      return (failure as NodeJS.ErrnoException).code ?? '';
    }
  };
  expect(await ask(authority.certificate)).toBe('in');
  expect(await ask()).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  server.close();
});

test('it ends after thirteen months, its authority after ten years; both are good for clocks a day behind', () => {
  const nowMs = Date.parse('2041-03-01T00:00:00Z');
  const root = makeAuthority('far away', ['localhost'], nowMs);
  const server = new X509Certificate(
    makeServerCertificate({ name: 'far away', key: createPrivateKey(root.key) }, ['localhost'], nowMs)
      .certificate,
  );
  expect([server.validFrom, server.validTo]).toEqual([
    'Feb 28 00:00:00 2041 GMT',
    'Apr  2 00:00:00 2042 GMT',
  ]);
  // From 2050 on a year has four digits.
  expect(new X509Certificate(root.certificate).validTo).toBe('Feb 27 00:00:00 2051 GMT');
  expect(server.checkIssued(new X509Certificate(root.certificate))).toBe(true);
});
