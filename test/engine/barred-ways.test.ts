import { describe, expect, test } from 'vitest';
import { refused } from '../../src/adapters/simulator/fate.js';
import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import type { DecisionRecord } from '../../src/core/ledger/decision-record.js';
import type { LedgerNote } from '../../src/core/ledger/ledger-note.js';
import { Periods } from '../../src/engine/periods.js';
import { inTurn, ringsOut } from '../support/fates.js';
import { CAMPAIGN, testLine, testTrunk, World, type WorldOptions } from '../support/world.js';

const LINE = '+551140001000';
const OTHER_OWNER = '99888777000161';

async function open(options: WorldOptions, before?: (world: World) => Promise<void>): Promise<World> {
  const world = await World.create({
    agents: 3,
    contacts: 300,
    phones: (index) => `+55119${80_000_000 + index}`,
    fates: inTurn(ringsOut()),
    ...options,
    campaign: { mode: 'power', amd: false, ...options.campaign },
  });
  await before?.(world);
  await world.open();
  return world;
}

async function blocks(world: World): Promise<readonly DecisionRecord[]> {
  const found: DecisionRecord[] = [];
  for await (const { row } of world.stores.ledger.read({ allowed: false })) {
    found.push(row.decision);
  }
  return found;
}

test('a campaign without a line it may show has one block an hour in the ledger, and loses no contact', async () => {
  const world = await open({ lines: [testLine(LINE, 'oper', OTHER_OWNER)] });
  const counted: string[] = [];
  world.engine.events.on('dial:blocked', ({ rule }) => counted.push(rule));
  await world.clock.runFor(3 * HOUR - MINUTE);
  const found = await blocks(world);
  expect(found.map(({ blockedBy }) => blockedBy)).toEqual(['R07', 'R07', 'R07']);
  expect(found[0]).toMatchObject({ line: LINE, trunkId: 't1', policyVersion: 'brasil-2026@1' });
  expect(found[0]?.results.find(({ rule }) => rule === 'R07')).toMatchObject({
    verdict: 'block',
    inputs: { owner: '99888777', caller: '11444777' },
  });
  expect(counted).toEqual(['R07', 'R07', 'R07']);
  expect(world.records).toEqual([]);
  const { ready, leased, done } = await world.stores.contacts.counts(CAMPAIGN, world.clock.now());
  expect(ready + leased).toBe(300);
  expect(done).toBe(0);
});

test('a new line that may not be shown either is told at once, and one that may dials', async () => {
  const world = await open({ lines: [testLine(LINE, 'outra')] });
  await world.clock.runFor(MINUTE);
  await world.settled(world.engine.saveLine(testLine('+551140002000', 'oper', OTHER_OWNER)));
  await world.clock.runFor(MINUTE);
  expect((await blocks(world)).map(({ blockedBy, line }) => [blockedBy, line])).toEqual([
    ['R08', LINE],
    ['R07', '+551140002000'],
  ]);
  await world.settled(world.engine.saveLine(testLine('+551140003000')));
  await world.clock.runFor(MINUTE);
  expect(world.records.length).toBeGreaterThan(0);
});

test.each(['predictive', 'preview'] as const)(
  'a campaign in %s mode is told of once an hour as well',
  async (mode) => {
    const world = await open({ lines: [testLine(LINE, 'outra')], campaign: { mode } });
    await world.clock.runFor(90 * MINUTE);
    expect((await blocks(world)).map(({ blockedBy }) => blockedBy)).toEqual(['R08', 'R08']);
    expect(world.defects).toEqual([]);
  },
);

test('where the day of the only line is full the block has its figures', async () => {
  const world = await open({}, async ({ clock, coordination }) => {
    await coordination.raiseTo(new Periods(clock).name('line', LINE), 95_000);
  });
  await world.clock.runFor(2 * MINUTE);
  const found = await blocks(world);
  expect(found.map(({ blockedBy }) => blockedBy)).toEqual(['R03']);
  expect(found[0]?.results.find(({ rule }) => rule === 'R03')).toMatchObject({
    verdict: 'block',
    inputs: { state: 'stopped', calls: 95_000, limit: 100_000 },
  });
});

test('a contact whose own line is spent is blocked once an hour while the others are called', async () => {
  const pools = [
    testLine(LINE, 'oper', undefined, { ddds: ['11'] }),
    testLine('+552140001000', 'oper', undefined, { ddds: ['21'] }),
  ];
  const phones = (index: number) => (index === 0 ? '+5511980000000' : `+55219${80_000_000 + index}`);
  const world = await open({ lines: pools, phones }, async ({ clock, coordination }) => {
    await coordination.raiseTo(new Periods(clock).name('line', LINE), 95_000);
  });
  await world.clock.runFor(100 * MINUTE);
  const mine = (await blocks(world)).filter(({ phone }) => phone === '+5511980000000');
  expect(mine.map(({ blockedBy, line }) => [blockedBy, line])).toEqual([
    ['R03', LINE],
    ['R03', LINE],
  ]);
  expect(world.records.length).toBeGreaterThan(20);
  expect(world.records.every(({ number }) => number.startsWith('+5521'))).toBe(true);
});

test('a trunk that is full, or out of its hours, blocks nobody', async () => {
  const schedule = { weekday: '18:00-19:00', saturday: null, sunday: null };
  const closed = await open({ trunks: [testTrunk('t1', 'oper', { schedule })] });
  await closed.clock.runFor(2 * MINUTE);
  expect(await blocks(closed)).toEqual([]);
  const full = await open({ trunks: [testTrunk('t1', 'oper', { channels: 1 })] });
  await full.clock.runFor(2 * MINUTE);
  expect(await blocks(full)).toEqual([]);
  expect(full.records.length).toBeGreaterThan(0);
});

async function notes(world: World): Promise<readonly (LedgerNote | null)[]> {
  const found: (LedgerNote | null)[] = [];
  for await (const { row } of world.stores.ledger.read({ notes: true })) {
    found.push(row.decision.note);
  }
  return found;
}

describe('the ledger notes', () => {
  test('that the hours of a trunk ended, once', async () => {
    const schedule = { weekday: '08:00-09:05', saturday: null, sunday: null };
    const world = await open({ trunks: [testTrunk('t1', 'oper', { schedule })] });
    await world.clock.runFor(30 * MINUTE);
    expect(await notes(world)).toEqual([
      {
        event: 'trunk_closed',
        subject: 'trunk:t1',
        rule: '',
        reason: 'its hours have ended',
        untilMs: null,
      },
    ]);
  });

  test('that a trunk refuses calls, with until when it rests', async () => {
    const world = await open({ fates: inTurn(refused('congestion', 100, 0, 503, 34)) });
    await world.clock.runFor(MINUTE);
    const [first] = await notes(world);
    expect(first).toMatchObject({ event: 'trunk_closed', subject: 'trunk:t1', rule: '' });
    expect(first?.reason).toBe('5 calls in a row failed at it');
    expect(first?.untilMs).toBeGreaterThan(0);
  });

  test('that a contingency trunk carries calls, at most once an hour', async () => {
    const spare = testTrunk('spare', 'oper', { role: 'contingency' });
    const world = await open({ trunks: [testTrunk('t1', 'oper', { channels: 1 }), spare] });
    await world.clock.runFor(30 * MINUTE);
    expect((await world.rows()).filter(({ opening }) => opening.trunkId === 'spare').length).toBeGreaterThan(
      5,
    );
    expect(await notes(world)).toMatchObject([{ event: 'trunk_contingency', subject: 'trunk:spare' }]);
  });
});
