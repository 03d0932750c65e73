import { generateKeyPairSync } from 'node:crypto';
import { compactVerify, importSPKI, type KeyObject } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  canonicalJson,
  makePassportSigner,
  origIdOf,
  type PassportClaims,
} from '../../../src/adapters/sip/passport.js';

/** RFC 8225, appendix A: the key pair of its example. */
const EXAMPLE_KEY = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIFeZ1R208QCvcu5GuYyMfG4W7sH4m99/7eHSDLpdYllFoAoGCCqGSM49
AwEHoUQDQgAE8HNbQd/TmvCKwPKHkMF9fScavGeH78YTU8qLS8I5HLHSSmlATLcs
lQMhNC/OhlWBYC626nIlo7XeebYS7Sb37g==
-----END EC PRIVATE KEY-----`;
const EXAMPLE_PUBLIC = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8HNbQd/TmvCKwPKHkMF9fScavGeH
78YTU8qLS8I5HLHSSmlATLcslQMhNC/OhlWBYC626nIlo7XeebYS7Sb37g==
-----END PUBLIC KEY-----`;
/** What is signed in that example, as printed there (the bytes of its appendix, header and claims). */
const EXAMPLE_INPUT = [
  'eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bhc3Nwb3J0LmNlciJ9',
  'eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6MTQ3MTM3NTQxOCwib3JpZyI6eyJ0biI6IjEyMTU1NTUxMjEyIn19',
];
const CERTIFICATE_URL = 'https://cert.example.org/passport.cer';

const claims = (change: Partial<PassportClaims> = {}): PassportClaims => ({
  attest: 'A',
  caller: '+551140001000',
  called: '+5511987654321',
  iatSeconds: 1_443_208_345,
  origId: '123e4567-e89b-12d3-a456-426655440000',
  rich: null,
  callReason: '',
  ...change,
});

/** What stands in a token, as its bytes have it. */
async function opened(identity: string): Promise<{ readonly header: string; readonly payload: string }> {
  const [token = ''] = identity.split(';');
  const { payload } = await compactVerify(token, await importSPKI(EXAMPLE_PUBLIC, 'ES256'));
  const header = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
  return { header, payload: Buffer.from(payload).toString() };
}

describe('a passport', () => {
  const signer = makePassportSigner(EXAMPLE_KEY, CERTIFICATE_URL);

  test('is written byte for byte as the example of RFC 8225', () => {
    const header = { x5u: CERTIFICATE_URL, typ: 'passport', alg: 'ES256' };
    const payload = {
      orig: { tn: '12155551212' },
      iat: 1_471_375_418,
      dest: { uri: ['sip:alice@example.com'] },
    };
    const written = [header, payload].map((part) => Buffer.from(canonicalJson(part)).toString('base64url'));
    expect(written).toEqual(EXAMPLE_INPUT);
  });

  test('has the members of RFC 8588 in the order of their names and nothing between them', async () => {
    const { header, payload } = await opened(await signer.identity(claims()));
    expect(header).toBe(`{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"${CERTIFICATE_URL}"}`);
    expect(payload).toBe(
      '{"attest":"A","dest":{"tn":["5511987654321"]},"iat":1443208345,"orig":{"tn":"551140001000"},"origid":"123e4567-e89b-12d3-a456-426655440000"}',
    );
  });

  test('says who calls and why by the claims of RFC 9795, accents included', async () => {
    const rich = { name: 'Crédito Exemplo', iconUrl: '', iconSha256: '' };
    const { payload } = await opened(await signer.identity(claims({ rich, callReason: 'Cobrança' })));
    expect(JSON.parse(payload)).toMatchObject({ crn: 'Cobrança', rcd: { nam: 'Crédito Exemplo' } });
    expect(payload).not.toContain('rcdi');
  });

  test('vouches for the logo by its hash', async () => {
    const iconSha256 = 'a'.repeat(43);
    const rich = { name: 'Crédito', iconUrl: 'https://cdn.example.com/logo.png', iconSha256 };
    const { payload } = await opened(await signer.identity(claims({ rich })));
    expect(JSON.parse(payload)).toMatchObject({
      rcd: { icn: 'https://cdn.example.com/logo.png', nam: 'Crédito' },
      rcdi: { '/icn': `sha256-${iconSha256}` },
    });
  });

  test('stands in the header with what RFC 8224 asks for', async () => {
    const identity = await signer.identity(claims());
    expect(identity.slice(identity.indexOf(';'))).toBe(`;info=<${CERTIFICATE_URL}>;alg=ES256;ppt=shaken`);
    expect(identity).not.toMatch(/[\r\n ]/);
  });

  test('is not verified once a digit of the number is another', async () => {
    const [head = '', body = '', signature = ''] =
      (await signer.identity(claims())).split(';')[0]?.split('.') ?? [];
    const forged = Buffer.from(
      Buffer.from(body, 'base64url').toString().replace('551140001000', '551140001001'),
    ).toString('base64url');
    await expect(opened(`${head}.${forged}.${signature}`)).rejects.toThrow(/signature/);
  });

  test.each([
    ['P-384', generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey],
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
  ] as readonly (readonly [string, KeyObject])[])('is not made with a key of %s', (_, key) => {
    const pem = (key as unknown as { export(o: object): string }).export({ type: 'pkcs8', format: 'pem' });
    expect(() => makePassportSigner(pem, CERTIFICATE_URL)).toThrow(/P-256/);
  });
});

describe('the id of a call in its passport', () => {
  test.each([
    ['0123456789abcdef01234567', '00000001-2345-8678-89ab-cdef01234567'],
    ['call_7', /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/],
  ])('of %s is a UUID by which it is found again', (attemptId, expected) => {
    const id = origIdOf(attemptId);
    expect(id).toMatch(expected);
    expect(origIdOf(attemptId)).toBe(id);
  });
});
