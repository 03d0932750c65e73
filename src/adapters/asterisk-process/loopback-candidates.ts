import { networkInterfaces } from 'node:os';

/**
 * Browsers on this machine are offered loopback in the place of each of its own addresses, whichever it has: Asterisk
 * itself never offers 127.0.0.1 as an ICE candidate (see rtp.conf).
 */
export function loopbackCandidates(): Record<string, string> {
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  return Object.fromEntries(own.map(({ address }) => [address, '127.0.0.1']));
}
