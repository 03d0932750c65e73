import type { CampaignSettings, Line, Trunk } from '../core/campaign/campaign.js';
import type { TrafficLimits } from '../core/compliance/limits/traffic-limits.js';
import { HOUR } from '../core/kernel/time.js';
import { type LineHindrance, lineHindrance, poolRank } from '../core/route/line-pool.js';
import type { Clock } from '../ports/clock.js';
import { companyKey, companyOf } from './company.js';
import type { EventBus } from './event-bus.js';
import type { LineShelf } from './line-shelf.js';
import type { AskedWay, RouteWish } from './route.js';
import { StopNotes } from './stop-notes.js';
import type { UsageBook } from './usage-book.js';

/**
 * A campaign that may show nothing at all puts one call to the gate on account of them all, and no sooner again than
 * this. Its contacts stay where they are: a row for each of them, or for each beat, would say the same thing millions of
 * times.
 */
const TOLD_AGAIN_MS = 1 * HOUR;

/** How much a line lacks to be shown, the least first; null is the operation's own choice, which no rule speaks of. */
const LACKS: Readonly<Record<LineHindrance, number | null>> = {
  code_0303: 1,
  mobile: 2,
  owner: 3,
  carrier: 4,
  blocked: null,
  purpose: null,
};

/** What the gate is asked about where there is no number to show. */
const NO_LINE: AskedWay['line'] = {
  number: '',
  ownerCnpj: '',
  carrierId: '',
  kind: 'ddd',
  authenticated: false,
};

interface LineOfTrunk {
  readonly trunk: Trunk;
  readonly line: Line;
}

/** A way out that was stopped, and what stopped it. */
export interface StoppedWay {
  /** Line or company, as `limit:stopped` names it. */
  readonly id: string;
  /** The rule it was stopped by. */
  readonly rule: string;
  readonly way: AskedWay;
}

export interface BarredWaysDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly usage: UsageBook;
  readonly shelf: LineShelf;
  /** What the campaign's policy allows lines and companies. */
  readonly limitsOf: (campaign: CampaignSettings) => TrafficLimits;
  /** Trunks the campaign may use, closed ones too. */
  readonly trunksOf: (campaign: CampaignSettings) => readonly Trunk[];
}

/**
 * The ways out that rules keep from being chosen. Whoever chooses passes them over, so the gate would never be asked
 * about them and the ledger would not say why a call was not placed: here is what the gate is to be asked instead.
 */
export class BarredWays {
  readonly #deps: BarredWaysDeps;
  readonly #stops: StopNotes;
  /** The way that comes nearest to being shown, by campaign and destination: found once. */
  readonly #nearest = new Map<string, LineOfTrunk | null>();
  /** When the ledger was told that a campaign may show nothing. */
  readonly #toldMs = new Map<string, number>();

  constructor(deps: BarredWaysDeps) {
    this.#deps = deps;
    this.#stops = new StopNotes(deps.bus);
  }

  /** A trunk or a line has changed. */
  forget(): void {
    this.#nearest.clear();
    this.#toldMs.clear();
  }

  /** Ways this call might have taken, had they not been stopped since the ledger was last told of a stop. */
  turnedAway(campaign: CampaignSettings, wish: RouteWish): readonly StoppedWay[] {
    if (!this.#stops.hasUntold) {
      return [];
    }
    this.#stops.tried();
    const { usage, shelf, limitsOf, trunksOf } = this.#deps;
    const limits = limitsOf(campaign);
    const found = new Map<string, StoppedWay>();
    for (const trunk of trunksOf(campaign)) {
      for (const line of shelf.pool(campaign, trunk, limits, wish).flat()) {
        const { company } = shelf.subject(campaign, trunk, line, limits);
        for (const id of [`line:${line.number}`, `company:${companyKey(company)}`]) {
          const rule = this.#stops.ruleOf(id);
          const used = rule === null ? null : usage.usageOf({ line, company });
          const calls = found.get(id)?.way.usage.lineDay.calls ?? Number.POSITIVE_INFINITY;
          // Of a company the line with the most calls left: one that is stopped itself would be named instead.
          if (rule !== null && used !== null && used.lineDay.calls < calls) {
            found.set(id, { id, rule, way: { trunk, line, usage: used } });
          }
        }
      }
    }
    return [...found.values()];
  }

  /** The ledger tells of the stop. */
  stopTold(id: string): void {
    this.#stops.told(id);
  }

  /** There are trunks, open or not, and none has a line that the campaign may show to anybody as things stand. */
  nothingToShow(campaign: CampaignSettings): boolean {
    const { shelf, limitsOf, trunksOf } = this.#deps;
    const limits = limitsOf(campaign);
    const trunks = trunksOf(campaign);
    const shows = (trunk: Trunk): boolean =>
      shelf
        .shown(campaign, trunk, limits)
        .some((line) => shelf.readiness(campaign, trunk, line, limits) !== 'stopped');
    return trunks.length > 0 && !trunks.some(shows);
  }

  /** The campaign may show nothing, and the ledger has not been told lately. */
  untold(campaign: CampaignSettings): boolean {
    const toldMs = this.#toldMs.get(campaign.id) ?? Number.NEGATIVE_INFINITY;
    return this.#deps.clock.now() - toldMs >= TOLD_AGAIN_MS && this.nothingToShow(campaign);
  }

  /** The ledger tells that the campaign may show nothing. */
  told({ id }: CampaignSettings): void {
    this.#toldMs.set(id, this.#deps.clock.now());
  }

  /**
   * What the gate is to be asked for a call that may take no way: a line that is stopped, else the one that lacks the
   * least, else none at all, which no call may show.
   */
  ways(campaign: CampaignSettings, wish: RouteWish): readonly AskedWay[] {
    const { usage, trunksOf } = this.#deps;
    const [trunk] = trunksOf(campaign);
    const none = trunk === undefined ? null : { trunk, line: NO_LINE };
    const stopped = this.#stoppedWay(campaign, wish);
    if (stopped !== null && this.#deps.shelf.rests(stopped.line)) {
      // Its rest keeps the call back: no rule has anything to say.
      return [];
    }
    return [stopped, this.#nearestTo(campaign, wish), none]
      .filter((way) => way !== null)
      .map(({ trunk, line }) => {
        const company = companyOf(campaign.callerCnpj, trunk.carrierId, trunk.service);
        return { trunk, line, usage: usage.usageOf({ line, company }) };
      });
  }

  #stoppedWay(campaign: CampaignSettings, wish: RouteWish): LineOfTrunk | null {
    const { shelf, limitsOf, trunksOf } = this.#deps;
    const limits = limitsOf(campaign);
    for (const trunk of trunksOf(campaign)) {
      for (const line of shelf.pool(campaign, trunk, limits, wish).flat()) {
        if (shelf.readiness(campaign, trunk, line, limits) === 'stopped') {
          return { trunk, line };
        }
      }
    }
    return null;
  }

  #nearestTo(campaign: CampaignSettings, wish: RouteWish): LineOfTrunk | null {
    const { limitsOf, trunksOf, shelf } = this.#deps;
    const { code0303 } = limitsOf(campaign);
    const { id, callerCnpj, purpose } = campaign;
    const key = `${id} ${callerCnpj} ${purpose} ${code0303} ${wish.ddd} ${wish.ufs.join()}`;
    const known = this.#nearest.get(key);
    if (known !== undefined) {
      return known;
    }
    const trunks = trunksOf(campaign);
    const lines = shelf.lines.filter((line) => poolRank(line, wish) !== null);
    let best: LineOfTrunk | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const trunk of trunks) {
      for (const line of lines) {
        const hindrance = lineHindrance(line, trunk, campaign, code0303);
        const lacks = hindrance === null ? null : LACKS[hindrance];
        if (lacks !== null && lacks < least) {
          least = lacks;
          best = { trunk, line };
        }
      }
    }
    this.#nearest.set(key, best);
    return best;
  }
}
