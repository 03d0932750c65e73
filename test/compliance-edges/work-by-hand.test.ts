import { describe, expect, test } from 'vitest';
import { BRASIL_2026 } from '../../src/core/compliance/presets/brasil-2026.js';
import { parseAgentId } from '../../src/core/kernel/ids.js';
import { AgentDays } from '../../src/engine/agent-days.js';
import { shiftRulesOf } from '../../src/engine/agent-duties.js';
import { auditRows, logRow } from '../support/audit-bench.js';

/**
 * NR-17, Annex II: six hours of effective activity a day (R42), and two pauses of ten minutes beside a meal of twenty in
 * a shift of over four hours (R43). Calling people by hand is activity, though an agent's phone is out of automatic
 * dialling meanwhile and the state is a pause; so neither it nor the pause a log-in leaves an agent in is a rest.
 */
const ANA = parseAgentId('ana');
/** Tuesday 24 November 2026, midnight in Brasília. */
const MIDNIGHT_MS = Date.parse('2026-11-24T03:00:00.000Z');

/** State, from and to in `HH:MM:SS` of Brasília, reason of a pause. */
type Stretch = readonly [state: string, from: string, to: string, reason?: string];

function msOf(clock: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  return MIDNIGHT_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

async function told(day: readonly Stretch[]) {
  const days = new AgentDays();
  const lines = ['agent_id,state,reason,t_start,t_end'];
  for (const [state, from, to, reason = ''] of day) {
    days.begin(ANA, state, reason, msOf(from));
    days.end(ANA, msOf(to));
    const [start, end] = [from, to].map((clock) => new Date(msOf(clock)).toISOString());
    lines.push(`ana,${state},${reason},${start},${end}`);
  }
  const rules = shiftRulesOf(BRASIL_2026);
  if (rules === null) {
    throw new Error('brasil-2026 has no rules of shifts');
  }
  const endMs = msOf(day.at(-1)?.[2] ?? '');
  const { activeMs, pausesTaken } = days.assess(ANA, rules, endMs);
  const audit = await auditRows([logRow()], { lists: { 'agent_states.csv': `${lines.join('\n')}\n` } });
  return { activeMinutes: activeMs / 60_000, pausesTaken, audit: audit.rules };
}

/** Until 12:40: two hours and a half, two pauses and a meal. */
const MORNING = (first: string): readonly Stretch[] => [
  ['available', '08:00', '09:30'],
  ['paused', '09:30', '09:40', first],
  ['talking', '09:40', '11:00'],
  ['paused', '11:00', '11:20', 'refeicao'],
  ['available', '11:20', '12:30'],
  ['paused', '12:30', '12:40', 'descanso'],
];

describe('a day of an agent, by the engine that ends it and by the auditor', () => {
  test('six hours with a last stretch by hand are lawful', async () => {
    const day: readonly Stretch[] = [...MORNING('descanso'), ['paused', '12:40', '14:20', 'manual']];
    expect(await told(day)).toEqual({ activeMinutes: 360, pausesTaken: 2, audit: [] });
  });

  test('a second more by hand is past six hours', async () => {
    const day: readonly Stretch[] = [...MORNING('descanso'), ['paused', '12:40', '14:20:01', 'manual']];
    expect(await told(day)).toEqual({ activeMinutes: 360 + 1 / 60, pausesTaken: 2, audit: ['R42'] });
  });

  test.each(['manual', 'login', 'banheiro', 'abuso'])(
    'a pause of reason %s is none of the two',
    async (reason) => {
      const day: readonly Stretch[] = [...MORNING(reason), ['available', '12:40', '14:00']];
      expect(await told(day)).toMatchObject({ pausesTaken: 1, audit: ['R43'] });
    },
  );

  test('twenty minutes by hand are no meal', async () => {
    const day: readonly Stretch[] = [
      ...MORNING('descanso').map(
        (stretch): Stretch =>
          stretch[3] === 'refeicao' ? ['paused', stretch[1], stretch[2], 'manual'] : stretch,
      ),
      ['available', '12:40', '14:00'],
    ];
    expect(await told(day)).toMatchObject({ activeMinutes: 360, audit: ['R43'] });
  });
});
