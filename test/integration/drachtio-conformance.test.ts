/*
 * The suite of the SIP port on a real drachtio-server, where one is named:
 *
 *   CADENCIA_TEST_DRACHTIO_URL='drachtio://:SECRET@127.0.0.1:9022?sip=5060&hep=9060'
 *
 * `sip` is its port of UDP on loopback, `hep` the port of loopback that it copies messages to; leave it out where it makes
 * no copies.
 */
import { expect, test } from 'vitest';
import { type SipHarness, sipConformance } from '../conformance/sip-conformance.js';

const named = process.env['CADENCIA_TEST_DRACHTIO_URL'] ?? '';

function realHarness(url: URL): SipHarness {
  const hep = url.searchParams.get('hep');
  return {
    server: {
      host: url.hostname,
      port: Number(url.port || 9022),
      secret: decodeURIComponent(url.password),
      tls: false,
      ca: '',
    },
    sipPort: Number(url.searchParams.get('sip') ?? 5060),
    capturePort: hep === null ? null : Number(hep),
    stop: () => Promise.resolve(),
  };
}

if (named === '') {
  test('no real drachtio-server is named, so only the fake was held against the suite', () => {
    process.stdout.write('not checked on a real drachtio-server: CADENCIA_TEST_DRACHTIO_URL is not set\n');
    expect(named).toBe('');
  });
} else {
  sipConformance('real', () => Promise.resolve(realHarness(new URL(named))));
}
