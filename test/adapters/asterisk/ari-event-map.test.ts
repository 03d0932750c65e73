import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AriEvent } from '../../../src/adapters/asterisk/ari-codec.js';
import { mapLegEvent, verdictOf } from '../../../src/adapters/asterisk/ari-event-map.js';
import { type AsteriskLeg, AsteriskLegTable } from '../../../src/adapters/asterisk/asterisk-leg-table.js';
import { customerLegId, parseAttemptId, parseMediaServerId } from '../../../src/core/kernel/ids.js';

const SERVER = parseMediaServerId('ast1');
const LEG = customerLegId(parseAttemptId('1'));

const channel = (state: string) => ({
  id: LEG,
  state,
  createdAtMs: null,
  application: '',
  applicationData: '',
  callerNumber: '',
});
const newLeg = (amd = false): AsteriskLeg =>
  new AsteriskLegTable().open(LEG, 0, { amd, isAgent: false, inbound: null });

const RINGING: AriEvent = { type: 'ChannelStateChange', channel: channel('Ringing') };
const EARLY: AriEvent = { type: 'Dial', peer: channel('Down'), dialStatus: 'PROGRESS' };
const STARTED: AriEvent = { type: 'StasisStart', channel: channel('Up'), args: [] };
const destroyed = (cause: number | null, techCause: number | null): AriEvent => {
  return { type: 'ChannelDestroyed', channel: channel('Down'), cause, techCause };
};
const returned = (status: string): AriEvent => {
  return { type: 'StasisStart', channel: channel('Up'), args: ['amd', status, 'WHY-1'] };
};

/** The life of a leg: what the engine hears of these events. */
function live(events: readonly AriEvent[], leg = newLeg()) {
  return events.flatMap((event, index) => {
    const change = mapLegEvent(SERVER, leg, event, index);
    Object.assign(leg, change.set);
    return change.events;
  });
}

const kinds = (events: readonly AriEvent[], leg?: AsteriskLeg) =>
  live(events, leg).map((event) => event.kind);

describe('a leg', () => {
  test('says ringing and early media once each, and neither after the answer', () => {
    expect(live([RINGING, RINGING, EARLY, EARLY, STARTED, RINGING, EARLY])).toMatchObject([
      { kind: 'progress', code: 180 },
      { kind: 'progress', code: 183 },
      { kind: 'answered' },
    ]);
  });

  test('says answered once, however often it enters the application', () => {
    expect(kinds([STARTED, STARTED])).toEqual(['answered']);
  });

  test('is sent to the screening once, and its verdict is said once', () => {
    const leg = newLeg(true);
    expect(mapLegEvent(SERVER, leg, STARTED, 0).duty).toBe('screen');
    expect(kinds([STARTED, returned('MACHINE'), returned('MACHINE')], newLeg(true))).toEqual([
      'answered',
      'amd',
    ]);
  });

  test.each([
    ['HUMAN', 'human'],
    ['MACHINE', 'machine'],
    ['NOTSURE', 'unknown'],
    ['HANGUP', 'unknown'],
    ['', 'unknown'],
  ])('reads AMDSTATUS %s as %s', (status, verdict) => {
    expect(verdictOf(status)).toBe(verdict);
  });

  test.each([
    [[], false, 'network'],
    [[STARTED], false, 'remote'],
    [[STARTED], true, 'local'],
    [[RINGING], true, 'local'],
  ] as const)('names who ended it (%#)', (before, hangupAsked, by) => {
    const leg = newLeg();
    leg.hangupAsked = hangupAsked;
    expect(live([...before, destroyed(16, null)], leg).at(-1)).toMatchObject({
      kind: 'hungUp',
      by,
      q850: 16,
    });
  });

  test('keeps a final SIP status and leaves out what is none', () => {
    expect(live([destroyed(17, 486)])).toMatchObject([{ q850: 17, sipCode: 486 }]);
    expect(live([destroyed(0, 0)])).toMatchObject([{ q850: null, sipCode: null }]);
    expect(live([destroyed(16, 200)])).toMatchObject([{ q850: 16, sipCode: null }]);
  });

  test('ends a call we cancelled with the network’s 487, not with the status Asterisk made of our cause', () => {
    const cancelled = { ...newLeg(), hangupAsked: true };
    expect(live([RINGING, destroyed(19, 480)], cancelled).at(-1)).toMatchObject({
      by: 'local',
      sipCode: 487,
    });
    const answered = { ...newLeg(), hangupAsked: true };
    expect(live([STARTED, destroyed(16, null)], answered).at(-1)).toMatchObject({
      by: 'local',
      sipCode: null,
    });
  });

  test('never throws and never says answered twice, whatever the order of events', () => {
    const any = fc.constantFrom(RINGING, EARLY, STARTED, returned('HUMAN'), destroyed(16, null), {
      type: 'other',
      name: 'New',
    } as AriEvent);
    fc.assert(
      fc.property(fc.array(any), fc.boolean(), (events, amd) => {
        const said = kinds(events, newLeg(amd));
        expect(said.filter((kind) => kind === 'answered').length).toBeLessThanOrEqual(1);
        expect(said.filter((kind) => kind === 'amd').length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
