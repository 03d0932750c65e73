import type { PacingObservation } from './pacing-strategy.js';

/**
 * The share of attempts that the carrier refuses (503, no circuit, network out of order: Q.850 34, 38, 41, 42). Such an
 * attempt says nothing of who answers, and a storm of them ends from one second to the next: it is forgotten after a
 * few dozen attempts and touches no table.
 */
export interface CarrierTrouble {
  readonly refused: number;
  readonly ended: number;
}

const REFUSALS: ReadonlySet<string> = new Set([
  'congestion',
  'network_failure',
  'network',
  '503',
  '34',
  '38',
  '41',
  '42',
]);
/** Attempts after which what was seen weighs 1/e. */
const MEMORY = 30;
/** Share from which a person is told of it. */
const NOTABLE_SHARE = 0.2;

/** The carrier refused the call; what the called side would have done is not known. */
export function refusedByCarrier(reason: string): boolean {
  return REFUSALS.has(reason);
}

/** Nothing refused yet. */
export function freshCarrierTrouble(): CarrierTrouble {
  return { refused: 0, ended: 0 };
}

/** Adds the attempts that ended. */
export function learnCarrierTrouble(
  known: CarrierTrouble,
  seen: readonly PacingObservation[],
): CarrierTrouble {
  let { refused, ended } = known;
  for (const one of seen) {
    if (one.kind === 'live' || one.kind === 'failed') {
      const keep = Math.exp(-1 / MEMORY);
      refused = refused * keep + (one.kind === 'failed' && refusedByCarrier(one.reason) ? 1 : 0);
      ended = ended * keep + 1;
    }
  }
  return { refused, ended };
}

/** Share of the latest attempts that the carrier refused. */
export function refusedShare({ refused, ended }: CarrierTrouble): number {
  return ended > 0 ? refused / ended : 0;
}

/** What to say of it in a reason line; nothing while it is small. */
export function troubleNote(trouble: CarrierTrouble): string {
  const share = refusedShare(trouble);
  return share < NOTABLE_SHARE ? '' : `, carrier refuses ${(100 * share).toFixed(0)} %`;
}
