import type { CampaignSettings, Line, Trunk } from '../core/campaign/campaign.js';
import type { RouteUsage } from '../core/compliance/facts/assemble-facts.js';
import { NO_USAGE } from '../core/compliance/limits/usage.js';
import type { E164, TrunkId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import { chooseTrunk, type TrunkLoad } from '../core/route/choose-trunk.js';
import type { Clock } from '../ports/clock.js';

/** Who is called, as far as the choice of a line goes. */
export interface RouteWish {
  readonly phone: E164;
  readonly ddd: string;
  readonly ufs: readonly string[];
  /** CPF hash, or the number where there is none. */
  readonly personKey: string;
  /** Lines shown to the person lately, the newest last. */
  readonly seenLines: readonly string[];
}

/** The way out a call takes. */
export interface Route {
  readonly trunk: Trunk;
  readonly line: Line;
  /** Calls of the line and the company so far. */
  readonly usage: RouteUsage;
}

const NOTHING_USED: RouteUsage = {
  lineDay: NO_USAGE,
  companyDay: NO_USAGE,
  companyMonth: { calls: 0, earlier: [] },
};

interface TrunkUse {
  trunk: Trunk;
  inUse: number;
  /** Token bucket: a trunk of n CPS lets n calls through in any second, and never more at once. */
  tokens: number;
  refilledMs: number;
}

/** Counts channels and calls a second of every trunk; a route taken must be given back once. */
export class TrunkBook {
  readonly #clock: Clock;
  readonly #trunks = new Map<TrunkId, TrunkUse>();
  #lines: readonly Line[] = [];
  readonly #nextLine = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  setTrunk(trunk: Trunk): void {
    const known = this.#trunks.get(trunk.id);
    if (known === undefined) {
      this.#trunks.set(trunk.id, { trunk, inUse: 0, tokens: trunk.cps, refilledMs: this.#clock.now() });
    } else {
      known.trunk = trunk;
      known.tokens = Math.min(known.tokens, trunk.cps);
    }
  }

  setLines(lines: readonly Line[]): void {
    this.#lines = [...lines].sort((a, b) => (a.number < b.number ? -1 : 1));
  }

  loads(): readonly TrunkLoad[] {
    return [...this.#trunks.values()].map((use) => this.#load(use));
  }

  /** Free channels of all trunks the campaign may use. */
  freeChannels(campaign: CampaignSettings): number {
    let free = 0;
    for (const { trunk, inUse } of this.#trunks.values()) {
      free += fits(campaign, trunk) ? Math.max(0, trunk.channels - inUse) : 0;
    }
    return free;
  }

  /** Calls the CPS limits of those trunks let through now. */
  cpsRoom(campaign: CampaignSettings): number {
    let room = 0;
    for (const use of this.#trunks.values()) {
      room += fits(campaign, use.trunk) ? Math.floor(this.#tokensOf(use)) : 0;
    }
    return room;
  }

  /** Milliseconds until a trunk of the campaign has CPS room again; 0 when one has. */
  cpsWaitMs(campaign: CampaignSettings): number {
    let wait = Number.POSITIVE_INFINITY;
    for (const use of this.#trunks.values()) {
      if (fits(campaign, use.trunk)) {
        wait = Math.min(wait, (Math.max(0, 1 - this.#tokensOf(use)) / use.trunk.cps) * SECOND);
      }
    }
    return Number.isFinite(wait) ? Math.ceil(wait) : SECOND;
  }

  /** Takes a channel, a CPS token and the next line of the trunk's carrier; null when nothing fits. */
  take(campaign: CampaignSettings, _wish: RouteWish): Route | null {
    const open: TrunkLoad[] = [];
    for (const use of this.#trunks.values()) {
      if (fits(campaign, use.trunk) && this.#linesOf(campaign, use.trunk).length > 0) {
        open.push(this.#load(use));
      }
    }
    const trunk = chooseTrunk(open);
    const use = trunk === null ? undefined : this.#trunks.get(trunk.id);
    if (use === undefined) {
      return null;
    }
    use.inUse += 1;
    use.tokens -= 1;
    return { trunk: use.trunk, line: this.#turn(campaign, use.trunk), usage: NOTHING_USED };
  }

  /** The gate allowed the call. */
  spend(_route: Route): void {}

  /** The call was not placed after all. */
  giveBack(route: Route): void {
    this.release(route.trunk.id);
  }

  release(trunkId: TrunkId): void {
    const use = this.#trunks.get(trunkId);
    if (use !== undefined) {
      use.inUse = Math.max(0, use.inUse - 1);
    }
  }

  /** A call adopted after a restart uses a channel too. */
  adopt(trunkId: TrunkId): void {
    const use = this.#trunks.get(trunkId);
    if (use !== undefined) {
      use.inUse += 1;
    }
  }

  #load(use: TrunkUse): TrunkLoad {
    return { trunk: use.trunk, inUse: use.inUse, cpsRoom: this.#tokensOf(use) };
  }

  /** What is in the bucket now. */
  #tokensOf(use: TrunkUse): number {
    const nowMs = this.#clock.now();
    if (nowMs !== use.refilledMs) {
      const gained = (Math.max(0, nowMs - use.refilledMs) / SECOND) * use.trunk.cps;
      use.tokens = Math.min(use.trunk.cps, use.tokens + gained);
      use.refilledMs = nowMs;
    }
    return use.tokens;
  }

  #linesOf(campaign: CampaignSettings, trunk: Trunk): readonly Line[] {
    const own = campaign.callerCnpj;
    return this.#lines.filter(
      (line) =>
        line.carrierId === trunk.carrierId && (own === '' || line.ownerCnpj === '' || line.ownerCnpj === own),
    );
  }

  /** Lines of a carrier take turns. */
  #turn(campaign: CampaignSettings, trunk: Trunk): Line {
    const lines = this.#linesOf(campaign, trunk);
    const turn = this.#nextLine.get(trunk.id) ?? 0;
    this.#nextLine.set(trunk.id, turn + 1);
    const line = lines[turn % lines.length];
    if (line === undefined) {
      throw new Error(`Trunk ${trunk.id} was chosen without a line of its carrier`);
    }
    return line;
  }
}

/** Demo campaigns use demo trunks and nobody else does; a campaign may name its trunks. */
function fits(campaign: CampaignSettings, trunk: Trunk): boolean {
  const chosen = campaign.trunks;
  return (trunk.kind === 'demo') === campaign.demo && (chosen.length === 0 || chosen.includes(trunk.id));
}
