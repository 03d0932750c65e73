import { erlangB, linesForBlocking, loadForBlocking } from './erlang-b.js';
import { requireNotNegative, requirePositive } from './sizing-input.js';
import { type Figure, type SizingReport, withDefaults } from './sizing-report.js';

/** Calls that each take a line; who finds none is lost. */
export interface LinesPlan {
  readonly callsPerHour: number;
  /** Time a call holds its line, from the dial. */
  readonly holdSeconds: number;
  readonly blocking: number;
}

const DEFAULTS = { blocking: 0.01 } as const satisfies Partial<LinesPlan>;

/** Lines for a blocking, or with `lines` given what they lose and could carry. */
export function linesReport(
  facts: Pick<LinesPlan, 'callsPerHour' | 'holdSeconds'> & Partial<LinesPlan>,
  lines: number | null,
): SizingReport {
  const { plan, inputs } = withDefaults<LinesPlan>(facts, DEFAULTS);
  const { callsPerHour, holdSeconds, blocking } = plan;
  const load =
    (requirePositive('callsPerHour', callsPerHour) * requirePositive('holdSeconds', holdSeconds)) / 3600;
  const count = lines === null ? linesForBlocking(load, blocking) : requirePositive('lines', lines);
  const lost = erlangB(requireNotNegative('lines', count), load);
  const figure = (value: number, unit: string, how: string, source = 'Erlang B'): Figure => ({
    value,
    unit,
    how,
    source,
  });
  return {
    kind: 'lines',
    inputs,
    figures: {
      loadErlangs: figure(load, 'erlangs', 'callsPerHour × holdSeconds / 3600', 'Little’s law'),
      lines: figure(
        count,
        'lines',
        lines === null ? `the least with B(lines, loadErlangs) ≤ ${blocking}` : 'given',
      ),
      blocking: figure(lost, 'of the calls', 'B(lines, loadErlangs)'),
      usedShare: figure((load * (1 - lost)) / count, 'of the lines', 'loadErlangs × (1 − blocking) / lines'),
      mostErlangs: figure(
        loadForBlocking(count, blocking),
        'erlangs',
        `the load at which these lines lose ${blocking}`,
      ),
    },
    notes: ['Calls are taken to come independently of one another, and those turned away not to come again.'],
  };
}
