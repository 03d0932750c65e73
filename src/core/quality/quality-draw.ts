import type { Digest } from '../call-log/call-log-chain.js';
import type { AgentId, AttemptId } from '../kernel/ids.js';
import { LENGTH_BANDS, type LengthBand } from './length-band.js';

/**
 * A draw that nobody can bend. Before the period ends a secret seed is made and its hash published: from then on the
 * outcome is fixed, and nobody can know it. When the period is over each call gets a ticket, the keyed hash of its id
 * under the seed, and of each agent and band of length the lowest tickets are chosen. Nothing else of a call has any
 * say, so each has the same chance in its band; with the seed, which is published then, anybody computes it again.
 */
export interface DrawPlan {
  readonly drawId: string;
  /** Talks that began from here on. */
  readonly fromMs: number;
  /** Up to here. */
  readonly toMs: number;
  readonly perAgent: number;
}

/** A call that may be chosen. */
export interface Candidate {
  readonly attemptId: AttemptId;
  readonly agentId: AgentId;
  readonly band: LengthBand;
}

export interface DrawnCall extends Candidate {
  /** 64 hexadecimal digits; the lowest of the band were chosen. */
  readonly ticket: string;
}

/** Calls of an agent and a band: how many there were and how many were chosen. */
export interface Stratum {
  readonly agentId: AgentId;
  readonly band: LengthBand;
  readonly calls: number;
  readonly chosen: number;
}

export interface DrawResult {
  readonly picks: readonly DrawnCall[];
  readonly strata: readonly Stratum[];
  /** SHA-256 of all candidates: a call that is taken out or put in afterwards shows. */
  readonly candidatesHash: string;
}

/** What is published before: it binds the seed and all that the draw goes by. */
export function commitmentOfDraw(
  { drawId, fromMs, toMs, perAgent }: DrawPlan,
  seed: string,
  digest: Digest,
): string {
  return digest.sha256(`cadencia-draw-1\n${drawId}\n${fromMs}\n${toMs}\n${perAgent}\n${seed}`);
}

/** The call's place in the order of its band. `seed` is hexadecimal. */
export function ticketOf(seed: string, attemptId: AttemptId, digest: Digest): string {
  return digest.hmacSha256(seed, attemptId);
}

/**
 * How many of each band, by counts alone: one of each band that has calls, the fullest first, then in proportion to
 * what is left (largest remainders), never more than a band has.
 */
export function shareOut(counts: readonly number[], wanted: number): readonly number[] {
  const shares = counts.map(() => 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const byFullness = counts
    .map((_, index) => index)
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
  let left = Math.min(wanted, total);
  for (const index of byFullness) {
    if (left > 0 && (counts[index] ?? 0) > 0) {
      shares[index] = 1;
      left -= 1;
    }
  }
  // What a band is owed of the whole and has not got decides who is next.
  for (; left > 0; left -= 1) {
    const owed = (index: number): number =>
      (shares[index] ?? 0) < (counts[index] ?? 0)
        ? ((counts[index] ?? 0) * wanted) / total - (shares[index] ?? 0)
        : Number.NEGATIVE_INFINITY;
    const [next] = [...byFullness].sort((a, b) => owed(b) - owed(a));
    if (next !== undefined) {
      shares[next] = (shares[next] ?? 0) + 1;
    }
  }
  return shares;
}

/** Chooses the calls. The order in which candidates are given has no say. */
export function drawCalls(
  perAgent: number,
  seed: string,
  candidates: readonly Candidate[],
  digest: Digest,
): DrawResult {
  const byAgent = new Map<AgentId, DrawnCall[]>();
  for (const candidate of candidates) {
    const own = byAgent.get(candidate.agentId) ?? [];
    own.push({ ...candidate, ticket: ticketOf(seed, candidate.attemptId, digest) });
    byAgent.set(candidate.agentId, own);
  }
  const picks: DrawnCall[] = [];
  const strata: Stratum[] = [];
  for (const [agentId, own] of [...byAgent].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bands = LENGTH_BANDS.map((band) => own.filter((one) => one.band === band));
    const shares = shareOut(
      bands.map(({ length }) => length),
      perAgent,
    );
    LENGTH_BANDS.forEach((band, index) => {
      const calls = bands[index] ?? [];
      const chosen = shares[index] ?? 0;
      if (calls.length > 0) {
        strata.push({ agentId, band, calls: calls.length, chosen });
        picks.push(...[...calls].sort((a, b) => (a.ticket < b.ticket ? -1 : 1)).slice(0, chosen));
      }
    });
  }
  return { picks, strata, candidatesHash: candidatesHashOf(candidates, digest) };
}

function candidatesHashOf(candidates: readonly Candidate[], digest: Digest): string {
  const lines = candidates.map(({ attemptId, agentId, band }) => `${attemptId} ${agentId} ${band}\n`).sort();
  return digest.sha256(lines.join(''));
}
