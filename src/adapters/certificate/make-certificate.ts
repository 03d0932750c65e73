import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { isIP } from 'node:net';
import {
  DER_TRUE,
  derBits,
  derContext,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derText,
  derTime,
} from './der.js';

const DAY_MS = 86_400_000;
/** Clocks of other machines may be behind. */
const BEFORE_MS = DAY_MS;
const AUTHORITY_DAYS = 3650;
/** Safari refuses certificates of servers that are good for more than 825 days, public ones for more than 398. */
const SERVER_DAYS = 397;

/** A certificate and its key, both PEM. */
export interface MadeCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Who signs: a key with the name in its certificate. */
export interface Issuer {
  readonly name: string;
  readonly key: KeyObject;
}

const OID = {
  commonName: '2.5.4.3',
  ecdsaSha256: '1.2.840.10045.4.3.2',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

const named = (name: string): Buffer =>
  derSequence(derSet(derSequence(derOid(OID.commonName), derText(name))));

/** RFC 5280 §4.2.1.2, method 1, over the bits of the key. */
function keyId(key: KeyObject): Buffer {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  // An uncompressed point of P-256 is the last 65 bytes of its SubjectPublicKeyInfo (RFC 5480 §2).
  return createHash('sha1').update(spki.subarray(-65)).digest();
}

function extension(oid: string, critical: boolean, value: Buffer): Buffer {
  return derSequence(derOid(oid), ...(critical ? [DER_TRUE] : []), derOctets(value));
}

/** The bytes of an address (RFC 5280 §4.2.1.6). */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) {
    return Buffer.from(address.split('.').map(Number));
  }
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const words = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const left = words(head);
  const right = words(tail);
  const gap = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return Buffer.from([...left, ...gap, ...right].map((word) => word.padStart(4, '0')).join(''), 'hex');
}

function altName(name: string): Buffer {
  return isIP(name) === 0
    ? derContext(2, false, Buffer.from(name, 'latin1'))
    : derContext(7, false, addressBytes(name));
}

/** What the authority may sign for: these names and addresses, and nothing else (RFC 5280 §4.2.1.10). */
function permitted(name: string): Buffer {
  if (isIP(name) === 0) {
    return derSequence(altName(name));
  }
  const bytes = addressBytes(name);
  return derSequence(derContext(7, false, bytes, Buffer.alloc(bytes.length, 0xff)));
}

interface Wanted {
  readonly subject: string;
  readonly key: KeyObject;
  readonly issuer: Issuer;
  readonly days: number;
  readonly nowMs: number;
  readonly extensions: readonly Buffer[];
}

function signed({ subject, key, issuer, days, nowMs, extensions }: Wanted): string {
  const algorithm = derSequence(derOid(OID.ecdsaSha256));
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = derSequence(
    derContext(0, true, derInteger(Buffer.from([2]))),
    derInteger(serial),
    algorithm,
    named(issuer.name),
    derSequence(derTime(nowMs - BEFORE_MS), derTime(nowMs + days * DAY_MS)),
    named(subject),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    derContext(3, true, derSequence(...extensions)),
  );
  const whole = derSequence(body, algorithm, derBits(sign('sha256', body, issuer.key)));
  const lines = whole.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

const pemOf = (key: KeyObject): string => String(key.export({ type: 'pkcs8', format: 'pem' }));

/**
 * An authority of one's own that can vouch for `names` alone: a browser that trusts it trusts it for nothing else, even
 * if its key is stolen.
 */
export function makeAuthority(name: string, names: readonly string[], nowMs: number): MadeCertificate {
  const key = newKey();
  const certificate = signed({
    subject: name,
    key,
    issuer: { name, key },
    days: AUTHORITY_DAYS,
    nowMs,
    extensions: [
      extension(OID.basicConstraints, true, derSequence(DER_TRUE, derInteger(Buffer.from([0])))),
      // keyCertSign, cRLSign.
      extension(OID.keyUsage, true, derBits(Buffer.from([0x06]), 1)),
      extension(OID.subjectKeyId, false, derOctets(keyId(key))),
      extension(OID.nameConstraints, true, derSequence(derContext(0, true, ...names.map(permitted)))),
    ],
  });
  return { certificate, key: pemOf(key) };
}

/** A certificate of a server that is reached by `names`, host names and addresses. */
export function makeServerCertificate(
  issuer: Issuer,
  names: readonly string[],
  nowMs: number,
): MadeCertificate {
  const key = newKey();
  const certificate = signed({
    subject: names.find((name) => isIP(name) === 0) ?? names[0] ?? 'localhost',
    key,
    issuer,
    days: SERVER_DAYS,
    nowMs,
    extensions: [
      extension(OID.basicConstraints, true, derSequence()),
      // digitalSignature.
      extension(OID.keyUsage, true, derBits(Buffer.from([0x80]), 7)),
      extension(OID.extendedKeyUsage, false, derSequence(derOid(OID.serverAuth))),
      extension(OID.subjectAltName, false, derSequence(...names.map(altName))),
      extension(OID.subjectKeyId, false, derOctets(keyId(key))),
      extension(OID.authorityKeyId, false, derSequence(derContext(0, false, keyId(issuer.key)))),
    ],
  });
  return { certificate, key: pemOf(key) };
}
