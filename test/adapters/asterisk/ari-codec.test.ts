import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodeAriRequest,
  parseAriFrame,
  parseAriTime,
  parseBridges,
  parseChannels,
  parseRefusal,
  parseStartupTime,
} from '../../../src/adapters/asterisk/ari-codec.js';
import { readSnapshot } from '../../../src/adapters/asterisk/asterisk-snapshot.js';

const EVENT_TYPES = [
  'StasisStart',
  'StasisEnd',
  'ChannelStateChange',
  'ChannelDestroyed',
  'ChannelEnteredBridge',
  'ChannelLeftBridge',
  'ChannelDtmfReceived',
  'Dial',
  'PlaybackFinished',
  'ApplicationReplaced',
  'RESTResponse',
];

test('any text is an event, a reply or a bad frame, and never an exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(['event', 'reply', 'bad']).toContain(parseAriFrame(text).kind);
    }),
  );
});

test('a known event with anything in its fields never throws and never loses its kind of frame', () => {
  const fields = fc.dictionary(
    fc.constantFrom(
      'channel',
      'peer',
      'bridge',
      'playback',
      'args',
      'cause',
      'tech_cause',
      'status_code',
      'request_id',
    ),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...EVENT_TYPES), fields, (type, rest) => {
      const frame = parseAriFrame(JSON.stringify({ ...rest, type }));
      expect(frame.kind === 'event').toBe(type !== 'RESTResponse');
    }),
  );
});

test('lists with anything in them give the entries that can be read', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, two) => {
      parseChannels(one);
      parseBridges(one);
      parseStartupTime(one);
      parseRefusal(one);
      readSnapshot({ channels: [one, { id: 'c-1', state: 'Up' }], bridges: [two], application: [] }, 7, 7);
      expect(
        readSnapshot(
          { channels: [one, { id: 'c-1', state: 'Up' }], bridges: [two], application: [] },
          7,
          7,
        ).map((leg) => leg.legId),
      ).toContain('c-1');
    }),
  );
});

test("reads Asterisk's times", () => {
  expect(parseAriTime('2026-11-22T05:07:53.123+0000')).toBe(Date.UTC(2026, 10, 22, 5, 7, 53, 123));
  expect(parseAriTime('2026-11-22T02:07:53.123-0300')).toBe(Date.UTC(2026, 10, 22, 5, 7, 53, 123));
  expect(parseAriTime('yesterday')).toBeNull();
});

test('reads a destroyed channel with both causes', () => {
  const frame = parseAriFrame(
    JSON.stringify({
      type: 'ChannelDestroyed',
      cause: 17,
      tech_cause: 486,
      channel: { id: 'c-9', state: 'Down' },
    }),
  );
  expect(frame).toMatchObject({
    kind: 'event',
    event: { type: 'ChannelDestroyed', cause: 17, techCause: 486, channel: { id: 'c-9' } },
  });
});

test('percent-encodes what stands in a path, so that a name cannot become another request', () => {
  const frame = JSON.parse(
    encodeAriRequest('7', {
      method: 'POST',
      path: ['recordings', 'live', '../x?y', 'stop'],
      query: { a: 'b&c' },
      body: { variables: { X: '1' } },
    }),
  );
  expect(frame).toMatchObject({
    type: 'RESTRequest',
    request_id: '7',
    uri: 'recordings/live/..%2Fx%3Fy/stop',
    query_strings: [{ name: 'a', value: 'b&c' }],
    message_body: '{"variables":{"X":"1"}}',
  });
});
