import { beforeAll, describe, expect, test } from 'vitest';
import { attemptOfLeg, parseEngineId } from '../../src/core/kernel/ids.js';
import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import type { AgentStateRow } from '../../src/ports/attempt-store.js';
import { PAUSES_MS, SHIFT_MS } from '../support/day-shifts.js';
import { COMPANIES, type DayOutcome, runTwoShiftDay, WHOLE } from '../support/two-shift-day.js';

const SEED = 'terça-feira';
/** Everything is rehearsed on a day a twentieth as long where two whole days would cost the suite too much. */
const SHORT = 0.05;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The keys under which two spans overlap. */
function overlaps(spans: ReadonlyMap<string, Span[]>): readonly string[] {
  return [...spans]
    .filter(([, list]) => {
      list.sort((a, b) => a.fromMs - b.fromMs);
      return list.some((span, at) => at > 0 && span.fromMs < (list[at - 1]?.toMs ?? 0));
    })
    .map(([key]) => key);
}

function addSpan(spans: Map<string, Span[]>, key: string, span: Span): void {
  const known = spans.get(key);
  if (known === undefined) {
    spans.set(key, [span]);
  } else {
    known.push(span);
  }
}

function workedMs(day: DayOutcome): Record<string, number> {
  const byState: Record<string, number> = {};
  for (const { state, tStartMs, tEndMs } of day.stretches) {
    byState[state] = (byState[state] ?? 0) + (tEndMs ?? tStartMs) - tStartMs;
  }
  return byState;
}

function print(title: string, day: DayOutcome): void {
  const { talking = 0, wrap_up = 0, available = 0, reserved = 0 } = workedMs(day);
  const busy = talking + wrap_up;
  const occupancy = (100 * busy) / (busy + available + reserved);
  console.log(
    `${title}: ${day.rows.length} attempts in ${day.cpuSeconds.toFixed(1)} s of CPU, ${day.timers} timers, agents busy ` +
      `${occupancy.toFixed(1)} % of ${((busy + available + reserved) / HOUR).toFixed(0)} h, log ${day.chain.lastHash.slice(0, 16)}`,
  );
}

describe('an 8-hour day of 200 seats in two shifts, three companies and three carriers', () => {
  let day: DayOutcome;

  beforeAll(async () => {
    day = await runTwoShiftDay(SEED);
    print('whole day', day);
  }, 240_000);

  test('as many attempts as the carriers take are dialled and every one is closed', async () => {
    expect(day.rows.length).toBeGreaterThanOrEqual(WHOLE ? 100_000 : 30_000);
    expect(day.openAttempts).toBe(0);
    expect(await day.world.stores.attempts.listOpen(parseEngineId('e1'))).toEqual([]);
    expect(day.world.troubles).toEqual([]);
    expect(day.defects).toEqual([]);
  });

  test('the network saw one call for each row of the log, and no other', () => {
    const dialled = day.world.records.map(({ legId }) => attemptOfLeg(legId)).sort();
    // A row without its dial is proof that nothing left: what the gate decided on had changed before it was written. One
    // engine alone knows of every change, so that the three lists, which share people and debts, hinder none of theirs.
    const left = day.rows.filter(({ result }) => result.tDialMs !== null);
    expect(day.rows.length - left.length).toBe(0);
    const logged = left.map(({ opening }) => opening.attemptId).sort();
    expect(logged).toEqual(dialled);
  });

  test('nobody is dialled twice at once, neither by number nor as a person on several lists', () => {
    const spans = new Map(
      day.world.records.map((call) => [
        attemptOfLeg(call.legId) as string,
        { fromMs: call.startedAtMs, toMs: call.endedAtMs },
      ]),
    );
    const byNumber = new Map<string, Span[]>();
    const byPerson = new Map<string, Span[]>();
    const companies = new Map<string, Set<string>>();
    for (const { opening } of day.rows) {
      const span = spans.get(opening.attemptId) ?? { fromMs: 0, toMs: 0 };
      addSpan(byNumber, opening.phone, span);
      addSpan(byPerson, opening.cpfHash, span);
      companies.set(opening.cpfHash, (companies.get(opening.cpfHash) ?? new Set()).add(opening.callerCnpj));
    }
    expect(overlaps(byNumber)).toEqual([]);
    expect(overlaps(byPerson)).toEqual([]);
    // Who is on all three lists is spared by the others for hours: he comes again when everybody else was called.
    const shared = [...companies].filter(([person]) => /^cpf-\d+$/.test(person));
    expect(shared.length).toBeGreaterThan(1000);
  });

  test('no agent has two calls at once', () => {
    const spans = new Map<string, Span[]>();
    for (const { result } of day.rows) {
      if (result.agentId !== null && result.tAgentMs !== null) {
        addSpan(spans, result.agentId, { fromMs: result.tAgentMs, toMs: result.tWrapEndMs ?? result.tEndMs });
      }
    }
    expect(spans.size).toBe(200);
    expect(overlaps(spans)).toEqual([]);
  });

  test('no company drops more than 3 % of its answered people', () => {
    for (const { campaignId } of COMPANIES) {
      const own = day.rows.filter(({ opening }) => opening.campaignId === campaignId);
      const abandoned = own.filter(({ result }) => result.abandoned).length;
      const connected = own.filter(({ result }) => result.tAgentMs !== null).length;
      const share = abandoned / (abandoned + connected);
      console.log(`${campaignId}: ${own.length} attempts, ${connected} connected, ${abandoned} dropped`);
      expect(connected).toBeGreaterThan(WHOLE ? 3500 : 1200);
      expect(share).toBeLessThanOrEqual(0.03);
    }
  });

  test('each company shows lines of its own alone, over every carrier', () => {
    for (const { campaignId, callerCnpj, creditorCnpj } of COMPANIES) {
      const own = day.rows.map(({ opening }) => opening).filter((row) => row.campaignId === campaignId);
      expect(new Set(own.map((row) => row.lineOwnerCnpj))).toEqual(new Set([callerCnpj]));
      expect(new Set(own.map((row) => row.creditorCnpj))).toEqual(new Set([creditorCnpj]));
      expect(new Set(own.map((row) => row.carrier)).size).toBe(3);
      expect(own.every((row) => row.carrier === row.lineCarrier)).toBe(true);
    }
  });

  test('every agent has his pauses in full and six hours at most', () => {
    const byAgent = new Map<string, AgentStateRow[]>();
    for (const stretch of day.stretches) {
      byAgent.set(stretch.agentId, [...(byAgent.get(stretch.agentId) ?? []), stretch]);
    }
    expect(byAgent.size).toBe(200);
    for (const stretches of byAgent.values()) {
      const pauses = stretches.filter(({ state, reason }) => state === 'paused' && reason in PAUSES_MS);
      expect(pauses.map(({ reason }) => reason)).toEqual(Object.keys(PAUSES_MS));
      for (const { reason, tStartMs, tEndMs } of pauses) {
        expect((tEndMs ?? 0) - tStartMs).toBeGreaterThanOrEqual(PAUSES_MS[reason] ?? 0);
      }
      const starts = stretches[0]?.tStartMs ?? 0;
      const ends = stretches.at(-1)?.tEndMs ?? 0;
      // The last call may run over: it is brought to its end and nothing comes after it.
      expect(ends - starts).toBeLessThanOrEqual(SHIFT_MS + 26 * MINUTE);
      const afterShift = stretches.filter(
        ({ state, tStartMs }) => state === 'talking' && tStartMs > starts + SHIFT_MS,
      );
      expect(afterShift).toEqual([]);
    }
  });

  test("the log's hash chain holds from the first row to the last", () => {
    expect(day.chain.broken).toBeNull();
    expect(day.chain.rows).toBe(day.rows.length);
  });

  test('the same seed writes the same log, another seed another', async () => {
    const [first, second, other] = [
      await runTwoShiftDay(SEED, SHORT),
      await runTwoShiftDay(SEED, SHORT),
      await runTwoShiftDay('quarta-feira', SHORT),
    ];
    print('short day', first);
    print('again', second);
    print('another seed', other);
    expect(first.rows.length).toBeGreaterThan(WHOLE ? 4500 : 1400);
    expect(second.chain.lastHash).toBe(first.chain.lastHash);
    expect(second.rows.length).toBe(first.rows.length);
    expect(other.chain.lastHash).not.toBe(first.chain.lastHash);
  }, 180_000);
});
