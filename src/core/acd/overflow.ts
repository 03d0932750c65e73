import type { QueueId } from '../kernel/ids.js';
import type { ExpectedWait } from './expected-wait.js';

/** Where a call goes whose wait grows too long. */
export type OverflowTarget =
  /** It waits there as well and keeps its place in its own queue. */
  | { readonly kind: 'queue'; readonly queueId: QueueId }
  /** The caller is offered to be called back. */
  | { readonly kind: 'callback' }
  /** A last message, and the call ends. */
  | { readonly kind: 'message'; readonly sound: string };

export interface OverflowRule {
  readonly to: OverflowTarget;
  /** It has waited for so long already. */
  readonly waitedMs: number;
  /** And is expected to wait for more than so long from now. 0: whatever is expected. */
  readonly expectedMs: number;
}

export interface OverflowFacts {
  readonly waitedMs: number;
  /** What is expected where it waits; null: no agent serves it. */
  readonly expected: ExpectedWait | null;
  /** Queues where it waits already. */
  readonly queueIds: readonly QueueId[];
  readonly callbackOffered: boolean;
  /** What is expected of that queue, for one who joins it now; null: no agent serves it. */
  expectedIn(queueId: QueueId): ExpectedWait | null;
}

/** Another queue has to promise less than this part of the wait: two long queues do not send their callers to and fro. */
const GAIN = 0.8;

/**
 * The first rule that applies now, or null: its times are over, and it brings the caller something that he does not have.
 * Another queue brings something only where it has agents and is expected to serve him clearly sooner.
 */
export function chooseOverflow(rules: readonly OverflowRule[], facts: OverflowFacts): OverflowTarget | null {
  const hereMs = facts.expected === null ? Number.POSITIVE_INFINITY : facts.expected.meanMs;
  const found = rules.find(
    (rule) =>
      facts.waitedMs >= rule.waitedMs &&
      (rule.expectedMs === 0 || hereMs > rule.expectedMs) &&
      helps(rule.to, facts, hereMs),
  );
  return found?.to ?? null;
}

function helps(target: OverflowTarget, facts: OverflowFacts, hereMs: number): boolean {
  switch (target.kind) {
    case 'queue': {
      const there = facts.expectedIn(target.queueId);
      return !facts.queueIds.includes(target.queueId) && there !== null && there.meanMs < GAIN * hereMs;
    }
    case 'callback': {
      return !facts.callbackOffered;
    }
    case 'message': {
      return true;
    }
  }
}

/** The next wait at which a rule may apply that does not yet, or null: when to look again besides at each change. */
export function nextOverflowMs(rules: readonly OverflowRule[], waitedMs: number): number | null {
  const later = rules.map((rule) => rule.waitedMs).filter((ms) => ms > waitedMs);
  return later.length === 0 ? null : Math.min(...later);
}
