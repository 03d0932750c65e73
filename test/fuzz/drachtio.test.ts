import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { SystemClock } from '../../src/adapters/clock/system-clock.js';
import { DrachtioWatch } from '../../src/adapters/sip/drachtio-watch.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { FakeDrachtio } from '../support/fake-drachtio.js';
import { until } from '../support/until.js';
import { mutatedBytes, oddBytes, oddText, RUNS } from './arbitraries.js';

const CRLF = '\r\n';
const INVITE = [
  'INVITE sip:5511987654321@10.0.0.1 SIP/2.0',
  'Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK1',
  'From: <sip:1140001000@10.0.0.2>;tag=a',
  'To: <sip:5511987654321@10.0.0.1>',
  'Call-ID: c1',
  'CSeq: 1 INVITE',
  'X-Cadencia-Attempt: a1',
  'Content-Length: 0',
].join(CRLF);
const ANSWER = INVITE.replace(/^INVITE.*/, 'SIP/2.0 503 Service Unavailable');
const meta = (source: string, text: string): string =>
  `${source}|${text.length}|udp|10.0.0.2|5060|12:00:00.000000|t1|d1|`;

/** What a drachtio-server tells by itself, as its control protocol writes it. */
const TOLD = [
  `m1|sip|${meta('network', INVITE)}${CRLF}${INVITE}${CRLF}${CRLF}`,
  `m2|sip|${meta('network', ANSWER)}${CRLF}${ANSWER}${CRLF}${CRLF}`,
  `m3|cdr:attempt|network|12:00:00|${CRLF}${INVITE}${CRLF}${CRLF}`,
  'm4|response|nobody|OK|udp/10.0.0.1:5060|v0.9.10|',
  `m5|response|nobody|OK|${meta('application', INVITE)}Msg sent:|${CRLF}${INVITE}`,
  'm6|response|nobody|NOK|error',
];
const framed = (text: string): Buffer => Buffer.from(`${Buffer.byteLength(text)}#${text}`);

/** Frames that are right, bent inside, bent as a whole, of a false length, or none. */
const frames = fc.array(
  fc.constantFrom(...TOLD).chain((text) =>
    fc.oneof(
      fc.constant(framed(text)),
      mutatedBytes(Buffer.from(text)).map((bytes) => Buffer.concat([Buffer.from(`${bytes.length}#`), bytes])),
      mutatedBytes(framed(text)),
      fc.integer({ min: -9, max: 9 }).map((off) => Buffer.from(`${Buffer.byteLength(text) + off}#${text}`)),
      oddText.map(framed),
      oddBytes,
    ),
  ),
  { minLength: 1, maxLength: 6 },
);

test('a drachtio-server that says anything ends its link at most, which is made anew, and no question stays open', async () => {
  const printed = vi.spyOn(console, 'error');
  const fake = await FakeDrachtio.start();
  const log: string[] = [];
  const note = (what: unknown): void => void log.push(String(what));
  const watch = new DrachtioWatch({
    server: { host: '127.0.0.1', port: fake.port, secret: 'segredo', tls: false, ca: '' },
    clock: new SystemClock(),
    rng: makeSeededRng('fuzz'),
    trunks: () => [],
    identityOf: null,
    capture: null,
    optionsEveryMs: 60_000,
    optionsDeadlineMs: 1000,
    timing: { minBackoffMs: 1, maxBackoffMs: 2 },
    notes: { up: () => note('up'), down: note, refused: note },
  });
  await watch.start();
  const isUp = () => watch.isUp() || 'the link';
  const downs = (): number => log.filter((line) => line !== 'up').length;
  await fc.assert(
    fc.asyncProperty(frames, async (told) => {
      await until(isUp);
      const before = downs();
      fake.sendRaw(Buffer.concat(told));
      // What was said is read before the end of the connection is.
      fake.endLinks();
      await until(() => downs() > before || 'the end of the link');
    }),
    { numRuns: Math.ceil(RUNS / 3) },
  );
  await until(isUp);
  fake.sendRaw(`9999999#${'x'.repeat(2 << 20)}`);
  await until(() => log.some((line) => line.includes('a frame without end')) || 'the end of patience');
  await until(isUp);
  // Some of it was understood, and some was not.
  expect(log.some((line) => line.includes('nobody understands'))).toBe(true);
  expect(log).toContain('it ended the connection');
  // The library would print messages with numbers in them.
  expect(printed).not.toHaveBeenCalled();
  await watch.close();
  await fake.stop();
}, 600_000);
