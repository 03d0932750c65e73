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

/** Why a line may not be shown. */
export type LineHindrance = 'blocked' | 'carrier' | 'owner' | 'mobile' | 'purpose' | 'code_0303';

/** What keeps the campaign from showing the line through the trunk, wherever the call goes; null is nothing. */
export function lineHindrance(
  line: Line,
  trunk: Pick<Trunk, 'carrierId' | 'service'>,
  campaign: Pick<CampaignSettings, 'callerCnpj' | 'purpose'>,
  code0303: Code0303,
): LineHindrance | null {
  const owner = cnpjRootOf(line.ownerCnpj);
  const caller = cnpjRootOf(campaign.callerCnpj);
  if (line.blocked) {
    return 'blocked';
  }
  if (line.carrierId !== trunk.carrierId) {
    return 'carrier';
  }
  // An owner nobody has told is the gate's to judge.
  if (owner !== '' && caller !== '' && owner !== caller) {
    return 'owner';
  }
  if (trunk.service !== 'SMP' && isMobileLine(line.number)) {
    return 'mobile';
  }
  if (line.purposes.length > 0 && !line.purposes.includes(campaign.purpose)) {
    return 'purpose';
  }
  return code0303 === 'required' && line.kind !== '0303' ? 'code_0303' : null;
}

/** True when the campaign may show the line through the trunk, wherever the call goes. */
export function mayShow(
  line: Line,
  trunk: Pick<Trunk, 'carrierId' | 'service'>,
  campaign: Pick<CampaignSettings, 'callerCnpj' | 'purpose'>,
  code0303: Code0303,
): boolean {
  return lineHindrance(line, trunk, campaign, code0303) === null;
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

/** Behind every line that has an owner. */
const OWNERLESS = 100;

/**
 * The lines of a destination by preference, ties by number: nearest pool first, area-code numbers before the others. One
 * without a known owner comes last: the gate blocks what would show it (R07), so it takes no call from a line that may.
 */
export function poolOf(lines: readonly Line[], wish: LineWish): readonly (readonly Line[])[] {
  const tiers = new Map<number, Line[]>();
  for (const line of lines) {
    const rank = poolRank(line, wish);
    if (rank !== null) {
      const tier = rank * 2 + (line.kind === 'ddd' ? 0 : 1) + (line.ownerCnpj === '' ? OWNERLESS : 0);
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
 * The line to show a person: one seen lately, else the first of the nearest pool from the person's own place in it on, or
 * in another order of it. Who has seen `mostSeen` lines is shown no other. Null when no line is left.
 */
export function chooseLine(
  pool: readonly (readonly Line[])[],
  person: { readonly key: string; readonly seenLines: readonly string[] },
  mostSeen: number | null,
  readinessOf: (line: Line) => LineReadiness,
  orderOf: (tier: readonly Line[]) => readonly Line[] | null = () => null,
): LineChoice | null {
  const seen = new Set(person.seenLines);
  const full = mostSeen !== null && seen.size >= mostSeen;
  const passes = full ? [true] : seen.size === 0 ? [false] : [true, false];
  const hash = hashOf(person.key);
  for (const wantSeen of passes) {
    for (const tier of pool) {
      const order = orderOf(tier);
      const start = order === null ? hash % tier.length : 0;
      for (let step = 0; step < tier.length; step += 1) {
        const line = (order ?? tier)[(start + step) % tier.length];
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
