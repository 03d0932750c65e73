import { describe, expect, test } from 'vitest';
import { refused } from '../../src/adapters/simulator/fate.js';
import { callLogRecord } from '../../src/core/call-log/call-log-record.js';
import { parseE164 } from '../../src/core/kernel/ids.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { dddOf } from '../../src/core/numbering/brazilian-number.js';
import { auditTexts } from '../support/audit-bench.js';
import { inTurn, ringsOut } from '../support/fates.js';
import { agent, handWorld, untilPhases } from '../support/hand-floor.js';
import { slowWrites } from '../support/slow-writes.js';
import { CAMPAIGN, defaultPhone, World, type WorldOptions } from '../support/world.js';

/** Tuesday 13 January 2026, 20:00 in São Paulo: the window of collection closes. */
const CLOSING_MS = Date.parse('2026-01-13T23:00:00.000Z');
/** With a ringing of 15 s a phone that begins late has to fit: 15 + 10 + 15, 5 of ways and 2 for the write. */
const ROOM_MS = 47 * SECOND;
/** Begins to ring almost 10 s after a patient dialer has begun to lose patience, and then rings for ever. */
const LATE = refused('no_answer', 24_900, 180_000, 480, 19);

const PHONE = parseE164('+5511980000000');
/** Of Rio de Janeiro, where the window closed an hour ago. */
const CLOSED = parseE164('+5521980000000');

/** One agent and one contact of São Paulo; nothing is dialled but by hand. */
async function quietWorld(startMs: number, more: WorldOptions = {}): Promise<World> {
  const world = await handWorld({
    agents: 1,
    ready: 0,
    contacts: 1,
    startMs: startMs - MINUTE,
    phones: () => PHONE,
    campaign: { ringTimeoutMs: 15_000 },
    fates: inTurn(LATE),
    ...more,
  });
  await world.settled(world.engine.campaigns.pause(CAMPAIGN));
  await world.settled(world.engine.agents.login(agent(world, 0).id, [CAMPAIGN]));
  // The first look for a way out asks for units of its line, which come in a moment: not in the test's own.
  await expect(dial(world, CLOSED)).rejects.toMatchObject({ fields: { rule: 'R13' } });
  await world.clock.runFor(startMs - world.clock.now());
  return world;
}

function dial(world: World, phone = PHONE): Promise<unknown> {
  return world.settled(world.engine.agents.dial(agent(world, 0).id, { campaignId: CAMPAIGN, phone }));
}

async function audited(world: World): Promise<readonly string[]> {
  const lines = (await world.rows()).map((row) => `${JSON.stringify(callLogRecord(row))}\n`);
  const { findings } = await auditTexts([lines.join('')]);
  return findings.map(({ rule, detail }) => `${rule}: ${detail}`);
}

/** What the ledger has of the calls, but for the one to Rio de Janeiro. */
async function decisions(world: World) {
  const found = [];
  for await (const { row } of world.stores.ledger.read({})) {
    if (row.decision.phone !== CLOSED) {
      found.push(row.decision);
    }
  }
  return found;
}

describe('the window closes at 20:00:00.000 and nobody’s phone rings past it', () => {
  test('the last call that may leave, to a phone that begins to ring late, ends its ringing in time', async () => {
    const world = await quietWorld(CLOSING_MS - ROOM_MS);
    await dial(world);
    await untilPhases(world, 'ringing');
    await untilPhases(world);
    const [row] = await world.rows();
    expect((await decisions(world)).map(({ atMs, allowed }) => ({ atMs, allowed }))).toEqual([
      { atMs: CLOSING_MS - ROOM_MS, allowed: true },
    ]);
    expect(row?.result).toMatchObject({ reason: 'no_answer', endedBy: 'system' });
    expect((row?.result.tEndMs ?? 0) - (row?.result.tRingMs ?? 0)).toBeGreaterThanOrEqual(15 * SECOND);
    expect(row?.result.tEndMs).toBeLessThanOrEqual(CLOSING_MS);
    expect(world.records.map(({ endedAtMs }) => endedAtMs <= CLOSING_MS)).toEqual([true]);
    expect(await audited(world)).toEqual([]);
  });

  test('a millisecond later it is refused by R16 until 8:00 of the next day, and nothing leaves', async () => {
    const world = await quietWorld(CLOSING_MS - ROOM_MS + 1);
    await expect(dial(world)).rejects.toMatchObject({ code: 'DLR_DIAL_BLOCKED', fields: { rule: 'R16' } });
    expect(await decisions(world)).toMatchObject([
      { allowed: false, blockedBy: 'R16', nextAllowedMs: Date.parse('2026-01-14T11:00:00.000Z') },
    ]);
    expect(world.records).toEqual([]);
    expect(await world.rows()).toEqual([]);
  });

  test('also when the row took the longest time there is to write, 2 s', async () => {
    const world = await quietWorld(CLOSING_MS - ROOM_MS);
    slowWrites(world, 2000);
    await dial(world);
    await untilPhases(world);
    const [row] = await world.rows();
    expect(row?.result.tDialMs).toBe(CLOSING_MS - ROOM_MS + 2000);
    expect(row?.result.tRingMs).not.toBeNull();
    expect(row?.result.tEndMs).toBeLessThanOrEqual(CLOSING_MS);
    expect(await audited(world)).toEqual([]);
  });

  test('a row that took a millisecond more is not dialled: it is decided anew, and then it is too late', async () => {
    const world = await quietWorld(CLOSING_MS - ROOM_MS);
    slowWrites(world, 2001);
    await expect(dial(world)).rejects.toMatchObject({ code: 'DLR_FACTS_MOVED' });
    await untilPhases(world);
    await world.clock.runFor(5 * SECOND);
    expect(world.records).toEqual([]);
    expect((await world.rows()).map(({ result }) => [result.tDialMs, result.reason])).toEqual([
      [null, 'not_sent'],
    ]);
  });
});

describe('a campaign that dials through the closing hours of the country', () => {
  /** Closing of each area that is dialled, in UTC: RJ 19:00 and Noronha's 20:00 at 22:00, AM's 19:00 at 23:00. */
  const CLOSES: Readonly<Record<string, string>> = {
    '11': '23:00',
    '21': '22:00',
    '31': '23:00',
    '41': '23:00',
    '51': '23:00',
    '61': '23:00',
    '71': '23:00',
    '81': '22:00',
    '85': '23:00',
    '92': '23:00',
  };
  const closingOf = (ddd: string): number => Date.parse(`2026-01-13T${CLOSES[ddd]}:00.000Z`);

  test.each([
    ['predictive', '22:00'],
    ['predictive', '23:00'],
    ['power', '22:00'],
    ['power', '23:00'],
  ] as const)(
    '%s, around %s UTC: dials to the last minute of each area, and no phone rings a millisecond longer',
    async (mode, hour) => {
      const world = await World.create({
        agents: 12,
        contacts: 1600,
        phones: defaultPhone,
        startMs: Date.parse(`2026-01-13T${hour}:00.000Z`) - 4 * MINUTE,
        campaign: { mode, ringTimeoutMs: 15_000 },
        fates: inTurn(LATE, ringsOut(), LATE),
      });
      await world.open();
      await world.clock.runFor(6 * MINUTE);
      await world.settled(world.engine.campaigns.drain(CAMPAIGN));
      await world.clock.runFor(MINUTE);
      const dialled = (await world.rows()).flatMap(({ opening, result }) =>
        result.tDialMs === null ? [] : [{ ...result, tDialMs: result.tDialMs, ddd: dddOf(opening.phone) }],
      );
      const overdue = dialled.filter(({ ddd, tEndMs, tDialMs }) => {
        const closing = closingOf(ddd);
        return tEndMs > closing || tDialMs > closing - ROOM_MS + 2 * SECOND;
      });
      expect(overdue).toEqual([]);
      expect(world.records.filter(({ number, endedAtMs }) => endedAtMs > closingOf(dddOf(number)))).toEqual(
        [],
      );
      const closing = Object.keys(CLOSES).filter((ddd) => CLOSES[ddd] === hour);
      for (const ddd of closing) {
        const last = Math.max(...dialled.filter((row) => row.ddd === ddd).map(({ tDialMs }) => tDialMs));
        expect(closingOf(ddd) - last, `${ddd}: its last dial before closing`).toBeLessThan(2 * MINUTE);
      }
      const refusals = (await decisions(world)).map(({ blockedBy }) => blockedBy);
      expect(refusals.some((rule) => rule === 'R13' || rule === 'R16')).toBe(true);
      expect(await audited(world)).toEqual([]);
    },
  );
});
