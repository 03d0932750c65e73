/*
 * One campaign over a real Asterisk and a FreeSWITCH (the fake, with the habits of a real one), agents' phones on both.
 * The FreeSWITCH dies with all its calls in the middle, and comes back. `npm run prove:fleet` is the same with a real one.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeLabServer } from '../support/asterisk-harness.js';
import { MixedFleet } from '../support/mixed-fleet.js';
import { type MortalFreeswitch, mortalFake } from '../support/mortal-freeswitch.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { tuesdayClock } from '../support/tuesday-clock.js';

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
