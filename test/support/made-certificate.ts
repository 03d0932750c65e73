import { createPrivateKey } from 'node:crypto';
import {
  type MadeCertificate,
  makeAuthority,
  makeServerCertificate,
} from '../../src/adapters/certificate/make-certificate.js';
import type { CertificatePair, ServerCertificate } from '../../src/ports/server-certificate.js';

export const SERVER_NAME = 'discador.empresa.example';
const NAMES = [SERVER_NAME, '127.0.0.1'];

/** An authority of the test's own. */
export const AUTHORITY: MadeCertificate = makeAuthority('of a test', NAMES, Date.now());

/** A new certificate of it. */
export function newPair(): CertificatePair {
  const issuer = { name: 'of a test', key: createPrivateKey(AUTHORITY.key) };
  return makeServerCertificate(issuer, NAMES, Date.now());
}

/** A certificate that the test renews. */
export function renewable(): ServerCertificate & { renew(): void } {
  let pair = newPair();
  const listeners = new Set<(pair: CertificatePair) => void>();
  return {
    current: () => pair,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    renew() {
      pair = newPair();
      for (const listener of listeners) {
        listener(pair);
      }
    },
  };
}
