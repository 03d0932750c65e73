import type { CampaignSettings, Line, Trunk } from '../campaign/campaign.js';
import { cnpjRootOf } from '../numbering/cnpj-root.js';
import { isMobileLine } from '../numbering/mobile-line.js';

/** Whom a line is to be shown to. */
export interface LineWish {
  readonly ddd: string;
  readonly ufs: readonly string[];
}

export type Code0303 = 'optional' | 'required';

/** Whole country, or the destination is not known yet. */
const ANYWHERE = 2;

/** True when the campaign may show the line through the trunk, wherever the call goes. */
export function mayShow(
  line: Line,
  trunk: Pick<Trunk, 'carrierId' | 'service'>,
  campaign: Pick<CampaignSettings, 'callerCnpj' | 'purpose'>,
  code0303: Code0303,
): boolean {
  const owner = cnpjRootOf(line.ownerCnpj);
  const caller = cnpjRootOf(campaign.callerCnpj);
  return (
    !line.blocked &&
    line.carrierId === trunk.carrierId &&
    // An owner nobody has told is the gate's to judge.
    (owner === '' || caller === '' || owner === caller) &&
    (trunk.service === 'SMP' || !isMobileLine(line.number)) &&
    (line.purposes.length === 0 || line.purposes.includes(campaign.purpose)) &&
    (code0303 === 'optional' || line.kind === '0303')
  );
}

/** How near the line's pool is to the destination, 0 the nearest: its area code, its state, the country; null is not its. */
export function poolRank(line: Pick<Line, 'ddds' | 'ufs'>, wish: LineWish): number | null {
  if (line.ddds.includes(wish.ddd)) {
    return 0;
  }
  if (line.ufs.some((uf) => wish.ufs.includes(uf))) {
    return 1;
  }
  return line.ddds.length === 0 && line.ufs.length === 0 ? ANYWHERE : null;
}

/** FNV-1a: the same person begins at the same line of a pool. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}

/** The lines of a destination by preference, ties by number: nearest pool first, area-code numbers before the others. */
export function poolOf(lines: readonly Line[], wish: LineWish): readonly (readonly Line[])[] {
  const tiers = new Map<number, Line[]>();
  for (const line of lines) {
    const rank = poolRank(line, wish);
    if (rank !== null) {
      const tier = rank * 2 + (line.kind === 'ddd' ? 0 : 1);
      tiers.set(tier, [...(tiers.get(tier) ?? []), line]);
    }
  }
  return [...tiers].sort(([one], [other]) => one - other).map(([, tier]) => tier);
}

/** Where a line stands for the next call: it has a unit, its units are on their way, or there are none. */
export type LineReadiness = 'ready' | 'pending' | 'stopped';

export interface LineChoice {
  readonly line: Line;
  readonly readiness: 'ready' | 'pending';
}

/**
 * The line to show a person: one seen lately, else the first of the nearest pool from the person's own place in it on.
 * Who has seen `mostSeen` lines is shown no other. Null when no line is left.
 */
export function chooseLine(
  pool: readonly (readonly Line[])[],
  person: { readonly key: string; readonly seenLines: readonly string[] },
  mostSeen: number | null,
  readinessOf: (line: Line) => LineReadiness,
): LineChoice | null {
  const seen = new Set(person.seenLines);
  const full = mostSeen !== null && seen.size >= mostSeen;
  for (const wantSeen of full ? [true] : [true, false]) {
    for (const tier of pool) {
      const start = tier.length < 2 ? 0 : hashOf(person.key) % tier.length;
      for (let step = 0; step < tier.length; step += 1) {
        const line = tier[(start + step) % tier.length];
        if (line !== undefined && seen.has(line.number) === wantSeen) {
          const readiness = readinessOf(line);
          if (readiness !== 'stopped') {
            return { line, readiness };
          }
        }
      }
    }
  }
  return null;
}
