import { describe, expect, test } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { goNearLimits } from '../../src/app/demo/near-limits.js';
import type { Line } from '../../src/core/campaign/campaign.js';
import { isShortCall } from '../../src/core/compliance/limits/short-call.js';
import type { LedgerEntry } from '../../src/core/ledger/decision-line.js';
import type { DecisionRecord } from '../../src/core/ledger/decision-record.js';
import type { NotedEvent } from '../../src/core/ledger/ledger-note.js';
import { verifyDecisions } from '../../src/core/ledger/verify-decisions.js';
import type { EngineEventMap } from '../../src/ports/engine-events.js';
import { smallLimits } from '../support/trunk-bench.js';
import { testLine, testTrunk, World, type WorldOptions } from '../support/world.js';

const MINUTE = 60_000;
const CNPJ = '11444777000161';
const [A1, A2, B1, B2, S1] = [
  '+551140000001',
  '+551140000002',
  '+551150000001',
  '+551150000002',
  '+551160000001',
] as [string, string, string, string, string];
const TRUNKS = [testTrunk('ta', 'alfa', { weight: 1000 }), testTrunk('tb', 'beta')];
const LINES = [
  testLine(A1, 'alfa', CNPJ),
  testLine(A2, 'alfa', CNPJ),
  testLine(B1, 'beta', CNPJ),
  testLine(B2, 'beta', CNPJ),
];
type Stop = EngineEventMap['limit:stopped'];

interface Driven {
  readonly world: World;
  readonly warned: Stop[];
  readonly stopped: Stop[];
}

async function drive(options: WorldOptions, minutes: number): Promise<Driven> {
  const world = await World.create({
    agents: 20,
    contacts: 3000,
    trunks: TRUNKS,
    lines: LINES,
    ...options,
    campaign: { callerCnpj: CNPJ, ...options.campaign },
  });
  const warned: Stop[] = [];
  const stopped: Stop[] = [];
  world.control.events.on('limit:warned', (event) => warned.push(event));
  world.control.events.on('limit:stopped', (event) => stopped.push(event));
  await world.open();
  await world.clock.runFor(minutes * MINUTE);
  return { world, warned, stopped };
}

async function callsBy(world: World, by: 'line' | 'carrier'): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { opening } of await world.rows()) {
    counts[opening[by]] = (counts[opening[by]] ?? 0) + 1;
  }
  return counts;
}

describe('a campaign that comes to the limits of its lines and companies', () => {
  test('every line stops at its margin, the next ones carry on, and then nothing leaves', async () => {
    const limits = smallLimits({ shortCalls: null, monthly: null });
    const { world, warned, stopped } = await drive({ limits }, 30);
    expect(await callsBy(world, 'line')).toEqual({ [A1]: 95, [A2]: 95, [B1]: 95, [B2]: 95 });
    expect(stopped.map(({ id, rule }) => [id, rule]).sort()).toEqual(
      [A1, A2, B1, B2].map((line) => [`line:${line}`, 'R03']),
    );
    expect(stopped[0]!.reason).toBe('95 of 100 calls of the line today: the margin is 95');
    expect(warned.map(({ id }) => id).sort()).toEqual([A1, A2, B1, B2].map((line) => `line:${line}`));
    expect(world.records).toHaveLength(4 * 95);
    expect(world.defects).toEqual([]);
  });

  test('a company stops at one carrier before the test of short calls and moves to the other', async () => {
    const shortCalls = { calls: 150, share: 0.85, shortSeconds: 6, stopShare: 0.95, warnShare: 0.7 };
    const limits = smallLimits({ line: null, shortCalls, monthly: null });
    const { world, stopped } = await drive({ limits, seed: 'empresa' }, 25);
    const stop = stopped.find(({ id }) => id === 'company:11444777:alfa:STFC');
    expect(stop).toMatchObject({ kind: 'company', rule: 'R01' });
    expect(stop?.reason).toMatch(/^\d+ of 150 calls at the carrier today, up to 8[5-9]|9\d|100/);
    const rows = await world.rows();
    for (const carrier of ['alfa', 'beta']) {
      const mine = rows.filter(({ opening }) => opening.carrier === carrier);
      const short = mine.filter(({ result }) => isShortCall(result, 6)).length;
      expect(mine.length).toBeGreaterThan(100);
      expect(mine.length >= 150 && short / mine.length >= 0.85).toBe(false);
    }
    const afterStop = rows.filter(
      ({ opening }) => opening.carrier === 'beta' && opening.tQueuedMs > stop!.atMs,
    );
    expect(afterStop.length).toBeGreaterThan(50);
  });

  test('signed lines carry on where the company has stopped with the others', async () => {
    const shortCalls = { calls: 100, share: 0.5, shortSeconds: 6, stopShare: 0.95, warnShare: 0.7 };
    const limits = smallLimits({ line: null, shortCalls, monthly: null, rotation: null });
    const signed: Line = { ...testLine(S1, 'alfa', CNPJ), authenticated: true };
    const { world } = await drive(
      { limits, trunks: TRUNKS.slice(0, 1), lines: [testLine(A1, 'alfa', CNPJ), signed] },
      30,
    );
    const rows = await world.rows();
    const plain = rows.filter(({ opening }) => !opening.authenticated);
    expect(plain).toHaveLength(95);
    expect(rows.filter(({ opening }) => opening.line === S1).length).toBeGreaterThan(95);
  });

  test('a crash in the middle passes no margin, and the restart goes on where the rows say', async () => {
    const limits = smallLimits({ shortCalls: null, monthly: null });
    const { world } = await drive({ limits, lines: LINES.slice(0, 2) }, 2);
    await world.crashAndRestart(20_000);
    await world.clock.runFor(30 * MINUTE);
    const counts = await callsBy(world, 'line');
    for (const line of [A1, A2]) {
      expect(counts[line]).toBeLessThanOrEqual(95);
      expect(counts[line]).toBeGreaterThanOrEqual(95 - 8);
    }
  });
});

test('the ledger holds a block for each stop, by the first call it turned away, and how that call left', async () => {
  const world = await World.create({
    agents: 20,
    contacts: 400,
    trunks: TRUNKS,
    lines: LINES,
    campaign: { callerCnpj: CNPJ },
  });
  const stopped: Stop[] = [];
  world.control.events.on('limit:stopped', (event) => stopped.push(event));
  const { coordination, clock } = world;
  await goNearLimits({ coordination, clock, callerCnpj: CNPJ, carrier: 'alfa', line: A1 });
  await world.open();
  await world.clock.runFor(4 * MINUTE);
  const decisions: DecisionRecord[] = [];
  for await (const { row } of world.stores.ledger.read({})) {
    decisions.push(row.decision);
  }
  const ofRoutes = decisions.filter(({ blockedBy }) => blockedBy === 'R01' || blockedBy === 'R03');
  expect(ofRoutes.map(({ blockedBy, trunkId }) => [blockedBy, trunkId])).toEqual([
    ['R03', 'ta'],
    ['R01', 'ta'],
  ]);
  expect(stopped.map(({ id, rule }) => [id, rule])).toEqual([
    [`line:${A1}`, 'R03'],
    ['company:11444777:alfa:STFC', 'R01'],
  ]);
  const [ofLine, ofCompany] = ofRoutes as [DecisionRecord, DecisionRecord];
  const inputsOf = ({ results, blockedBy }: DecisionRecord) =>
    results.find(({ rule }) => rule === blockedBy)?.inputs;
  expect(ofLine.line).toBe(A1);
  expect(inputsOf(ofLine)).toMatchObject({ state: 'stopped', calls: 95_000, limit: 100_000 });
  expect(inputsOf(ofCompany)).toMatchObject({ state: 'stopped' });
  const next = (one: DecisionRecord) => decisions[decisions.indexOf(one) + 1];
  expect(next(ofLine)).toMatchObject({ allowed: true, contactId: ofLine.contactId, phone: ofLine.phone });
  expect(next(ofLine)?.line).not.toBe(A1);
  expect(next(ofCompany)).toMatchObject({ allowed: true, contactId: ofCompany.contactId, trunkId: 'tb' });
  expect(decisions.filter(({ allowed, line }) => allowed && line === A1)).toHaveLength(8);
  expect(world.defects).toEqual([]);
}, 60_000);

test('a company is warned once a day of its calls and of its month, all carriers together', async () => {
  const limits = smallLimits({
    line: null,
    shortCalls: null,
    monthly: null,
    shortCallsWarning: { calls: 100, share: 0.85, shareFromCalls: 100_000 },
    monthlyWarning: { calls: 150 },
  });
  const trunks = [testTrunk('ta', 'alfa'), testTrunk('tb', 'beta')];
  const { world, warned, stopped } = await drive({ limits, trunks }, 20);
  expect(Object.keys(await callsBy(world, 'carrier')).length).toBe(2);
  expect(warned.map(({ id, rule }) => [id, rule])).toEqual([
    ['company:11444777:R02', 'R02'],
    ['company:11444777:R05', 'R05'],
  ]);
  expect(warned[0]?.reason).toMatch(/^1\d\d calls of the company today, all carriers together$/);
  expect(stopped).toEqual([]);
  expect(world.control.limits().map(({ id }) => id)).toContain('company:11444777:R02');
});

test('the ledger notes when a limit comes near and when it stops, and its chain holds', async () => {
  const { world, warned, stopped } = await drive({ limits: smallLimits({ shortCalls: null }) }, 30);
  const entries: LedgerEntry[] = [];
  for await (const entry of world.stores.ledger.read({})) {
    entries.push(entry);
  }
  const notes = entries.map(({ row }) => row.decision.note).filter((note) => note !== null);
  const told = (event: NotedEvent) =>
    notes.filter((note) => note.event === event).map(({ subject, rule, reason }) => [subject, rule, reason]);
  expect(warned.length).toBeGreaterThan(0);
  expect(told('limit_warned')).toEqual(warned.map(({ id, rule, reason }) => [id, rule, reason]));
  expect(told('limit_stopped')).toEqual(stopped.map(({ id, rule, reason }) => [id, rule, reason]));
  expect(verifyDecisions(entries, nodeDigest)).toMatchObject([{ linksOnly: 0, brokenCount: 0 }]);
});

test('the engine shows lines and companies against their limits', async () => {
  const { world } = await drive({ limits: smallLimits({ shortCalls: null }) }, 30);
  const views = world.control.limits();
  expect(views.find(({ id }) => id === `line:${A1}`)).toMatchObject({
    kind: 'line',
    calls: 95,
    cap: 95,
    state: 'stopped',
    rule: 'R03',
  });
  expect(views.find(({ id }) => id === 'company:11444777:alfa:STFC')).toMatchObject({
    kind: 'company',
    calls: 190,
    month: 190,
    cap: null,
    state: 'ok',
  });
});
