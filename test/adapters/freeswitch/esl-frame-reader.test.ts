import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePercent, eventOf } from '../../../src/adapters/freeswitch/esl-event.js';
import { type EslFrame, EslFrameReader } from '../../../src/adapters/freeswitch/esl-frame-reader.js';
import { eventFrame } from '../../support/fake-esl.js';

function readAll(bytes: Uint8Array, cuts: readonly number[]): { frames: EslFrame[]; fault: string | null } {
  const reader = new EslFrameReader();
  const frames: EslFrame[] = [];
  let fault: string | null = null;
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])];
  places.sort((a, b) => a - b);
  places.forEach((from, index) => {
    const reading = reader.read(bytes.subarray(from, places[index + 1] ?? bytes.length));
    frames.push(...reading.frames);
    fault = reading.fault;
  });
  return { frames, fault };
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\n\n', 'é\n\nç', '100% %zz %C3%A9'),
);
const word = fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,12}$/);
const made = fc.record({
  contentType: fc.constantFrom('command/reply', 'api/response', 'text/event-json', 'text/event-plain'),
  replyText: fc.stringMatching(/^[+!-~][ -~]{0,40}[!-~]$/),
  body: text,
  gap: fc.constantFrom('', '\n', '\n\n'),
});

describe('EslFrameReader', () => {
  test('any chunks of any frames give the same frames, bodies counted in bytes', () => {
    fc.assert(
      fc.property(fc.array(made, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 40 }), (frames, cuts) => {
        const bytes = Buffer.from(
          frames
            .map(
              ({ contentType, replyText, body, gap }) =>
                `${gap}Content-Type: ${contentType}\nReply-Text: ${replyText}\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`,
            )
            .join(''),
        );
        const read = readAll(bytes, cuts);
        expect(read.fault).toBeNull();
        expect(
          read.frames.map(({ contentType, body, headers }) => [contentType, headers.get('Reply-Text'), body]),
        ).toEqual(
          frames.map(({ contentType, replyText, body }) => [
            contentType,
            replyText,
            Buffer.from(body).toString(),
          ]),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('garbage of any kind is a fault or nothing, and never throws', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .constantFrom(
          'Content-Type: x\n\n',
          'Content-Length: -5\nContent-Type: y\n\n',
          'Content-Length: 99999999999\nContent-Type: y\n\n',
          'Content-Length: abc\n\n',
          ': \n:\n\n',
          'HTTP/1.1 400 Bad Request\n\n',
          'Content-Type: text/event-json\nContent-Length: 6\n\n{"a":1',
        )
        .map((line) => new Uint8Array(Buffer.from(line))),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (pieces, cuts) => {
          const { frames } = readAll(Buffer.concat(pieces), cuts);
          for (const frame of frames) {
            eventOf(frame);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('what is no framing is a fault, and nothing is read after it', () => {
    const reader = new EslFrameReader();
    expect(reader.read(Buffer.from('HTTP/1.1 400 Bad Request\nServer: x\n\n')).fault).toContain(
      'Content-Type',
    );
    const after = reader.read(Buffer.from('Content-Type: auth/request\n\n'));
    expect(after).toEqual({ frames: [], fault: 'a head without Content-Type' });
  });

  test('a head or a body beyond all measure is refused before it fills the memory', () => {
    const huge = new EslFrameReader();
    expect(huge.read(Buffer.from('Content-Type: a\nContent-Length: 900000000\n\n')).fault).toContain(
      '900000000',
    );
    const endless = new EslFrameReader();
    expect(endless.read(Buffer.alloc(2 * 1024 * 1024, 'a')).fault).toContain('head');
  });

  test('a body of megabytes in small chunks is read once, not once a chunk', () => {
    const body = 'x'.repeat(4 * 1024 * 1024);
    const bytes = Buffer.from(`Content-Type: api/response\nContent-Length: ${body.length}\n\n${body}`);
    const cuts = Array.from({ length: Math.ceil(bytes.length / 1460) }, (_, index) => index * 1460);
    const began = performance.now();
    const { frames } = readAll(bytes, cuts);
    expect(frames[0]?.body).toBe(body);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('events', () => {
  test('both forms of any event give the same headers and the same body', () => {
    const fields = fc.dictionary(
      word,
      text.map((value) => value.trim().replaceAll('\n', ' ')),
    );
    fc.assert(
      fc.property(fields, text, fc.array(fc.nat(), { maxLength: 8 }), (some, body, cuts) => {
        const whole = { ...some, 'Event-Name': 'CHANNEL_ANSWER' };
        for (const format of ['json', 'plain']) {
          const bytes = Buffer.from(eventFrame(whole, body, format));
          const event = eventOf(readAll(bytes, cuts).frames[0] as EslFrame);
          expect(event?.name).toBe('CHANNEL_ANSWER');
          expect(event?.body).toBe(Buffer.from(body).toString());
          for (const [name, value] of Object.entries(whole)) {
            expect(event?.header(name)).toBe(Buffer.from(value).toString());
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('a lone percent sign stays as it came, and a broken sequence harms nobody', () => {
    expect(decodePercent('100% de desconto')).toBe('100% de desconto');
    expect(decodePercent('Jos%C3%A9%20%zz %E9 %2')).toBe('José %zz %E9 %2');
  });

  test('an event that is cut off, no object, or without a name is none', () => {
    const frame = (contentType: string, body: string): EslFrame => ({
      contentType,
      headers: new Map(),
      body,
    });
    for (const body of ['{"Event-Name":"X', '[]', 'null', '"x"', '{"Event-Name":7}', '{}']) {
      expect(eventOf(frame('text/event-json', body))).toBeNull();
    }
    expect(eventOf(frame('text/event-plain', 'Unique-ID: 1\n\n'))).toBeNull();
    expect(eventOf(frame('text/event-json', '{"Event-Name":"X","__proto__":"y"}'))?.header('toString')).toBe(
      '',
    );
  });
});
