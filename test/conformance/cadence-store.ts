import { describe, expect, it } from 'vitest';
import { FRESH_PHONE, withDial } from '../../src/core/contact/phone-history.js';
import { parseCampaignId, parseE164, parseMailingId } from '../../src/core/kernel/ids.js';
import { DAY, HOUR } from '../../src/core/kernel/time.js';
import { NEVER_RECYCLED } from '../../src/core/retry/never-recycled.js';
import type { CadenceStore, RecycleRequest } from '../../src/ports/cadence-store.js';
import {
  aBatch,
  aChain,
  aContactUpdate,
  anOpening,
  CAMPAIGN,
  ENGINE,
  MAILING,
  mailingRows,
  NOON,
} from '../support/samples.js';
import type { AttemptWorld } from './attempt-store.js';

export interface CadenceWorld extends AttemptWorld {
  readonly cadence: CadenceStore;
}

const OTHER = parseMailingId('mailing-2');
const PHONE = parseE164('+5511987654321');

/** Contacts that ended, one for each reason, of a mailing. */
async function ended(world: CadenceWorld, reasons: readonly string[], mailing = MAILING, prefix = 'k') {
  await world.mailings.addRows(mailing, CAMPAIGN, mailingRows(reasons.length, prefix), NOON - 1000);
  const request = { campaignId: CAMPAIGN, owner: ENGINE, limit: reasons.length, nowMs: NOON };
  const contacts = await world.contacts.lease({ ...request, leaseUntilMs: NOON + 60_000 });
  const openings = contacts.map((contact) => anOpening(`${prefix}-${contact.id}`, { contactId: contact.id }));
  await world.attempts.commit(aBatch({ openings }));
  const closings = aChain(openings).map((row, index) => ({
    row,
    contact: aContactUpdate(row.opening.contactId, {
      state: 'done',
      attempts: 6,
      lastReason: reasons[index] ?? '',
    }),
  }));
  await world.attempts.commit(aBatch({ closings }));
  return contacts;
}

function aRecycling(change: Partial<RecycleRequest> = {}): RecycleRequest {
  return {
    campaignId: CAMPAIGN,
    mailingId: null,
    reasons: ['no_answer', 'busy'],
    attemptsMade: 3,
    why: 'month end',
    who: 'token-1',
    nowMs: NOON + DAY,
    ...change,
  };
}

/** What every CadenceStore keeps. */
export function cadenceStoreConformance(make: () => Promise<CadenceWorld>): void {
  describe('cadence store', () => {
    it('keeps what happened on the phone that was dialled, and the callback that was agreed', async () => {
      const world = await make();
      await world.mailings.addRows(MAILING, CAMPAIGN, mailingRows(1), NOON - 1000);
      const request = { campaignId: CAMPAIGN, owner: ENGINE, limit: 1, nowMs: NOON };
      const [contact] = await world.contacts.lease({ ...request, leaseUntilMs: NOON + 60_000 });
      const opening = anOpening('a1', { contactId: contact!.id });
      const [row] = aChain([opening]);
      const history = withDial(FRESH_PHONE, 'callback_agreed', NOON, NOON + HOUR);
      const update = aContactUpdate(contact!.id, {
        dialedPhone: { number: PHONE, history },
        agreedCallbackMs: NOON + DAY,
        restReason: 'low_yield',
      });
      await world.attempts.commit(aBatch({ openings: [opening] }));
      await world.attempts.commit(aBatch({ closings: [{ row: row!, contact: update }] }));
      expect(await world.contacts.find(contact!.id)).toMatchObject({
        phones: [
          { number: PHONE, dropped: false, history },
          { number: '+551132654321', dropped: false },
        ],
        agreedCallbackMs: NOON + DAY,
        restReason: 'low_yield',
      });
      expect(await world.cadence.resting(CAMPAIGN, NOON)).toEqual({ low_yield: 1 });
      expect(await world.cadence.resting(CAMPAIGN, NOON + 2 * HOUR)).toEqual({});
    });

    it('puts contacts that ended for the reasons back, with the attempts asked for, and records it', async () => {
      const world = await make();
      const contacts = await ended(world, ['no_answer', 'busy', 'machine', 'promise']);
      const recycling = await world.cadence.recycle(aRecycling());
      expect(recycling).toMatchObject({ contacts: 2, why: 'month end', who: 'token-1', atMs: NOON + DAY });
      expect(await world.contacts.counts(CAMPAIGN, NOON + DAY)).toMatchObject({ ready: 2, done: 2 });
      expect(await world.contacts.find(contacts[0]!.id)).toMatchObject({
        attempts: 3,
        freeAttempts: 0,
        recycledAtMs: NOON + DAY,
        nextAtMs: NOON + DAY,
      });
      expect(await world.cadence.recyclings(CAMPAIGN)).toEqual([recycling]);
      expect(await world.cadence.recyclings(parseCampaignId('another'))).toEqual([]);
    });

    it('never puts back who said no, is not the person, died or paid, whatever is asked', async () => {
      const world = await make();
      const never = [...NEVER_RECYCLED];
      await ended(world, never);
      expect(await world.cadence.recycle(aRecycling({ reasons: never }))).toMatchObject({ contacts: 0 });
      expect(await world.contacts.counts(CAMPAIGN, NOON + DAY)).toMatchObject({ done: never.length });
    });

    it('puts back only the base asked for, and nobody without a phone left', async () => {
      const world = await make();
      await ended(world, ['no_answer'], MAILING, 'k');
      const [other] = await ended(world, ['no_answer'], OTHER, 'o');
      expect(await world.cadence.recycle(aRecycling({ mailingId: OTHER }))).toMatchObject({ contacts: 1 });
      expect(await world.contacts.find(other!.id)).toMatchObject({ recycledAtMs: NOON + DAY });
    });

    it('counts dials by base, hour of the person’s clock and attempt number', async () => {
      const world = await make();
      const reasons = ['no_answer', 'no_answer', 'no_answer'];
      const contacts = await ended(world, reasons);
      const talk = anOpening('talk', {
        contactId: contacts[0]!.id,
        attemptNo: 2,
        tDialMs: NOON + HOUR,
        zones: ['America/Manaus'],
      });
      const result = { tDialMs: NOON + HOUR, reason: 'no_agreement', outcome: 'concretizada' } as const;
      const third = anOpening('third', { contactId: contacts[1]!.id, attemptNo: 2, tDialMs: NOON + HOUR });
      const late = anOpening('late', { contactId: contacts[1]!.id, tDialMs: NOON + 3 * DAY });
      await world.attempts.commit(aBatch({ openings: [talk, third, late] }));
      const closed = [
        ...aChain([talk], result),
        ...aChain([third], { ...result, reason: 'third_party', outcome: 'efetivada' }),
        ...aChain([late], { tDialMs: NOON + 3 * DAY }),
      ];
      for (const row of closed) {
        await world.attempts.commit(aBatch({ closings: [{ row, contact: null }] }));
      }
      const query = { campaignId: CAMPAIGN, mailingId: null, fromMs: NOON - DAY, toMs: NOON + DAY };
      const base = { mailingId: MAILING };
      const cells = [
        { ...base, hour: 10, attemptNo: 1, attempts: 3, answers: 0, contacts: 0 },
        { ...base, hour: 10, attemptNo: 2, attempts: 1, answers: 1, contacts: 1 },
        { ...base, hour: 11, attemptNo: 2, attempts: 1, answers: 1, contacts: 0 },
      ];
      expect(await world.cadence.consumption(query)).toEqual(cells);
      expect(await world.cadence.consumption({ ...query, mailingId: MAILING })).toEqual(cells);
      expect(await world.cadence.consumption({ ...query, mailingId: OTHER })).toEqual([]);
    });
  });
}
