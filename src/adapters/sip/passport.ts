import { createHash, createPrivateKey } from 'node:crypto';
import { CompactSign } from 'jose';

/** How far the signer vouches for who shows the number (RFC 8588, 5): fully, for the customer alone, for the gateway. */
export const ATTESTATIONS = ['A', 'B', 'C'] as const;
export type Attestation = (typeof ATTESTATIONS)[number];

/** What the called person is shown (RFC 9795). */
export interface RichCallData {
  readonly name: string;
  /** Where the logo is, or ''. */
  readonly iconUrl: string;
  /** SHA-256 of the logo in base64, or '' without one. */
  readonly iconSha256: string;
}

export interface PassportClaims {
  readonly attest: Attestation;
  /** E.164. */
  readonly caller: string;
  readonly called: string;
  /** Seconds since the epoch: a verifier takes no passport that is older than a minute (RFC 8224, 6.2.2). */
  readonly iatSeconds: number;
  /** By which we find the call when it is traced back. */
  readonly origId: string;
  /** Null: nothing is shown beside the number. */
  readonly rich: RichCallData | null;
  /** Why it calls, in words for the called person; '' leaves it out. */
  readonly callReason: string;
}

export interface PassportSigner {
  /** The value of the Identity header (RFC 8224). */
  identity(claims: PassportClaims): Promise<string>;
}

type Json = string | number | readonly Json[] | { readonly [key: string]: Json };

/** RFC 8225, 9: members in the order of their names, nothing between them. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (typeof value === 'object') {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** RFC 8225, 5.2.1: digits alone. */
const telephoneNumber = (e164: string): string => e164.replace(/\D/g, '');

/**
 * The attempt's id as the UUID that RFC 8588 asks for, of the version that leaves its bits to who makes it (RFC 9562, 5.8):
 * its last digits are the id's, so that a call that is traced back is found by them.
 */
export function origIdOf(attemptId: string): string {
  const digits = /^[0-9a-f]{1,30}$/.test(attemptId)
    ? attemptId
    : createHash('sha256').update(attemptId).digest('hex').slice(0, 30);
  const [, a = '', b = '', c = '', d = '', e = ''] =
    /^(.{8})(.{4})(.{3})(.{3})(.{12})$/.exec(digits.padStart(30, '0')) ?? [];
  return `${a}-${b}-8${c}-8${d}-${e}`;
}

function payloadOf(claims: PassportClaims): string {
  const { attest, caller, called, iatSeconds, origId, rich, callReason } = claims;
  return canonicalJson({
    attest,
    dest: { tn: [telephoneNumber(called)] },
    iat: iatSeconds,
    orig: { tn: telephoneNumber(caller) },
    origid: origId,
    ...(callReason === '' ? {} : { crn: callReason }),
    ...(rich === null ? {} : richClaims(rich)),
  });
}

function richClaims({ name, iconUrl, iconSha256 }: RichCallData): { readonly [key: string]: Json } {
  return iconUrl === ''
    ? { rcd: { nam: name } }
    : { rcd: { icn: iconUrl, nam: name }, rcdi: { '/icn': `sha256-${iconSha256}` } };
}

/**
 * Signs calls with the key of a certificate for telephone numbers (RFC 8226); throws where it is no key of P-256, the
 * curve of ES256. The claims of RFC 9795 are added to a passport of `shaken`.
 */
export function makePassportSigner(keyPem: string, certificateUrl: string): PassportSigner {
  const key = createPrivateKey(keyPem);
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new TypeError('ES256 needs a key of the curve P-256');
  }
  const header = { alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: certificateUrl } as const;
  return {
    async identity(claims) {
      const payload = new TextEncoder().encode(payloadOf(claims));
      const token = await new CompactSign(payload).setProtectedHeader(header).sign(key);
      return `${token};info=<${certificateUrl}>;alg=ES256;ppt=shaken`;
    },
  };
}
