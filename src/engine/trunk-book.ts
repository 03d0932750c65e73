import type { AttemptOpening, AttemptResult } from '../core/call-log/call-log-row.js';
import type { CampaignSettings, Line, Trunk } from '../core/campaign/campaign.js';
import type { TrafficLimits } from '../core/compliance/limits/traffic-limits.js';
import type { CarrierId, TrunkId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Way } from '../core/readiness/way-obstacles.js';
import { chooseTrunk, hasRoom, type TrunkLoad } from '../core/route/choose-trunk.js';
import { chooseLine, type LineChoice } from '../core/route/line-pool.js';
import {
  afterDelivery,
  afterFault,
  afterTaking,
  HEALTHY,
  isTrunkFault,
  mayCarry,
  type TrunkHealth,
} from '../core/route/trunk-health.js';
import { isScheduled } from '../core/route/trunk-schedule.js';
import type { Clock } from '../ports/clock.js';
import type { EventBus } from './event-bus.js';
import { type LinePool, LinePools } from './line-pools.js';
import { StopNotes } from './stop-notes.js';
import { companyKey, companyOf, type RouteUsage, type UsageBook, type UsageSubject } from './usage-book.js';

/** Where a call is to go, and who it is for. */
export interface RouteWish {
  readonly phone: string;
  readonly ddd: string;
  readonly ufs: readonly string[];
  /** The same for all numbers of a person. */
  readonly personKey: string;
  /** Lines the person was shown lately. */
  readonly seenLines: readonly string[];
  /** A carrier that has just failed at this very call. */
  readonly notCarrier?: CarrierId;
}

/** The way out a call takes, and how far its line and company are into their limits. */
export interface Route {
  readonly trunk: Trunk;
  readonly line: Line;
  readonly usage: RouteUsage;
}

/** A way out that was stopped, and what stopped it. */
export interface StoppedWay {
  /** Line or company, as `limit:stopped` names it. */
  readonly id: string;
  /** The rule it was stopped by. */
  readonly rule: string;
  readonly route: Route;
}

/** Why there is no route: `later` for everybody, or nothing that this destination and person may be shown. */
export type NoRoute = 'later' | 'no_line';

/** The last subject of each line. */
const SUBJECTS = new WeakMap<
  Line,
  { readonly trunk: Trunk; readonly callerCnpj: string; readonly subject: UsageSubject }
>();

interface TrunkUse {
  trunk: Trunk;
  inUse: number;
  /** Token bucket: a trunk of n CPS lets n calls through in any second, and never more at once. */
  tokens: number;
  refilledMs: number;
  health: TrunkHealth;
}

export interface TrunkBookDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly usage: UsageBook;
  /** What the campaign's policy allows lines and companies. */
  readonly limitsOf: (campaign: CampaignSettings) => TrafficLimits;
}

/**
 * Channels, calls a second, hours and health of every trunk, and the line each call shows: a trunk counts only while
 * one of its lines has calls left in its own limits and in those of the company at the carrier. A route taken must be
 * given back, or spent and released, once.
 */
export class TrunkBook {
  readonly #deps: TrunkBookDeps;
  readonly #trunks = new Map<TrunkId, TrunkUse>();
  readonly #pools = new LinePools();
  readonly #subjects = new WeakMap<Route, UsageSubject>();
  readonly #spent = new WeakSet<Route>();
  readonly #stops: StopNotes;

  constructor(deps: TrunkBookDeps) {
    this.#deps = deps;
    this.#stops = new StopNotes(deps.bus);
  }

  setTrunk(trunk: Trunk): void {
    const known = this.#trunks.get(trunk.id);
    if (known === undefined) {
      const refilledMs = this.#deps.clock.now();
      this.#trunks.set(trunk.id, { trunk, inUse: 0, tokens: mostTokens(trunk), refilledMs, health: HEALTHY });
    } else {
      known.trunk = trunk;
      known.tokens = Math.min(known.tokens, mostTokens(trunk));
    }
    this.#pools.forget();
  }

  setLines(lines: readonly Line[]): void {
    this.#pools.setLines(lines);
  }

  get lines(): readonly Line[] {
    return this.#pools.lines;
  }

  loads(): readonly TrunkLoad[] {
    return [...this.#trunks.values()].map((use) => this.#load(use));
  }

  /** Asks for the units a first call of the campaign will need, so that it does not wait for them. */
  warm(campaign: CampaignSettings): void {
    this.#usable(campaign);
  }

  /** True when a carrier other than that one has a trunk and a line for the campaign now. */
  hasOther(campaign: CampaignSettings, carrier: string): boolean {
    return this.#usable(campaign).some(({ trunk }) => trunk.carrierId !== carrier);
  }

  /** Free channels of the trunks the campaign may use now. */
  freeChannels(campaign: CampaignSettings): number {
    let free = 0;
    for (const { trunk, inUse } of this.#usable(campaign)) {
      free += Math.max(0, trunk.channels - inUse);
    }
    return free;
  }

  /** Calls the CPS limits of those trunks let through now. */
  cpsRoom(campaign: CampaignSettings): number {
    let room = 0;
    for (const use of this.#usable(campaign)) {
      room += Math.floor(this.#tokensOf(use));
    }
    return room;
  }

  /** Milliseconds until a trunk of the campaign has CPS room again; 0 when one has. */
  cpsWaitMs(campaign: CampaignSettings): number {
    let wait = Number.POSITIVE_INFINITY;
    for (const use of this.#usable(campaign)) {
      wait = Math.min(wait, (Math.max(0, 1 - this.#tokensOf(use)) / use.trunk.cps) * SECOND);
    }
    return Number.isFinite(wait) ? Math.ceil(wait) : SECOND;
  }

  /**
   * Takes a channel and a CPS token of the best trunk, with the line to show; null when nothing fits now. A person who
   * has seen lines goes where one of them can be shown again.
   */
  take(campaign: CampaignSettings, wish: RouteWish): Route | null {
    const limits = this.#deps.limitsOf(campaign);
    const found = this.#firstReady(campaign, wish, limits);
    if (found === null) {
      return null;
    }
    const { use, line } = found;
    use.inUse += 1;
    use.tokens -= 1;
    use.health = afterTaking(use.health, this.#deps.clock.now());
    const subject = subjectOf(campaign, use.trunk, line, limits);
    const route: Route = { trunk: use.trunk, line, usage: this.#deps.usage.usageOf(subject) };
    this.#subjects.set(route, subject);
    return route;
  }

  /** Ways this call might have taken, had they not been stopped since the ledger was last told of a stop. */
  turnedAway(campaign: CampaignSettings, wish: RouteWish): readonly StoppedWay[] {
    if (!this.#stops.any) {
      return [];
    }
    this.#stops.tried();
    const limits = this.#deps.limitsOf(campaign);
    const found = new Map<string, StoppedWay>();
    for (const { trunk } of this.#trunks.values()) {
      const lines = fits(campaign, trunk) ? this.#poolOf(campaign, trunk, limits, wish).tiers.flat() : [];
      for (const line of lines) {
        const { company } = subjectOf(campaign, trunk, line, limits);
        for (const id of [`line:${line.number}`, `company:${companyKey(company)}`]) {
          const rule = this.#stops.ruleOf(id);
          const usage = rule === null ? null : this.#deps.usage.usageOf({ line, company });
          const calls = found.get(id)?.route.usage.lineDay.calls ?? Number.POSITIVE_INFINITY;
          // Of a company the line with the most calls left: one that is stopped itself would be named instead.
          if (rule !== null && usage !== null && usage.lineDay.calls < calls) {
            found.set(id, { id, rule, route: { trunk, line, usage } });
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

  /** The trunks of the campaign as they stand, for a person who asks why nothing leaves. */
  ways(campaign: CampaignSettings): readonly Way[] {
    const nowMs = this.#deps.clock.now();
    const limits = this.#deps.limitsOf(campaign);
    return [...this.#trunks.values()]
      .filter(({ trunk }) => fits(campaign, trunk))
      .map(({ trunk, health }) => ({
        trunk,
        scheduled: isScheduled(trunk.schedule, nowMs),
        restsUntilMs: mayCarry(health, nowMs) ? null : Math.max(nowMs, health.closedUntilMs),
        lines: this.#linesOf(campaign, trunk, limits).map((line) => ({
          line,
          readiness: this.#deps.usage.readiness(subjectOf(campaign, trunk, line, limits)),
        })),
      }));
  }

  /** Why `take` gave nothing. */
  whyNot(campaign: CampaignSettings, wish: RouteWish): NoRoute {
    const others = this.#usable(campaign).some((use) => hasRoom(this.#load(use)));
    const limits = this.#deps.limitsOf(campaign);
    const mine = this.#candidates(campaign, wish).some(
      (use) => this.#lineFor(campaign, wish, limits, use) !== null,
    );
    return others && !mine ? 'no_line' : 'later';
  }

  /** The gate has allowed the call: it uses the units of its line and company. */
  spend(route: Route): void {
    const subject = this.#subjects.get(route);
    if (subject !== undefined && !this.#spent.has(route)) {
      this.#spent.add(route);
      this.#deps.usage.spend(subject);
    }
  }

  /** Nothing left by this route: its channel, token and units are free again. */
  giveBack(route: Route): void {
    const subject = this.#subjects.get(route);
    const use = this.#trunks.get(route.trunk.id);
    if (subject === undefined) {
      return;
    }
    this.#subjects.delete(route);
    if (use !== undefined) {
      use.tokens = Math.min(mostTokens(use.trunk), use.tokens + 1);
      use.health = { ...use.health, probeSinceMs: null };
    }
    this.release(route.trunk.id);
    if (this.#spent.has(route)) {
      const { number, authenticated } = route.line;
      const { root, carrier, service } = subject.company;
      const call = { line: number, callerCnpj: root, carrier, service, authenticated };
      this.#deps.usage.giveBack(call, this.#deps.clock.now());
    }
  }

  /** The call has ended: its channel is free. */
  release(trunkId: TrunkId): void {
    const use = this.#trunks.get(trunkId);
    if (use !== undefined) {
      use.inUse = Math.max(0, use.inUse - 1);
    }
  }

  /** The carrier has brought a call to a phone: known long before the call ends. */
  rang(trunkId: TrunkId): void {
    const use = this.#trunks.get(trunkId);
    if (use !== undefined) {
      use.health = afterDelivery(use.health);
    }
  }

  /** What the call became: counts it as short or long, and its trunk as good or bad; who never left gives back. */
  ended(opening: AttemptOpening, result: AttemptResult): void {
    const { usage } = this.#deps;
    const use = this.#trunks.get(opening.trunkId);
    if (result.tDialMs === null) {
      usage.giveBack(opening, opening.tQueuedMs);
      if (use !== undefined) {
        use.health = { ...use.health, probeSinceMs: null };
      }
      return;
    }
    usage.ended(opening, result);
    if (use !== undefined && isTrunkFault(result)) {
      this.#fault(use);
    } else if (use !== undefined && result.tRingMs === null) {
      use.health = afterDelivery(use.health);
    }
  }

  #fault(use: TrunkUse): void {
    const { bus, clock } = this.#deps;
    const before = use.health.closedUntilMs;
    const atMs = clock.now();
    use.health = afterFault(use.health, atMs);
    const { closedUntilMs, faults } = use.health;
    if (closedUntilMs !== before) {
      bus.emit('trunk:closed', { trunkId: use.trunk.id, faults, untilMs: closedUntilMs, atMs });
    }
  }

  /** A call found after a restart uses a channel too; its units were counted before. */
  adopt(opening: AttemptOpening): void {
    const use = this.#trunks.get(opening.trunkId);
    if (use !== undefined) {
      use.inUse += 1;
    }
    this.#deps.usage.adopt(opening);
  }

  /** Trunks open to the campaign with a line that may be shown now, wherever the call goes. */
  #usable(campaign: CampaignSettings): TrunkUse[] {
    const limits = this.#deps.limitsOf(campaign);
    return [...this.#trunks.values()].filter(
      (use) =>
        fits(campaign, use.trunk) &&
        this.#isOpen(use) &&
        this.#linesOf(campaign, use.trunk, limits).some(
          (line) => this.#deps.usage.readiness(subjectOf(campaign, use.trunk, line, limits)) === 'ready',
        ),
    );
  }

  /** Trunks the call may take now, were they not full. */
  #candidates(campaign: CampaignSettings, wish: RouteWish): readonly TrunkUse[] {
    return [...this.#trunks.values()].filter(
      (use) => fits(campaign, use.trunk) && use.trunk.carrierId !== wish.notCarrier && this.#isOpen(use),
    );
  }

  #lineFor(
    campaign: CampaignSettings,
    wish: RouteWish,
    limits: TrafficLimits,
    { trunk }: TrunkUse,
  ): LineChoice | null {
    const person = { key: wish.personKey, seenLines: wish.seenLines };
    return chooseLine(
      this.#poolOf(campaign, trunk, limits, wish).tiers,
      person,
      limits.rotation?.lines ?? null,
      (line) => this.#deps.usage.readiness(subjectOf(campaign, trunk, line, limits)),
    );
  }

  /** The best trunk with a line that is ready: one of a line the person has seen, else any. */
  #firstReady(campaign: CampaignSettings, wish: RouteWish, limits: TrafficLimits) {
    const uses = this.#candidates(campaign, wish);
    const seen = wish.seenLines.length === 0 ? null : new Set<string>(wish.seenLines);
    const ofSeen = ({ trunk }: TrunkUse): boolean => {
      const { numbers } = this.#poolOf(campaign, trunk, limits, wish);
      return wish.seenLines.some((number) => numbers.has(number));
    };
    const lineFor = (use: TrunkUse): LineChoice | null => this.#lineFor(campaign, wish, limits, use);
    const known =
      seen === null ? null : this.#bestOf(uses.filter(ofSeen), lineFor, ({ line }) => seen.has(line.number));
    return known ?? this.#bestOf(uses, lineFor, () => true);
  }

  /** Asks the trunks for their lines from the best on, so that most calls ask one. */
  #bestOf(
    uses: readonly TrunkUse[],
    lineFor: (use: TrunkUse) => LineChoice | null,
    accepts: (choice: LineChoice) => boolean,
  ): { readonly use: TrunkUse; readonly line: Line } | null {
    let left = uses.map((use) => this.#load(use));
    for (;;) {
      const id = chooseTrunk(left)?.id;
      const use = id === undefined ? undefined : this.#trunks.get(id);
      if (use === undefined) {
        return null;
      }
      const choice = lineFor(use);
      if (choice?.readiness === 'ready' && accepts(choice)) {
        return { use, line: choice.line };
      }
      left = left.filter(({ trunk }) => trunk.id !== id);
    }
  }

  #load(use: TrunkUse): TrunkLoad {
    return {
      trunk: use.trunk,
      inUse: use.inUse,
      cpsRoom: this.#tokensOf(use),
      open: this.#isOpen(use),
      deliveryRate: use.health.deliveryRate,
    };
  }

  #isOpen(use: TrunkUse): boolean {
    const nowMs = this.#deps.clock.now();
    return mayCarry(use.health, nowMs) && isScheduled(use.trunk.schedule, nowMs);
  }

  /** What is in the bucket now. */
  #tokensOf(use: TrunkUse): number {
    const nowMs = this.#deps.clock.now();
    if (nowMs !== use.refilledMs) {
      const gained = (Math.max(0, nowMs - use.refilledMs) / SECOND) * use.trunk.cps;
      use.tokens = Math.min(mostTokens(use.trunk), use.tokens + gained);
      use.refilledMs = nowMs;
    }
    return use.tokens;
  }

  #linesOf(campaign: CampaignSettings, trunk: Trunk, { code0303 }: TrafficLimits): readonly Line[] {
    return this.#pools.linesOf(campaign, trunk, code0303);
  }

  #poolOf(campaign: CampaignSettings, trunk: Trunk, { code0303 }: TrafficLimits, wish: RouteWish): LinePool {
    return this.#pools.poolOf(campaign, trunk, code0303, wish);
  }
}

/** What the counts of a call hang on: asked for some times a dial, and the same until trunk, policy or company change. */
function subjectOf(
  campaign: CampaignSettings,
  trunk: Trunk,
  line: Line,
  limits: TrafficLimits,
): UsageSubject {
  const { callerCnpj } = campaign;
  const known = SUBJECTS.get(line);
  if (known?.trunk === trunk && known.callerCnpj === callerCnpj && known.subject.limits === limits) {
    return known.subject;
  }
  const subject = { line, company: companyOf(callerCnpj, trunk.carrierId, trunk.service), limits };
  SUBJECTS.set(line, { trunk, callerCnpj, subject });
  return subject;
}

/** A trunk of less than one call a second saves up for one. */
function mostTokens({ cps }: Trunk): number {
  return cps === 0 ? 0 : Math.max(1, cps);
}

/** Demo campaigns use demo trunks and nobody else does; a campaign may name its trunks. */
function fits(campaign: CampaignSettings, trunk: Trunk): boolean {
  const chosen = campaign.trunks;
  return (trunk.kind === 'demo') === campaign.demo && (chosen.length === 0 || chosen.includes(trunk.id));
}
