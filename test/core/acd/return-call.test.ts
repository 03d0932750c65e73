import { describe, expect, test } from 'vitest';
import { callerNumber } from '../../../src/core/acd/caller-number.js';
import { recogniseReturn, type ShownCall } from '../../../src/core/acd/return-call.js';
import { parseAgentId, parseCampaignId, parseContactId, parseE164 } from '../../../src/core/kernel/ids.js';
import { DAY, HOUR } from '../../../src/core/kernel/time.js';

const LINE = parseE164('+551140001000');
const OTHER_LINE = parseE164('+551140002000');
const IARA = parseE164('+5511987654321');
const NOW = 100 * DAY;
const RULES = { lookBackMs: 30 * DAY, stickyMs: 15_000 };
const shown = (contact: string, change: Partial<ShownCall> = {}): ShownCall => ({
  campaignId: parseCampaignId('bank'),
  contactId: parseContactId(contact),
  number: IARA,
  line: LINE,
  agentId: null,
  atMs: NOW - HOUR,
  ...change,
});
const recognise = (calls: readonly ShownCall[], caller = '11987654321', line = LINE) =>
  recogniseReturn(
    { caller, line },
    calls,
    (own) => (own === LINE ? parseCampaignId('bank') : null),
    RULES,
    NOW,
  );

describe('a call to a line that we showed', () => {
  test("belongs to the campaign and the contact that were called, and goes to the contact's last agent", () => {
    const calls = [
      shown('k1', { agentId: parseAgentId('ana'), atMs: NOW - 5 * DAY }),
      shown('k1', { agentId: parseAgentId('bia'), atMs: NOW - 2 * DAY }),
      shown('k1'),
    ];
    expect(recognise(calls)).toEqual({
      kind: 'contact',
      campaignId: 'bank',
      contactId: 'k1',
      sameLine: true,
      lastAgentId: 'bia',
      stickyMs: 15_000,
      others: [],
    });
  });

  test('goes by the line called before the time, then by the latest call, and names who else has that number', () => {
    const calls = [
      shown('other-line', { line: OTHER_LINE, atMs: NOW - 1000 }),
      shown('older', { atMs: NOW - 3 * HOUR }),
      shown('latest', { atMs: NOW - 2 * HOUR }),
    ];
    expect(recognise(calls)).toMatchObject({ contactId: 'latest', others: ['older', 'other-line'] });
  });

  test('is recognised by another line too, and says that it is another', () => {
    expect(recognise([shown('k1', { line: OTHER_LINE })])).toMatchObject({
      contactId: 'k1',
      sameLine: false,
    });
  });

  test("an agent who spoke with somebody else of the same number is not this contact's", () => {
    const calls = [shown('k1'), shown('k2', { agentId: parseAgentId('ana'), atMs: NOW - 2 * HOUR })];
    expect(recognise(calls)).toMatchObject({ contactId: 'k1', lastAgentId: null, stickyMs: 0 });
  });

  test("of a number that was never called belongs to the line's campaign, and to nobody by an unknown line", () => {
    expect(recognise([], '21933334444')).toEqual({ kind: 'line', campaignId: 'bank' });
    expect(recognise([shown('k1')], 'anonymous')).toEqual({ kind: 'line', campaignId: 'bank' });
    expect(recognise([], '21933334444', OTHER_LINE)).toEqual({ kind: 'unknown' });
  });

  test('is not recognised by calls of other numbers, of long ago, or still to come', () => {
    const calls = [
      shown('k1', { number: parseE164('+5511987654322') }),
      shown('k2', { atMs: NOW - 30 * DAY }),
      shown('k3', { atMs: NOW + 1 }),
    ];
    expect(recognise(calls)).toEqual({ kind: 'line', campaignId: 'bank' });
  });

  test('is recognised however the carrier writes the number, and a withheld one is none', () => {
    for (const text of ['11987654321', '011987654321', '+5511987654321', '5511987654321', '04111987654321']) {
      expect(callerNumber(text)).toBe(IARA);
    }
    for (const text of ['', 'anonymous', 'Unavailable', '+4930123456', '190', '08007770000']) {
      expect(callerNumber(text)).toBeNull();
    }
  });
});
