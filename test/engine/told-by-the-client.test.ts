import { afterEach, expect, test, vi } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryAttemptStore } from '../../src/adapters/memory/memory-attempt-store.js';
import type { IntakeKind } from '../../src/core/feeds/intake-row.js';
import { type JsonRow, tabulate } from '../../src/core/feeds/tabulate.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { IntakeDesk } from '../../src/engine/intake-desk.js';
import { cpfOf } from '../support/cpf-of.js';
import { CAMPAIGN, defaultPhone, World } from '../support/world.js';

const CONTACTS = 150;

afterEach(() => vi.restoreAllMocks());

function deskOf({ stores, clock }: World): IntakeDesk {
  return new IntakeDesk({
    store: stores.intake,
    mailings: stores.mailings,
    clock,
    digest: nodeDigest,
    installationKeyHex: 'ab'.repeat(32),
    newSalt: () => 'cd'.repeat(16),
    hasCampaign: async () => true,
    requireContract: async () => undefined,
    onAdded: () => undefined,
  });
}

/** A floor at work that is told something once calls are decided and before their rows are written. */
async function toldAtAnOpening(kind: IntakeKind, rows: readonly JsonRow[]) {
  const world = await World.create({ seed: 'told', agents: 4, contacts: CONTACTS });
  const told = { dialled: 0, prepared: 0, refused: 0, after: 0 };
  world.onNetworkCall = () => {
    told.dialled += 1;
    told.after += Number(told.prepared > 0);
  };
  await world.open();
  await world.clock.runFor(30 * SECOND);
  const commit = world.stores.attempts.commit.bind(world.stores.attempts);
  vi.spyOn(MemoryAttemptStore.prototype, 'commit').mockImplementation(async (batch) => {
    if (batch.openings.length === 0 || told.prepared > 0) {
      return commit(batch);
    }
    told.prepared = batch.openings.length;
    const order = { kind, target: CAMPAIGN, delivery: 'd1', source: 'api', name: '', by: 'crm' } as const;
    await deskOf(world).take(order, tabulate(rows), () => undefined);
    const result = await commit(batch);
    told.refused = result.refused.size;
    return result;
  });
  await world.clock.runFor(3 * MINUTE);
  expect(world.defects).toEqual([]);
  expect(told.dialled).toBeGreaterThan(5);
  return { world, told };
}

const all = Array.from({ length: CONTACTS }, (_, index) => index);

test('a floor to which nothing of its own is told goes on calling', async () => {
  const { told } = await toldAtAnOpening('debts', [{ debt_id: 'of somebody else', since: '2026-01-12' }]);
  expect(told.refused).toBe(0);
  expect(told.after).toBeGreaterThan(10);
});

test('debts that are told to be paid are not called from that moment on, not even by calls that were being prepared', async () => {
  const { told } = await toldAtAnOpening(
    'debts',
    all.map((index) => ({ debt_id: `d${index}`, since: '2026-01-12' })),
  );
  expect(told.prepared).toBeGreaterThan(0);
  expect(told).toMatchObject({ refused: told.prepared, after: 0 });
});

test('contacts that are withdrawn are not called from that moment on, and end', async () => {
  const { world, told } = await toldAtAnOpening(
    'withdrawals',
    all.map((index) => ({ phone: defaultPhone(index) })),
  );
  expect(told.prepared).toBeGreaterThan(0);
  expect(told).toMatchObject({ refused: told.prepared, after: 0 });
  expect(await world.stores.contacts.counts(CAMPAIGN, world.clock.now())).toMatchObject({
    ...{ ready: 0, later: 0, leased: 0 },
  });
});

test('contacts that are changed while they wait in the hopper are called at their new numbers alone', async () => {
  const called: string[] = [];
  const world = await World.create({ seed: 'told', agents: 2, contacts: 1 });
  await world.open();
  const tell = (delivery: string, phone: (index: number) => string) => {
    const rows = all.map((index) => ({
      name: 'Ana',
      cpf: cpfOf(String(100_000_000 + index)),
      phone: phone(index),
    }));
    const order = {
      kind: 'contacts',
      target: CAMPAIGN,
      delivery,
      source: 'api',
      name: '',
      by: 'crm',
    } as const;
    return world.settled(deskOf(world).take(order, tabulate(rows), () => undefined));
  };
  const [before, after] = [500, 5000].map((from) => (index: number) => defaultPhone(index + from)) as [
    (index: number) => string,
    (index: number) => string,
  ];
  expect((await tell('d1', before)).counts).toEqual({ added: CONTACTS });
  world.onNetworkCall = (number) => void called.push(number);
  await world.clock.runFor(20 * SECOND);
  expect(called).not.toEqual([]);
  called.length = 0;
  expect(world.engine.campaigns.view(CAMPAIGN)?.hopper).toBeGreaterThan(0);
  expect((await tell('d2', after)).counts).toEqual({ updated: CONTACTS });
  await world.clock.runFor(MINUTE);
  expect(called.filter((number) => !all.some((index) => after(index) === number))).toEqual([]);
  expect(called).not.toEqual([]);
});
