import type { IndicatorRow } from '../../src/core/indicators/indicator-row.js';
import type { OutcomeAndReason, Reason } from '../../src/core/outcome/outcome.js';

const AT = Date.parse('2026-10-09T10:00:00-03:00');
let made = 0;

/** A row of Friday, 9 October 2026, a minute after the one before. */
function row(change: Partial<IndicatorRow>): IndicatorRow {
  made += 1;
  const startMs = change.startMs ?? AT + made * 60_000;
  return {
    attemptId: `t${made}`,
    attemptGroup: '',
    campaignId: 'c1',
    contactId: `k${made}`,
    service: 'pf',
    segment: 'varejo',
    mode: 'predictive',
    carrier: 'a',
    line: '+551130040001',
    agentId: '',
    startMs,
    dialled: true,
    answerMs: null,
    agentMs: null,
    endMs: startMs + 8000,
    wrapEndMs: null,
    outcome: 'nao_contato',
    reason: 'no_answer',
    abandoned: false,
    ...change,
  };
}

/** Nobody was met; `answered` by whatever. */
export function unmet(contactId: string, reason: Reason, answered = false): IndicatorRow {
  const one = row({ contactId, reason, abandoned: reason === 'abandoned' });
  return answered ? { ...one, answerMs: one.startMs + 2000 } : one;
}

/** A talk of so many seconds, with so many after it; answered after 2 s, with the agent after 3 s. */
export function talk(
  contactId: string,
  agentId: string,
  is: OutcomeAndReason,
  [talkSeconds, wrapSeconds]: readonly [number, number],
): IndicatorRow {
  const one = row({ contactId, agentId, ...is });
  const agentMs = one.startMs + 3000;
  const endMs = agentMs + talkSeconds * 1000;
  return { ...one, answerMs: one.startMs + 2000, agentMs, endMs, wrapEndMs: endMs + wrapSeconds * 1000 };
}

/** A call that came in and waited so long, for an agent or until it gave up. */
export function inbound(waitSeconds: number, answered: boolean): IndicatorRow {
  const one = row({ mode: 'inbound', service: 'sac', segment: '', dialled: false });
  const untilMs = one.startMs + waitSeconds * 1000;
  return answered
    ? {
        ...one,
        agentId: 'caio',
        agentMs: untilMs,
        endMs: untilMs + 60_000,
        wrapEndMs: untilMs + 60_000,
        outcome: 'concretizada',
        reason: 'information_given',
      }
    : { ...one, endMs: untilMs, reason: 'abandoned', abandoned: true };
}

/** A Friday worked out by hand in `indicators.test.ts` and in docs/reference/indicators.md. */
export function indicatorDay(): readonly IndicatorRow[] {
  return [
    unmet('k1', 'no_answer'),
    talk('k1', 'ana', { outcome: 'sucesso', reason: 'promise' }, [120, 30]),
    talk('k2', 'ana', { outcome: 'concretizada', reason: 'no_agreement' }, [60, 30]),
    talk('k3', 'bia', { outcome: 'efetivada', reason: 'third_party' }, [30, 10]),
    unmet('k4', 'machine', true),
    unmet('k5', 'abandoned', true),
    unmet('k6', 'invalid_number'),
    talk('k7', 'bia', { outcome: 'efetivada', reason: 'wrong_person' }, [20, 10]),
    unmet('k8', 'busy'),
    unmet('k8', 'no_answer'),
    unmet('k8', 'no_answer'),
    inbound(5, true),
    inbound(15, true),
    inbound(50, true),
    inbound(1, false),
    inbound(40, false),
  ];
}
