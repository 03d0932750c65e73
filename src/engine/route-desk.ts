import type { CampaignSettings, Line, Trunk } from '../core/campaign/campaign.js';
import { isLoopbackHost } from '../core/campaign/loopback-host.js';
import type { TrafficLimits } from '../core/compliance/limits/traffic-limits.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { EngineId } from '../core/kernel/ids.js';
import type { Rng } from '../core/kernel/rng.js';
import { MINUTE } from '../core/kernel/time.js';
import type { Obstacle } from '../core/readiness/obstacle.js';
import { wayObstacles } from '../core/readiness/way-obstacles.js';
import type { CampaignStore } from '../ports/campaign-store.js';
import type { Clock } from '../ports/clock.js';
import type { Coordination } from '../ports/coordination.js';
import type { LineWatchStore } from '../ports/line-watch-store.js';
import type { SipLadderStore } from '../ports/sip-ladder-store.js';
import type { SipWatch, SipWatchEvent } from '../ports/sip-watch.js';
import type { UsageStore } from '../ports/usage-store.js';
import type { BaseVersion } from '../ports/versioned.js';
import type { EventBus } from './event-bus.js';
import type { LimitView } from './limit-view.js';
import { LimitWatch } from './limit-watch.js';
import { LINE_WATCH_DEFAULTS, LineWatch, type LineWatchSettings } from './line-watch.js';
import { SipLadderKeeper } from './sip-ladder-keeper.js';
import { TrunkBook } from './trunk-book.js';
import { SHORT_SECONDS, UsageBook } from './usage-book.js';

/** Where servers tell one another that trunks or lines have changed. */
const WAYS_CHANNEL = 'ways';
/** Long calls that ended as long ago have been counted by whoever placed them, or never will be. */
const LONG_SETTLED_MS = 5 * MINUTE;

export interface RouteDeskDeps {
  readonly store: CampaignStore;
  readonly usage: UsageStore;
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly bus: EventBus;
  /** Sees SIP itself; null where nobody does. */
  readonly sip: SipWatch | null;
  readonly engineId: EngineId;
  readonly rng: Rng;
  /** Keeps the SIP that was seen; without one nobody does. */
  readonly ladders: SipLadderStore | undefined;
  /** Keeps who rests; without one a restart forgets it. */
  readonly lineWatchStore: LineWatchStore | undefined;
  readonly lineWatch: LineWatchSettings | undefined;
  /** This life of the engine, as the holder of units of calls. */
  readonly holder: string;
  /** The clock is a demo's shifted one. */
  readonly shiftedClock: boolean;
  readonly limitsOf: (campaign: CampaignSettings, nowMs: number) => TrafficLimits;
  /** Units of calls came in: who waited for them may try again. */
  readonly onUnits: () => void;
  /** A trunk or a line has changed. */
  readonly onChange: () => void;
}

/** The ways out and what they may still carry: trunks, lines, counts and limits, and what a person changes of them. */
export class RouteDesk {
  readonly trunks: TrunkBook;
  readonly lines: LineWatch;
  readonly #deps: RouteDeskDeps;
  readonly #usage: UsageBook;
  readonly #limits: LimitWatch;
  readonly #ladders: SipLadderKeeper | null;
  #unsubscribe: (() => Promise<void>) | null = null;
  #unlisten: () => void = () => undefined;

  constructor(deps: RouteDeskDeps) {
    const { coordination, clock, bus, holder, limitsOf, onUnits } = deps;
    this.#deps = deps;
    this.#usage = new UsageBook({ coordination, clock, bus, holder, onAnswer: onUnits });
    this.#limits = new LimitWatch({ clock, bus, usage: this.#usage });
    const limitsNow = (campaign: CampaignSettings): TrafficLimits => limitsOf(campaign, clock.now());
    this.#ladders =
      deps.ladders === undefined ? null : new SipLadderKeeper({ store: deps.ladders, clock, bus });
    this.lines = new LineWatch({
      ...deps,
      store: deps.lineWatchStore,
      settings: deps.lineWatch ?? LINE_WATCH_DEFAULTS,
      lines: () => this.trunks.lines,
      onRests: (here) => void (here ? this.#changed() : deps.onChange()),
    });
    const guide = this.lines;
    this.trunks = new TrunkBook({ clock, bus, usage: this.#usage, limitsOf: limitsNow, guide });
  }

  /** Reads trunks and lines. */
  async load(): Promise<void> {
    const { store } = this.#deps;
    for (const trunk of await store.listTrunks()) {
      this.trunks.setTrunk(trunk);
    }
    this.trunks.setLines(await store.listLines());
    await this.lines.readRests();
  }

  /** Rows outlive the shared counters: whatever became of those, no day and no month begins anew. */
  async loadUsage(): Promise<void> {
    const { usage, clock } = this.#deps;
    const { periods } = this.#usage;
    const stored = await usage.usageSince({
      dayStartMs: periods.dayStartMs,
      monthStartsMs: periods.monthStartsMs(),
      shortSeconds: SHORT_SECONDS,
      longEndedBeforeMs: clock.now() - LONG_SETTLED_MS,
    });
    await this.#usage.load(stored);
  }

  /** Begins to watch the limits, and what other servers change of trunks and lines. */
  async start(): Promise<void> {
    await this.lines.recall();
    this.lines.start();
    this.#ladders?.start();
    this.#limits.start();
    const { coordination, holder, onChange, sip } = this.#deps;
    this.#unlisten = sip?.listen((event) => this.#onSip(event)) ?? this.#unlisten;
    this.#unsubscribe = await coordination.subscribe(WAYS_CHANNEL, (from) => {
      if (from !== holder) {
        // What cannot be read now stays as it was: the next change, or the next start, brings it.
        void this.load().then(onChange, () => undefined);
      }
    });
  }

  limits(): readonly LimitView[] {
    return this.#limits.views();
  }

  /** What keeps the campaign's calls from finding a way out. */
  obstacles(campaign: CampaignSettings): readonly Obstacle[] {
    const stops = this.limits().filter(({ state }) => state === 'stopped');
    return wayObstacles({
      campaign,
      ways: this.trunks.ways(campaign),
      lines: this.trunks.lines,
      code0303: this.#deps.limitsOf(campaign, this.#deps.clock.now()).code0303,
      stops: stops.map(({ name, rule, reason }) => `${name} (${rule ?? ''}: ${reason})`),
    });
  }

  /** Holds from the next call on; a call that lives keeps its channel. @returns the new version. */
  async saveTrunk(trunk: Trunk, base: BaseVersion = null): Promise<number> {
    if (trunk.kind === 'demo' && !isLoopbackHost(trunk.host)) {
      throw new CadenciaError('DLR_DEMO_TRUNK', {
        detail: `Trunk '${trunk.id}' is of kind demo but its host is not loopback; use 127.0.0.1 or kind sip.`,
      });
    }
    if (trunk.kind !== 'demo' && this.#deps.shiftedClock) {
      throw new CadenciaError('DLR_DEMO_CLOCK', {
        detail: `Trunk '${trunk.id}' of kind ${trunk.kind} reaches real people, and the clock of this demo is shifted. Stop it and start without demo trunks, with a data folder of its own (cadencia serve).`,
      });
    }
    const version = await this.#deps.store.saveTrunk(trunk, base);
    this.trunks.setTrunk(trunk);
    await this.#changed();
    return version;
  }

  /** @returns the new version. */
  async saveLine(line: Line, base: BaseVersion = null): Promise<number> {
    const { store } = this.#deps;
    const version = await store.saveLine(line, base);
    this.trunks.setLines(await store.listLines());
    await this.#changed();
    return version;
  }

  #onSip(event: SipWatchEvent): void {
    const { bus, onChange } = this.#deps;
    switch (event.kind) {
      case 'message':
        bus.emit('sip:seen', event.message);
        break;
      case 'trunk':
        if (this.trunks.probed(event.trunk)) {
          onChange();
        }
        bus.emit('trunk:probed', event.trunk);
        break;
    }
  }

  async #changed(): Promise<void> {
    this.#deps.onChange();
    await this.#deps.coordination.publish(WAYS_CHANNEL, this.#deps.holder).catch(() => undefined);
  }

  /** Gives back the units of calls that were not used. Idempotent. */
  async close(): Promise<void> {
    this.#unlisten();
    await this.lines.close();
    await this.#ladders?.close();
    this.#limits.close();
    await this.#unsubscribe?.();
    await this.#usage.close();
  }
}
