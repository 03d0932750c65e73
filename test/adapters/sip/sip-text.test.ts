import { describe, expect, test } from 'vitest';
import { readHep } from '../../../src/adapters/sip/hep-packet.js';
import { q850OfReason, readSip } from '../../../src/adapters/sip/sip-text.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { hepDatagram } from '../../support/fake-sip-proxy.js';

describe('a Reason header', () => {
  test.each([
    ['Q.850;cause=17;text="User busy"', 17],
    ['q.850 ; cause=16', 16],
    ['SIP;cause=486, Q.850;cause=1', 1],
    ['Q.850;text="x";cause=34', 34],
    ['SIP;cause=200;text="Call completed elsewhere"', null],
    ['Q.850;cause=0', null],
    ['Q.850;cause=999', null],
    ['', null],
  ])('%s tells cause %s of Q.850', (reason, q850) => {
    expect(q850OfReason(reason)).toBe(q850);
  });
});

describe('a SIP message', () => {
  test('is read with short names and without regard to case', () => {
    const text =
      'SIP/2.0 183 Session Progress\r\ni: a@b\r\nCSEQ: 7 INVITE\r\nc: application/sdp\r\n\r\nv=0\r\n';
    expect(readSip(text)).toMatchObject({
      method: 'INVITE',
      status: 183,
      phrase: 'Session Progress',
      hasBody: true,
    });
    expect(readSip(text)?.headers.get('call-id')).toBe('a@b');
  });

  test.each(['', 'GET / HTTP/1.1\r\n\r\n', '\r\n\r\n', 'SIP/2.0 abc\r\n\r\n'])('is not %j', (text) => {
    expect(readSip(text)).toBeNull();
  });
});

describe('a copy of a message (HEP 3)', () => {
  const datagram = hepDatagram('OPTIONS sip:a@b SIP/2.0\r\n\r\n', 5060, 15060);

  test('has where it went from and to', () => {
    expect(readHep(datagram)).toMatchObject({ from: '127.0.0.1:5060', to: '127.0.0.1:15060' });
  });

  test('that is cut short or has wrong lengths is none, and nothing is thrown', () => {
    const rng = makeSeededRng('hep');
    for (let length = 0; length < datagram.length; length += 1) {
      expect(readHep(datagram.subarray(0, length))).toBeNull();
    }
    for (let round = 0; round < 500; round += 1) {
      const broken = Buffer.from(datagram);
      broken[Math.floor(rng.next() * broken.length)] = Math.floor(rng.next() * 256);
      expect(() => readHep(broken)).not.toThrow();
    }
  });
});
