/*
 * One campaign over a real Asterisk and a FreeSWITCH (the fake, with the habits of a real one), agents' phones on both.
 * The FreeSWITCH dies with all its calls in the middle, and comes back. `npm run prove:fleet` is the same with a real one.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMediaServerId } from '../../src/core/kernel/ids.js';
import { makeLabServer } from '../support/asterisk-harness.js';
import { MixedFleet } from '../support/mixed-fleet.js';
import { type MortalFreeswitch, mortalFake } from '../support/mortal-freeswitch.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { tuesdayClock } from '../support/tuesday-clock.js';

/** No number of ours is as long. */
const TOKEN_DIGITS = 20;
const clock = tuesdayClock();
let lab: TelephonyLab;
let fake: MortalFreeswitch;
let fleet: MixedFleet;

beforeAll(async () => {
  lab = await startTelephonyLab({ agents: ['2001', '2002'] });
  fake = await mortalFake(clock);
  fleet = new MixedFleet({
    clock,
    media: [makeLabServer(lab, { clock }), fake.server],
    phones: ['PJSIP/2001', 'PJSIP/2002', ...fake.phones],
    talkMs: 100,
  });
});

afterAll(async () => {
  await fleet?.close();
  await fake?.close();
  await lab?.stop();
});

test('the other goes on while one is dead, nobody is called twice for one row, and what comes back dials again', async () => {
  await fleet.start();
  await Promise.all([fleet.talks('ast1', 3), fleet.talks('fs-1', 3)]);
  const { elsewhereMs } = await fleet.loses(fake, 'ast1', 5, 3);
  expect(elsewhereMs).toBeLessThan(10_000);
  const { doubledRows, doubledNumbers, openRows, defects } = await fleet.end();
  expect({ doubledRows, doubledNumbers, openRows }).toEqual({
    doubledRows: 0,
    doubledNumbers: 0,
    openRows: 0,
  });
  expect(defects).toEqual([]);
});

test('agents on Asterisk talk with whom the FreeSWITCH dials, over lines between the two', async () => {
  await fleet.close();
  await fake.close();
  // The fake makes no SIP: what it calls by the tie is called for it, from a carrier's side.
  const lines: string[] = [];
  fake = await mortalFake(clock, (number) => {
    if (number.length === TOKEN_DIGITS) {
      lines.push(number);
      void lab.callers.call('551130304040', number);
    }
  });
  fleet = new MixedFleet({
    clock,
    media: [makeLabServer(lab, { clock, carries: () => false }), fake.server],
    phones: ['PJSIP/2001', 'PJSIP/2002'],
    talkMs: 100,
    seed: 'tied',
    ties: [
      {
        lines: 4,
        ends: [
          { serverId: parseMediaServerId('ast1'), endpoint: 'PJSIP/tie-fs-1' },
          { serverId: parseMediaServerId('fs-1'), endpoint: 'sofia/gateway/tie-ast1' },
        ],
      },
    ],
  });
  await fleet.start();
  await fleet.talks('fs-1', 6);
  const { doubledNumbers, openRows, reasons, talks, defects } = await fleet.end();
  expect({ doubledNumbers, openRows, abandoned: reasons.get('abandoned') ?? 0 }).toEqual({
    doubledNumbers: 0,
    openRows: 0,
    abandoned: 0,
  });
  expect([...talks.keys()]).toEqual(['fs-1']);
  expect(lines.length).toBeLessThanOrEqual(4);
  expect(defects).toEqual([]);
});
