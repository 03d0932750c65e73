import { createServer, type Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { CertificatePair, ServerCertificate } from '../../ports/server-certificate.js';
import type { ApiOptions, ApiServer } from './api-deps.js';

/** A year, in seconds: what RFC 6797 §6.1.1 and the lists of browsers hold usual. */
const HSTS = 'max-age=31536000';

/** TLS 1.2 is the oldest that RFC 9325 §3.1.1 allows. */
const tlsOf = ({ certificate, key }: CertificatePair) =>
  ({ cert: certificate, key, minVersion: 'TLSv1.2' }) as const;

/** What Fastify needs to speak HTTPS, or null for plain HTTP. */
export function httpsOptions(certificate: ServerCertificate | null | undefined) {
  return certificate ? tlsOf(certificate.current()) : null;
}

/** Says to browsers that came over TLS to come by nothing else; over plain HTTP it would mean nothing (§7.2). */
export function addHsts(app: ApiServer): void {
  app.addHook('onSend', async (request, reply) => {
    if (request.protocol === 'https') {
      reply.header('Strict-Transport-Security', HSTS);
    }
  });
}

/** Lets a renewed certificate count for who comes from now on; who is in goes on. What it returns stops that. */
export function followCertificate(app: ApiServer, certificate: ServerCertificate | null | undefined) {
  return (
    certificate?.onChange((pair) => (app.server as unknown as TlsServer).setSecureContext(tlsOf(pair))) ??
    (() => undefined)
  );
}

/** Base address of a server that listens, or ''. */
export function addressOf(server: Server, scheme: 'http' | 'https'): string {
  const at: unknown = server.address();
  if (at === null || typeof at !== 'object') {
    return '';
  }
  const { address, family, port } = at as AddressInfo;
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/**
 * A door of plain HTTP within the machine, for its own commands: they need not trust a certificate that was made for the
 * names by which others reach it.
 */
export class LocalDoor {
  readonly #server: Server;

  constructor(app: ApiServer) {
    this.#server = createServer((request, reply) => app.routing(request, reply));
  }

  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  address(): string {
    return addressOf(this.#server, 'http');
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

/** Why nobody can listen there. */
export function listenError(cause: unknown, { host, port }: ApiOptions): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    const why = {
      EADDRINUSE: 'is in use by another program; stop it or choose another port (http.port)',
      EACCES: 'needs a privilege; choose a port above 1023 (http.port)',
      EADDRNOTAVAIL: 'is no address of this machine; choose another (http.host)',
    }[code];
    return new CadenciaError('DLR_PORT_TAKEN', { detail: `${host}:${port} ${why}.`, cause });
  }
  return cause;
}
