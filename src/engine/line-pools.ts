import type { CampaignSettings, Line, Trunk } from '../core/campaign/campaign.js';
import { type Code0303, type LineWish, mayShow, poolOf } from '../core/route/line-pool.js';

/** The lines of a destination in the order of preference. */
export interface LinePool {
  readonly tiers: readonly (readonly Line[])[];
  readonly numbers: ReadonlySet<string>;
}

/** What a campaign may show through a trunk. */
interface Shown {
  readonly code0303: Code0303;
  readonly lines: readonly Line[];
  /** By area code, for the states it was found with. */
  readonly pools: Map<string, { readonly ufs: LineWish['ufs']; readonly pool: LinePool }>;
}

/** Lines by campaign, trunk and destination, each found once: settings, trunks and lines are replaced, never changed. */
export class LinePools {
  #lines: readonly Line[] = [];
  #shown = new WeakMap<CampaignSettings, Map<Trunk, Shown>>();

  get lines(): readonly Line[] {
    return this.#lines;
  }

  setLines(lines: readonly Line[]): void {
    this.#lines = [...lines].sort((a, b) => (a.number < b.number ? -1 : 1));
    this.forget();
  }

  /** Finds everything anew: trunks have changed. */
  forget(): void {
    this.#shown = new WeakMap();
  }

  /** The lines the campaign may show through the trunk, wherever the call goes. */
  linesOf(campaign: CampaignSettings, trunk: Trunk, code0303: Code0303): readonly Line[] {
    return this.#shownBy(campaign, trunk, code0303).lines;
  }

  /** Those of them that a destination may be shown. */
  poolOf(campaign: CampaignSettings, trunk: Trunk, code0303: Code0303, { ddd, ufs }: LineWish): LinePool {
    const { lines, pools } = this.#shownBy(campaign, trunk, code0303);
    const known = pools.get(ddd);
    if (known?.ufs === ufs) {
      return known.pool;
    }
    const tiers = poolOf(lines, { ddd, ufs });
    const pool = { tiers, numbers: new Set<string>(tiers.flat().map(({ number }) => number)) };
    pools.set(ddd, { ufs, pool });
    return pool;
  }

  #shownBy(campaign: CampaignSettings, trunk: Trunk, code0303: Code0303): Shown {
    let byTrunk = this.#shown.get(campaign);
    if (byTrunk === undefined) {
      byTrunk = new Map();
      this.#shown.set(campaign, byTrunk);
    }
    let shown = byTrunk.get(trunk);
    if (shown?.code0303 !== code0303) {
      const lines = this.#lines.filter((line) => mayShow(line, trunk, campaign, code0303));
      shown = { code0303, lines, pools: new Map() };
      byTrunk.set(trunk, shown);
    }
    return shown;
  }
}
