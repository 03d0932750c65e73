import type { AttemptOpening, AttemptResult } from '../core/call-log/call-log-row.js';
import type { CampaignSettings, Line, Trunk } from '../core/campaign/campaign.js';
import type { TrafficLimits } from '../core/compliance/limits/traffic-limits.js';
import type { TrunkId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Way } from '../core/readiness/way-obstacles.js';
import { chooseTrunk, hasRoom, type TrunkLoad } from '../core/route/choose-trunk.js';
import type { LineChoice } from '../core/route/line-pool.js';
import { isTrunkFault } from '../core/route/trunk-health.js';
import type { Clock } from '../ports/clock.js';
import type { TrunkProbed } from '../ports/sip-watch.js';
import { BarredWays } from './barred-ways.js';
import type { TrunkView } from './engine-control.js';
import type { EventBus } from './event-bus.js';
import { type LineGuide, LineShelf, NO_GUIDE } from './line-shelf.js';
import type { Route, RouteWish } from './route.js';
import { TrunkLane } from './trunk-lane.js';
import type { UsageBook } from './usage-book.js';
import type { UsageSubject } from './usage-subject.js';

/**
 * Why there is no route: `later` for everybody, nothing that this destination and person may be shown, or nothing that
 * anybody may be shown.
 */
export type NoRoute = 'later' | 'no_line' | 'no_way';

export interface TrunkBookDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly usage: UsageBook;
  /** What the campaign's policy allows lines and companies. */
  readonly limitsOf: (campaign: CampaignSettings) => TrafficLimits;
  /** @default none rests, and each person begins at a line of his own */
  readonly guide?: LineGuide;
}

/**
 * The trunks, and the line each call shows: a trunk counts only while one of its lines has calls left in its own limits
 * and in those of the company at the carrier. A route taken must be given back, or spent and released, once.
 */
export class TrunkBook {
  /** The ways out that rules keep from being taken. */
  readonly barred: BarredWays;
  readonly #deps: TrunkBookDeps;
  readonly #lanes = new Map<TrunkId, TrunkLane>();
  readonly #shelf: LineShelf;
  readonly #subjects = new WeakMap<Route, UsageSubject>();
  readonly #spent = new WeakSet<Route>();

  constructor(deps: TrunkBookDeps) {
    this.#deps = deps;
    this.#shelf = new LineShelf(deps.usage, deps.guide ?? NO_GUIDE);
    const trunksOf = (campaign: CampaignSettings): readonly Trunk[] =>
      this.#lanesOf(campaign).map(({ trunk }) => trunk);
    this.barred = new BarredWays({ ...deps, shelf: this.#shelf, trunksOf });
  }

  setTrunk(trunk: Trunk): void {
    const known = this.#lanes.get(trunk.id);
    if (known === undefined) {
      this.#lanes.set(trunk.id, new TrunkLane(this.#deps, trunk));
    } else {
      known.setTrunk(trunk);
    }
    this.#shelf.forget();
    this.barred.forget();
  }

  /** The trunk as it is set now, also one that takes no new calls. */
  trunkOf(id: TrunkId): Trunk | null {
    return this.#lanes.get(id)?.trunk ?? null;
  }

  setLines(lines: readonly Line[]): void {
    this.#shelf.setLines(lines);
    this.barred.forget();
  }

  get lines(): readonly Line[] {
    return this.#shelf.lines;
  }

  loads(): readonly TrunkLoad[] {
    return [...this.#lanes.values()].map((lane) => lane.load());
  }

  views(): readonly TrunkView[] {
    return [...this.#lanes.values()].map((lane) => {
      const { id, kind, channels, cps } = lane.trunk;
      const { inUse, backOff } = lane.load();
      return { id, kind, channels, inUse, cps, probed: lane.probed, backOff };
    });
  }

  /** Asks for the units a first call of the campaign will need, so that it does not wait for them. */
  warm(campaign: CampaignSettings): void {
    this.#usable(campaign);
  }

  /** True when a carrier other than that one has a trunk and a line for the campaign now. */
  hasOther(campaign: CampaignSettings, carrier: string): boolean {
    return this.#usable(campaign).some(({ trunk }) => trunk.carrierId !== carrier);
  }

  /** Free channels of the trunks the campaign may use now; of those alone where a switch is asked for. */
  freeChannels(campaign: CampaignSettings, carries: Carries = everyTrunk): number {
    return this.#usable(campaign)
      .filter(({ trunk }) => carries(trunk.id))
      .reduce((sum, { freeChannels }) => sum + freeChannels, 0);
  }

  /** True where the campaign has one of those, whether or not it takes calls now. */
  has(campaign: CampaignSettings, carries: Carries): boolean {
    return this.#lanesOf(campaign).some(({ trunk }) => carries(trunk.id));
  }

  /** Calls the CPS limits of those trunks let through now. */
  cpsRoom(campaign: CampaignSettings): number {
    return this.#usable(campaign).reduce((sum, { cpsRoom }) => sum + Math.floor(cpsRoom), 0);
  }

  /** Milliseconds until a trunk of the campaign has CPS room again; 0 when one has. */
  cpsWaitMs(campaign: CampaignSettings): number {
    const wait = Math.min(...this.#usable(campaign).map(({ cpsWaitMs }) => cpsWaitMs));
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
    const { lane, line } = found;
    lane.take();
    const subject = this.#shelf.subject(campaign, lane.trunk, line, limits);
    const route: Route = { trunk: lane.trunk, line, usage: this.#deps.usage.usageOf(subject) };
    this.#subjects.set(route, subject);
    return route;
  }

  /**
   * Takes that very trunk for that very line, to try them: also one that is switched off or rests, but not its channels,
   * calls a second or limits beyond what they have. `spent`: a limit is reached, and only the gate can say which.
   */
  takeThis(
    campaign: CampaignSettings,
    { id }: Trunk,
    line: Line,
  ): { readonly kind: 'taken' | 'spent'; readonly route: Route } | { readonly kind: 'pending' } {
    const { usage, limitsOf } = this.#deps;
    const lane = this.#lanes.get(id);
    if (lane === undefined) {
      return { kind: 'pending' };
    }
    const subject = this.#shelf.subject(campaign, lane.trunk, line, limitsOf(campaign));
    const readiness = usage.readiness(subject);
    if (readiness === 'pending' || lane.freeChannels < 1 || lane.cpsRoom < 1) {
      return { kind: 'pending' };
    }
    const route: Route = { trunk: lane.trunk, line, usage: usage.usageOf(subject) };
    if (readiness === 'stopped') {
      return { kind: 'spent', route };
    }
    lane.take();
    this.#subjects.set(route, subject);
    return { kind: 'taken', route };
  }

  /** The trunks of the campaign as they stand, for a person who asks why nothing leaves. */
  ways(campaign: CampaignSettings): readonly Way[] {
    const limits = this.#deps.limitsOf(campaign);
    return this.#lanesOf(campaign).map(({ trunk, scheduled, restsUntilMs, probed, backOff }) => ({
      trunk,
      scheduled,
      silence: probed?.state === 'down' ? probed.why : null,
      restsUntilMs,
      backOff,
      lines: this.#shelf.shown(campaign, trunk, limits).map((line) => ({
        line,
        rests: this.#shelf.rests(line),
        readiness: this.#shelf.readiness(campaign, trunk, line, limits),
      })),
    }));
  }

  /** Why `take` gave nothing. */
  whyNot(campaign: CampaignSettings, wish: RouteWish): NoRoute {
    if (this.barred.nothingToShow(campaign)) {
      return 'no_way';
    }
    const limits = this.#deps.limitsOf(campaign);
    const { carries = everyTrunk } = wish;
    const others = this.#usable(campaign).some((lane) => carries(lane.trunk.id) && hasRoom(lane.load()));
    const mine = this.#candidates(campaign, wish).some(
      ({ trunk }) => this.#shelf.choose(campaign, trunk, limits, wish) !== null,
    );
    return others && !mine ? 'no_line' : 'later';
  }

  /** The gate has allowed the call: it uses the units of its line and company. */
  spend(route: Route): void {
    const subject = this.#subjects.get(route);
    if (subject !== undefined && !this.#spent.has(route)) {
      this.#spent.add(route);
      this.#lanes.get(route.trunk.id)?.launched();
      this.#deps.usage.spend(subject);
    }
  }

  /** Milliseconds until the call may leave by its route, now that its row is committed: asked once, right before. */
  departIn({ trunk }: Route): number {
    return this.#lanes.get(trunk.id)?.departIn() ?? 0;
  }

  /** Nothing left by this route: its channel, token and units are free again. */
  giveBack(route: Route): void {
    const subject = this.#subjects.get(route);
    if (subject === undefined) {
      return;
    }
    this.#subjects.delete(route);
    this.#lanes.get(route.trunk.id)?.giveBack();
    if (this.#spent.has(route)) {
      const { number, authenticated } = route.line;
      const { root, carrier, service } = subject.company;
      const call = { line: number, callerCnpj: root, carrier, service, authenticated };
      this.#deps.usage.giveBack(call, this.#deps.clock.now());
    }
  }

  /** The call has ended: its channel is free. */
  release(trunkId: TrunkId): void {
    this.#lanes.get(trunkId)?.release();
  }

  /** The carrier has brought a call to a phone, `afterMs` after it left: known long before the call ends. */
  rang(trunkId: TrunkId, afterMs: number): void {
    const lane = this.#lanes.get(trunkId);
    lane?.delivered();
    lane?.rangAfter(afterMs);
  }

  /**
   * The media server would not place a call on it: it does not know the trunk, or can make no channel for it. Such a
   * trunk carries nothing and so would be chosen before all others for ever.
   */
  refused(trunkId: TrunkId): void {
    this.#lanes.get(trunkId)?.failed();
  }

  /** Its carrier was asked whether it is there. @returns whether calls find another way now. */
  probed(probed: TrunkProbed): boolean {
    const lane = this.#lanes.get(probed.trunkId);
    const before = lane?.open;
    lane?.setProbed(probed);
    return lane?.open !== before;
  }

  /** What the call became: counts it as short or long, and its trunk as good or bad; who never left gives back. */
  ended(opening: AttemptOpening, result: AttemptResult): void {
    const { usage } = this.#deps;
    const lane = this.#lanes.get(opening.trunkId);
    if (result.tDialMs === null) {
      usage.giveBack(opening, opening.tQueuedMs);
      lane?.forgetProbe();
      return;
    }
    usage.ended(opening, result);
    lane?.heard(opening.tQueuedMs, result);
    if (isTrunkFault(result)) {
      lane?.failed();
    } else if (result.tRingMs === null) {
      lane?.delivered();
    }
  }

  /** A call found after a restart uses a channel too; its units were counted before. */
  adopt(opening: AttemptOpening): void {
    this.#lanes.get(opening.trunkId)?.adopt();
    this.#deps.usage.adopt(opening);
  }

  /** Demo campaigns use demo trunks and nobody else does; a campaign may name its trunks. */
  #lanesOf({ trunks: chosen, demo }: CampaignSettings): readonly TrunkLane[] {
    return [...this.#lanes.values()].filter(
      ({ trunk }) =>
        trunk.active &&
        (trunk.kind === 'demo') === demo &&
        (chosen.length === 0 || chosen.includes(trunk.id)),
    );
  }

  /** Trunks open to the campaign with a line that may be shown now, wherever the call goes. */
  #usable(campaign: CampaignSettings): readonly TrunkLane[] {
    const limits = this.#deps.limitsOf(campaign);
    return this.#lanesOf(campaign).filter(
      ({ trunk, open }) =>
        open &&
        this.#shelf
          .shown(campaign, trunk, limits)
          .some((line) => this.#shelf.readiness(campaign, trunk, line, limits) === 'ready'),
    );
  }

  /** Trunks the call may take now, were they not full. */
  #candidates(
    campaign: CampaignSettings,
    { notCarrier, carries = everyTrunk }: RouteWish,
  ): readonly TrunkLane[] {
    return this.#lanesOf(campaign).filter(
      ({ trunk, open }) => open && trunk.carrierId !== notCarrier && carries(trunk.id),
    );
  }

  /** The best trunk with a line that is ready: one of a line the person has seen, else any. */
  #firstReady(campaign: CampaignSettings, wish: RouteWish, limits: TrafficLimits) {
    const lanes = this.#candidates(campaign, wish);
    const seen = wish.seenLines.length === 0 ? null : new Set<string>(wish.seenLines);
    const ofSeen = ({ trunk }: TrunkLane): boolean => this.#shelf.hasSeen(campaign, trunk, limits, wish);
    const lineFor = ({ trunk }: TrunkLane): LineChoice | null =>
      this.#shelf.choose(campaign, trunk, limits, wish);
    const known =
      seen === null ? null : bestOf(lanes.filter(ofSeen), lineFor, ({ line }) => seen.has(line.number));
    return known ?? bestOf(lanes, lineFor, () => true);
  }
}

/** Which trunks a switch has. */
type Carries = (trunkId: TrunkId) => boolean;

const everyTrunk: Carries = () => true;

/** Asks the trunks for their lines from the best on, so that most calls ask one. */
function bestOf(
  lanes: readonly TrunkLane[],
  lineFor: (lane: TrunkLane) => LineChoice | null,
  accepts: (choice: LineChoice) => boolean,
): { readonly lane: TrunkLane; readonly line: Line } | null {
  let left = lanes.map((lane) => lane.load());
  for (;;) {
    const id = chooseTrunk(left)?.id;
    const lane = lanes.find(({ trunk }) => trunk.id === id);
    if (lane === undefined) {
      return null;
    }
    const choice = lineFor(lane);
    if (choice?.readiness === 'ready' && accepts(choice)) {
      return { lane, line: choice.line };
    }
    left = left.filter(({ trunk }) => trunk.id !== id);
  }
}
