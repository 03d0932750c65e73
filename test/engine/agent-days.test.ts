import { expect, test } from 'vitest';
import { BRASIL_2026 } from '../../src/core/compliance/presets/brasil-2026.js';
import { parseAgentId } from '../../src/core/kernel/ids.js';
import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import { AgentDays } from '../../src/engine/agent-days.js';
import { shiftRulesOf } from '../../src/engine/agent-duties.js';
import type { AgentStateRow } from '../../src/ports/attempt-store.js';

const ANA = parseAgentId('ana');
/** 2026-11-24 00:00 in Brasília. */
const MIDNIGHT = Date.parse('2026-11-24T03:00:00.000Z');
const RULES = shiftRulesOf(BRASIL_2026)!;

function row(state: string, fromMs: number, toMs: number | null): AgentStateRow {
  return { agentId: ANA, state, reason: '', tStartMs: fromMs, tEndMs: toMs } as AgentStateRow;
}

test('an engine that starts in the middle of a day counts nothing of the day before, whose rows it reads too', () => {
  const days = new AgentDays();
  const yesterday = row('available', MIDNIGHT - 11 * HOUR, MIDNIGHT - 5 * HOUR);
  const today = row('available', MIDNIGHT + 9 * HOUR, MIDNIGHT + 12 * HOUR);
  const nowMs = MIDNIGHT + 12 * HOUR + MINUTE;
  days.load([yesterday, today], nowMs);
  expect(days.assess(ANA, RULES, nowMs)).toMatchObject({ remainingMs: 3 * HOUR });
  expect(days.spans(ANA, RULES, nowMs)).toEqual([
    { kind: 'active', startMs: MIDNIGHT + 9 * HOUR, endMs: MIDNIGHT + 12 * HOUR },
  ]);
});

test('work that lasts over midnight counts from midnight on', () => {
  const days = new AgentDays();
  const nowMs = MIDNIGHT + HOUR;
  days.load([row('talking', MIDNIGHT - HOUR, null)], nowMs);
  expect(days.assess(ANA, RULES, nowMs)).toMatchObject({ activeMs: HOUR });
  days.end(ANA, nowMs);
  expect(days.assess(ANA, RULES, nowMs + HOUR)).toMatchObject({ activeMs: HOUR });
});
