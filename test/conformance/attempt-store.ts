import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { chainRow, GENESIS_HASH } from '../../src/core/call-log/call-log-chain.js';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import {
  parseAgentId,
  parseAttemptId,
  parseCampaignId,
  parseContactId,
  parseE164,
  parseEngineId,
} from '../../src/core/kernel/ids.js';
import type { AttemptStore } from '../../src/ports/attempt-store.js';
import type { CallLogReader } from '../../src/ports/call-log-reader.js';
import type { ContactStore } from '../../src/ports/contact-store.js';
import type { MailingStore } from '../../src/ports/mailing-store.js';
import {
  aBatch,
  aChain,
  aContactUpdate,
  aMark,
  anOpening,
  aResult,
  CAMPAIGN,
  collect,
  ENGINE,
  MAILING,
  mailingRows,
  NOON,
} from '../support/samples.js';

export interface AttemptWorld {
  readonly attempts: AttemptStore;
  readonly contacts: ContactStore;
  readonly mailings: MailingStore;
  readonly callLog: CallLogReader;
}

export async function contactsOf(
  { mailings, contacts }: Pick<AttemptWorld, 'mailings' | 'contacts'>,
  count: number,
) {
  await mailings.addRows(MAILING, CAMPAIGN, mailingRows(count), NOON - 1000);
  return contacts.lease({
    campaignId: CAMPAIGN,
    owner: ENGINE,
    limit: count,
    nowMs: NOON,
    leaseUntilMs: NOON + 60_000,
  });
}

/** What every AttemptStore keeps. */
export function attemptStoreConformance(make: () => Promise<AttemptWorld>): void {
  describe('attempt store', () => {
    it('keeps an opening with every field, and puts its contact on a call', async () => {
      const world = await make();
      const [contact] = await contactsOf(world, 1);
      const opening = anOpening('a1', {
        contactId: contact!.id,
        reservedAgentId: parseAgentId('ana'),
        municipality: 'd\'Oeste \\ "x"',
      });
      await world.attempts.commit(aBatch({ openings: [opening] }));
      expect(await world.attempts.listOpen(ENGINE)).toEqual([{ opening, mark: null }]);
      expect(await world.contacts.counts(CAMPAIGN, NOON)).toMatchObject({ leased: 0, calling: 1 });
    });

    it('gives an open attempt back with its last milestones, sent with it or later', async () => {
      const { attempts } = await make();
      const [one, two] = [anOpening('a1'), anOpening('a2', { tQueuedMs: NOON })];
      await attempts.commit(aBatch({ openings: [one!, two!], marks: [aMark(one!)] }));
      const answered = aMark(two!, {
        tAnswerMs: NOON + 9,
        tAmdMs: NOON + 10,
        amd: 'machine',
        agentId: parseAgentId('ana'),
      });
      await attempts.commit(aBatch({ marks: [aMark(two!), answered] }));
      expect(await attempts.listOpen(ENGINE)).toEqual([
        { opening: one, mark: aMark(one!) },
        { opening: two, mark: answered },
      ]);
    });

    it('lists only the attempts of the engine asked for', async () => {
      const { attempts } = await make();
      await attempts.commit(
        aBatch({ openings: [anOpening('a1'), anOpening('a2', { engineId: 'engine-2' })] }),
      );
      expect(
        (await attempts.listOpen(parseEngineId('engine-2'))).map((open) => open.opening.attemptId),
      ).toEqual(['a2']);
    });

    it('closes an open attempt, settles its contact and drops the phone that was wrong', async () => {
      const world = await make();
      const [contact] = await contactsOf(world, 1);
      const opening = anOpening('a1', { contactId: contact!.id });
      await world.attempts.commit(aBatch({ openings: [opening] }));
      const [row] = aChain([opening]);
      const droppedPhone = parseE164('+5511987654321');
      const update = aContactUpdate(contact!.id, { droppedPhone, freeAttempts: 2 });
      await world.attempts.commit(aBatch({ closings: [{ row: row!, contact: update }] }));
      expect(await world.attempts.listOpen(ENGINE)).toEqual([]);
      expect(await collect(world.callLog.read({}))).toEqual([row]);
      expect(await world.contacts.find(contact!.id)).toEqual({
        ...contact,
        nextAtMs: NOON + 3_600_000,
        phoneIndex: 1,
        attempts: 1,
        freeAttempts: 2,
        sameReasonAttempts: 1,
        lastReason: 'busy',
        phones: [
          { number: '+5511987654321', dropped: true },
          { number: '+551132654321', dropped: false },
        ],
      });
      expect(await world.contacts.counts(CAMPAIGN, NOON)).toEqual({
        ready: 0,
        later: 1,
        leased: 0,
        calling: 0,
        done: 0,
      });
    });

    it('finds a closed attempt with its place in the chain and what came before it, and no open one', async () => {
      const { attempts, callLog } = await make();
      const rows = aChain([anOpening('a1'), anOpening('a2')]);
      await attempts.commit(
        aBatch({ openings: [anOpening('a3')], closings: rows.map((row) => ({ row, contact: null })) }),
      );
      const find = (id: string) => callLog.find(parseAttemptId(id));
      expect(await find('a1')).toEqual({ row: rows[0], seq: 1, hashBefore: null });
      expect(await find('a2')).toEqual({ row: rows[1], seq: 2, hashBefore: rows[0]!.hash });
      expect(await find('a3')).toBeNull();
      expect(await find('a4')).toBeNull();
    });

    it('gives an agent’s own last calls since a moment, newest first, and nobody else’s', async () => {
      const { attempts, callLog } = await make();
      const ana = parseAgentId('ana');
      const calls = [
        [NOON - 1, 'ana'],
        [NOON, 'ana'],
        [NOON + 20, 'rui'],
        [NOON + 30, 'ana'],
        [NOON + 40, 'ana'],
      ] as const;
      const chain: CallLogRow[] = [];
      for (const [index, [tDialMs, agent]] of calls.entries()) {
        const change = { tDialMs, agentId: parseAgentId(agent) };
        chain.push(...aChain([anOpening(`h${index}`, { tDialMs })], change, chain.at(-1)?.hash));
      }
      await attempts.commit(aBatch({ closings: chain.map((row) => ({ row, contact: null })) }));
      const idsOf = (rows: readonly { readonly opening: { readonly attemptId: string } }[]) =>
        rows.map(({ opening }) => opening.attemptId);
      expect(idsOf(await callLog.lastOf(ana, NOON, 9))).toEqual(['h4', 'h3', 'h1']);
      expect((await callLog.lastOf(ana, NOON, 1))[0]).toEqual(chain[4]);
    });

    it('keeps the whole row of an attempt that closes without ever having been opened', async () => {
      const { attempts, callLog } = await make();
      const rows = aChain([anOpening('a1', { tDialMs: null })], {
        tDialMs: null,
        sipCode: null,
        q850: null,
        agentId: parseAgentId('ana'),
        recordingNotice: true,
        disposition: 'promessa',
        outcome: 'sucesso',
        reason: 'promise',
      });
      await attempts.commit(aBatch({ closings: [{ row: rows[0]!, contact: null }] }));
      expect(await collect(callLog.read({}))).toEqual(rows);
    });

    it('takes an opening and its closing in one batch as closed', async () => {
      const world = await make();
      const [contact] = await contactsOf(world, 1);
      const opening = anOpening('a1', { contactId: contact!.id });
      const [row] = aChain([opening]);
      const contactDone = aContactUpdate(contact!.id, { state: 'done' });
      await world.attempts.commit(
        aBatch({
          openings: [opening],
          marks: [aMark(opening)],
          closings: [{ row: row!, contact: contactDone }],
        }),
      );
      expect(await world.attempts.listOpen(ENGINE)).toEqual([]);
      expect(await world.contacts.counts(CAMPAIGN, NOON)).toMatchObject({ calling: 0, done: 1 });
    });

    it('changes nothing when a batch comes a second time, however far things went meanwhile', async () => {
      const world = await make();
      const [contact] = await contactsOf(world, 1);
      const [one, two] = [anOpening('a1', { contactId: contact!.id }), anOpening('a2')];
      const rows = aChain([one!, two!]);
      const closings = [
        { row: rows[0]!, contact: aContactUpdate(contact!.id, { nextAtMs: NOON }) },
        { row: rows[1]!, contact: null },
      ];
      const opened = aBatch({ openings: [one!], marks: [aMark(one!)] });
      const closed = aBatch({ closings });
      await world.attempts.commit(opened);
      await world.attempts.commit(closed);
      const again = await world.contacts.lease({
        campaignId: CAMPAIGN,
        owner: ENGINE,
        limit: 1,
        nowMs: NOON,
        leaseUntilMs: NOON + 1,
      });
      expect(again).toHaveLength(1);
      await world.attempts.commit(opened);
      await world.attempts.commit(closed);
      expect(await world.attempts.listOpen(ENGINE)).toEqual([]);
      expect(await collect(world.callLog.read({}))).toEqual(rows);
      expect(await world.contacts.counts(CAMPAIGN, NOON)).toMatchObject({ ready: 0, leased: 1 });
    });

    it('keeps each chain in the order of closing, over batches that overlap and over days', async () => {
      const { attempts, callLog } = await make();
      const day = 24 * 3_600_000;
      const openings = Array.from({ length: 7 }, (_, i) =>
        anOpening(`a${9 - i}`, { tDialMs: NOON + ((i * 5) % 7) * day }),
      );
      const rows = aChain(openings);
      const other = aChain([anOpening('b1', { chainId: 'chain-0' })]);
      const close = (list: typeof rows) => aBatch({ closings: list.map((row) => ({ row, contact: null })) });
      await attempts.commit(close(rows.slice(0, 3)));
      await attempts.commit(close([...other, ...rows.slice(2, 7)]));
      expect(await collect(callLog.read({}))).toEqual([...other, ...rows]);
      expect(await attempts.lastHash('chain-1')).toBe(rows.at(-1)!.hash);
      expect(await attempts.lastHash('chain-0')).toBe(other[0]!.hash);
      expect(await attempts.lastHash('chain-9')).toBeNull();
    });

    it('counts what a campaign dialled since a moment, open and closed, and not what never left', async () => {
      const { attempts } = await make();
      const early = anOpening('a0', { tDialMs: NOON - 1 });
      const never = anOpening('a1');
      const open = anOpening('a2');
      const left = anOpening('a3');
      const met = anOpening('a4');
      const foreign = anOpening('a5', { campaignId: parseCampaignId('other') });
      const close = (opening: typeof open, change: Parameters<typeof aResult>[0]) => ({
        row: aChain([opening], { tDialMs: opening.tDialMs, ...change })[0]!,
        contact: null,
      });
      await attempts.commit(
        aBatch({
          openings: [open],
          marks: [aMark(open, { tAnswerMs: NOON + 5 })],
          closings: [
            close(early, {}),
            close(never, { tDialMs: null, reason: 'not_sent' }),
            close(left, { tAnswerMs: NOON + 5, abandoned: true }),
            close(met, { tAnswerMs: NOON + 5, tAgentMs: NOON + 6 }),
            close(foreign, {}),
          ],
        }),
      );
      expect(await attempts.countsSince(CAMPAIGN, NOON)).toEqual({
        attempts: 3,
        answered: 3,
        connected: 1,
        abandoned: 1,
        outcomes: { nao_contato: 2 },
        reasons: expect.anything(),
      });
    });

    it('counts by the hour who met an agent, who did not and who left too early to tell', async () => {
      const { attempts } = await make();
      const answered = { tAnswerMs: NOON + 1000, tEndMs: NOON + 20_000, endedBy: 'system' } as const;
      const hours = [
        { ...answered, tAgentMs: NOON + 1200, amd: 'human', tAmdMs: NOON + 1100 },
        { ...answered },
        { ...answered, endedBy: 'client', tEndMs: NOON + 2999 },
        { ...answered, amd: 'machine', tAmdMs: NOON + 2000, voicemail: true },
        { ...answered, tAgentMs: NOON + 1200, disposition: 'maquina' },
        { ...answered, amd: 'unknown', tAmdMs: NOON + 3_600_000, tEndMs: NOON + 3_700_000 },
        {},
      ] as const;
      const openings = hours.map((_, index) =>
        anOpening(`h${index}`, { contactId: parseContactId(String(index)) }),
      );
      let hash = GENESIS_HASH;
      const closings = openings.map((opening, index) => {
        const row = chainRow(opening, aResult(hours[index]), hash, nodeDigest);
        hash = row.hash;
        return { row, contact: null };
      });
      await attempts.commit(aBatch({ openings }));
      await attempts.commit(aBatch({ closings }));
      expect(await attempts.abandonHours(CAMPAIGN, NOON)).toEqual([
        { startMs: NOON, abandoned: 1, given: 1, earlyHangups: 1 },
        { startMs: NOON + 3_600_000, abandoned: 1, given: 0, earlyHangups: 0 },
      ]);
      expect(await attempts.abandonHours(CAMPAIGN, NOON + 1)).toEqual([]);
    });

    it("keeps agents' stretches, the last writing of each", async () => {
      const { attempts, callLog } = await make();
      const stretch = {
        agentId: parseAgentId('ana'),
        state: 'paused',
        reason: 'nr17',
        tStartMs: NOON,
        tEndMs: NOON + 5,
      };
      const next = { ...stretch, state: 'available', reason: '', tStartMs: NOON + 5, tEndMs: NOON + 9 };
      await attempts.commit(aBatch({ agentStates: [stretch, { ...stretch, tEndMs: NOON + 6 }] }));
      await attempts.commit(aBatch({ agentStates: [next, stretch] }));
      expect(await collect(callLog.readAgentStates({}))).toEqual([stretch, next]);
      expect(await collect(callLog.readAgentStates({ fromMs: NOON + 1 }))).toEqual([next]);
      expect(await collect(callLog.readAgentStates({ toMs: NOON + 5 }))).toEqual([stretch]);
    });

    it('leaves the contact of a call that came in where it is, and keeps the queue that its closing names', async () => {
      const world = await make();
      const [contact] = await contactsOf(world, 1);
      const counts = () => world.contacts.counts(CAMPAIGN, NOON);
      const before = await counts();
      const inbound = { mode: 'inbound', tDialMs: null, tQueuedMs: NOON, queue: '' } as const;
      const opening = anOpening('a1', { ...inbound, contactId: contact!.id });
      const withheld = anOpening('a2', {
        ...inbound,
        phone: '' as typeof opening.phone,
        cpfHash: '',
        debtId: '',
      });
      await world.attempts.commit(aBatch({ openings: [opening, withheld] }));
      expect(await counts()).toEqual(before);
      const mark = aMark(opening, { tDialMs: NOON, tAgentMs: NOON + 9000, agentId: parseAgentId('ana') });
      await world.attempts.commit(aBatch({ marks: [mark] }));
      expect(await world.attempts.listOpen(ENGINE)).toEqual([
        { opening, mark },
        { opening: withheld, mark: null },
      ]);
      const rows = aChain([{ ...opening, queue: 'divida' }, withheld], { tDialMs: null });
      await world.attempts.commit(aBatch({ closings: rows.map((row) => ({ row, contact: null })) }));
      expect(await collect(world.callLog.read({}))).toEqual(rows);
      expect(await counts()).toEqual(before);
      expect(await world.attempts.countsSince(CAMPAIGN, 0)).toMatchObject({ attempts: 0 });
    });

    it('leaves contacts alone that it does not know, such as an inbound caller', async () => {
      const { attempts } = await make();
      const opening = anOpening('a1', { contactId: parseContactId('inbound-77') });
      await attempts.commit(aBatch({ openings: [opening] }));
      const [row] = aChain([opening]);
      await attempts.commit(aBatch({ closings: [{ row: row!, contact: aContactUpdate('inbound-77') }] }));
      expect(await attempts.lastHash('chain-1')).toBe(row!.hash);
    });
  });

  describe('call log reader', () => {
    it('filters by campaign and by the time of the dial, and reads more than a page', async () => {
      const { attempts, callLog } = await make();
      const other = parseCampaignId('other');
      const openings = Array.from({ length: 50 }, (_, i) =>
        anOpening(`a${i}`, { tDialMs: NOON + i, campaignId: i % 2 === 0 ? CAMPAIGN : other }),
      );
      const rows = aChain(openings);
      await attempts.commit(aBatch({ closings: rows.map((row) => ({ row, contact: null })) }));
      expect(await collect(callLog.read({}))).toEqual(rows);
      const some = await collect(callLog.read({ campaignId: other, fromMs: NOON + 10, toMs: NOON + 20 }));
      expect(some.map((row) => row.opening.attemptId)).toEqual(['a11', 'a13', 'a15', 'a17', 'a19']);
    });
  });
}
