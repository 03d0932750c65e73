import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, ringsOut } from '../support/fates.js';
import { results } from '../support/hand-floor.js';
import { slowWrites } from '../support/slow-writes.js';
import { CAMPAIGN, testTrunk, World } from '../support/world.js';

/** A campaign whose rows take so long to write, after it ran for three minutes. */
async function worldOfWrites(delayMs: number): Promise<World> {
  const world = await World.create({ agents: 2, contacts: 20, fates: inTurn(ringsOut()) });
  slowWrites(world, delayMs);
  await world.open();
  await world.clock.runFor(3 * MINUTE);
  return world;
}

/** What the ledger allowed, by the attempt it allowed. */
async function allowedAt(world: World): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for await (const { row } of world.stores.ledger.read({})) {
    if (row.decision.attemptId !== null) {
      found.set(row.decision.attemptId, row.decision.atMs);
    }
  }
  return found;
}

describe('a decision is good for two seconds', () => {
  test('a row that was written within them is dialled, and its dial is not before the row', async () => {
    const world = await worldOfWrites(2 * SECOND);
    const allowed = await allowedAt(world);
    const dialled = (await world.rows()).filter(({ result }) => result.tDialMs !== null);
    expect(dialled.length).toBeGreaterThan(5);
    const lags = dialled.map(
      ({ opening, result }) => (result.tDialMs ?? 0) - (allowed.get(opening.attemptId) ?? 0),
    );
    expect(new Set(lags)).toEqual(new Set([2 * SECOND]));
    expect(world.defects).toEqual([]);
  });

  test('a row that took a millisecond longer never leaves, is closed as not sent, and uses nobody up', async () => {
    const world = await worldOfWrites(2 * SECOND + 1);
    expect(world.records).toEqual([]);
    const closed = await results(world);
    expect(closed.length).toBeGreaterThan(5);
    expect(new Set(closed.map(({ tDialMs, reason, endedBy }) => `${tDialMs} ${reason} ${endedBy}`))).toEqual(
      new Set(['null not_sent system']),
    );
    expect(await world.stores.contacts.counts(CAMPAIGN, world.clock.now())).toMatchObject({ done: 0 });
  });

  test('when the disk is quick again the same people are called, each on a decision of its own', async () => {
    const world = await World.create({ agents: 2, contacts: 20, fates: inTurn(ringsOut()) });
    const heal = slowWrites(world, 2 * SECOND + 1);
    await world.open();
    await world.clock.runFor(MINUTE);
    heal();
    await world.clock.runFor(10 * MINUTE);
    const rows = await world.rows();
    const unsent = new Set(
      rows.filter(({ result }) => result.tDialMs === null).map(({ opening }) => opening.contactId),
    );
    const sent = rows.filter(({ result }) => result.tDialMs !== null).map(({ opening }) => opening);
    expect(unsent.size).toBeGreaterThan(0);
    expect([...unsent].filter((id) => !sent.some(({ contactId }) => contactId === id))).toEqual([]);
    const allowed = await allowedAt(world);
    expect(sent.filter(({ attemptId }) => !allowed.has(attemptId))).toEqual([]);
    expect(new Set(sent.map(({ decisionId }) => decisionId)).size).toBe(sent.length);
  });

  test('a store that is slower than the dialling is given fewer rows, so that what it writes is dialled', async () => {
    const world = await World.create({ agents: 30, contacts: 1000, fates: inTurn(ringsOut()) });
    const told: string[] = [];
    world.engine.events.on('store:slow', () => told.push('slow'));
    world.engine.events.on('store:quick', () => told.push('quick'));
    const heal = slowWrites(world, (openings) => openings * 100);
    await world.open();
    await world.clock.runFor(MINUTE);
    const early = (await world.rows()).length;
    await world.clock.runFor(MINUTE);
    const late = (await world.rows()).slice(early);
    const dialled = late.filter(({ result }) => result.tDialMs !== null);
    expect(dialled.length).toBeGreaterThan(30);
    expect(dialled.length / late.length).toBeGreaterThan(0.9);
    expect(told).toEqual(['slow']);
    heal();
    await world.clock.runFor(3 * MINUTE);
    expect(told).toEqual(['slow', 'quick']);
    expect(world.defects).toEqual([]);
  });

  test('rows that come back together leave one by one: the carrier gets what it sold, however slow the store', async () => {
    const cps = 4;
    const trunks = [testTrunk('t1', 'oper', { channels: 100, cps })];
    const world = await World.create({ agents: 30, contacts: 1000, trunks, fates: inTurn(ringsOut()) });
    // Slow and quick by turns: what was decided over two seconds is committed within one.
    let quick = false;
    slowWrites(world, () => {
      quick = !quick;
      return quick ? 10 : 1200;
    });
    await world.open();
    await world.clock.runFor(2 * MINUTE);
    const dials = (await world.rows()).flatMap(({ result }) => result.tDialMs ?? []).sort((a, b) => a - b);
    expect(dials.length).toBeGreaterThan(60);
    const most = (spanMs: number): number =>
      Math.max(...dials.map((from) => dials.filter((at) => at >= from && at < from + spanMs).length));
    expect(most(1)).toBeLessThanOrEqual(cps);
    expect(most(SECOND)).toBeLessThanOrEqual(2 * cps);
    expect(world.defects).toEqual([]);
  });
});
