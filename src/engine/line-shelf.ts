import type { CampaignSettings, Line, Trunk } from '../core/campaign/campaign.js';
import type { TrafficLimits } from '../core/compliance/limits/traffic-limits.js';
import { chooseLine, type LineChoice, type LineReadiness } from '../core/route/line-pool.js';
import { companyOf } from './company.js';
import { LinePools } from './line-pools.js';
import type { RouteWish } from './route.js';
import type { UsageBook } from './usage-book.js';
import type { UsageSubject } from './usage-subject.js';

/** The last subject of each line. */
const SUBJECTS = new WeakMap<
  Line,
  { readonly trunk: Trunk; readonly callerCnpj: string; readonly subject: UsageSubject }
>();

/** Who rests, and in which order lines are tried. */
export interface LineGuide {
  readonly resting: ReadonlySet<string>;
  /** Null leaves them as they are. */
  order(lines: readonly Line[]): readonly Line[] | null;
}

export const NO_GUIDE: LineGuide = { resting: new Set(), order: () => null };

/** The numbers that may be shown: which through a trunk, to whom, and whether their limits have calls left. */
export class LineShelf {
  readonly #usage: UsageBook;
  readonly #guide: LineGuide;
  readonly #pools = new LinePools();

  constructor(usage: UsageBook, guide: LineGuide) {
    this.#usage = usage;
    this.#guide = guide;
  }

  /** It takes no new call for a while, whatever its limits have left. */
  rests({ number }: Line): boolean {
    return this.#guide.resting.has(number);
  }

  get lines(): readonly Line[] {
    return this.#pools.lines;
  }

  setLines(lines: readonly Line[]): void {
    this.#pools.setLines(lines);
  }

  /** A trunk has changed. */
  forget(): void {
    this.#pools.forget();
  }

  /** The lines the campaign may show through the trunk, wherever the call goes. */
  shown(campaign: CampaignSettings, trunk: Trunk, { code0303 }: TrafficLimits): readonly Line[] {
    return this.#pools.linesOf(campaign, trunk, code0303);
  }

  /** Those of them that are for the destination, the nearest first. */
  pool(
    campaign: CampaignSettings,
    trunk: Trunk,
    { code0303 }: TrafficLimits,
    wish: RouteWish,
  ): readonly (readonly Line[])[] {
    return this.#pools.poolOf(campaign, trunk, code0303, wish).tiers;
  }

  /** Whether a line that the person was shown lately is among those for the destination. */
  hasSeen(campaign: CampaignSettings, trunk: Trunk, { code0303 }: TrafficLimits, wish: RouteWish): boolean {
    const { numbers } = this.#pools.poolOf(campaign, trunk, code0303, wish);
    return wish.seenLines.some((number) => numbers.has(number));
  }

  /** The line a call would show through the trunk, or null when none is left. */
  choose(
    campaign: CampaignSettings,
    trunk: Trunk,
    limits: TrafficLimits,
    wish: RouteWish,
  ): LineChoice | null {
    const person = { key: wish.personKey, seenLines: wish.seenLines };
    const pool = this.pool(campaign, trunk, limits, wish);
    return chooseLine(
      pool,
      person,
      limits.rotation?.lines ?? null,
      (line) => this.readiness(campaign, trunk, line, limits),
      (tier) => this.#guide.order(tier),
    );
  }

  /** Whether the line's own limits and those of the company at the carrier have calls left. */
  readiness(campaign: CampaignSettings, trunk: Trunk, line: Line, limits: TrafficLimits): LineReadiness {
    return this.rests(line) ? 'stopped' : this.#usage.readiness(this.subject(campaign, trunk, line, limits));
  }

  /** What the counts of a call hang on: asked for some times a dial, the same until trunk, policy or company change. */
  subject(campaign: CampaignSettings, trunk: Trunk, line: Line, limits: TrafficLimits): UsageSubject {
    const { callerCnpj } = campaign;
    const known = SUBJECTS.get(line);
    if (known?.trunk === trunk && known.callerCnpj === callerCnpj && known.subject.limits === limits) {
      return known.subject;
    }
    const subject = { line, company: companyOf(callerCnpj, trunk.carrierId, trunk.service), limits };
    SUBJECTS.set(line, { trunk, callerCnpj, subject });
    return subject;
  }
}
