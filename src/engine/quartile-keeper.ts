import type { CampaignSettings } from '../core/campaign/campaign.js';
import {
  type Quartile,
  type QuartileDay,
  type QuartileModes,
  rankAgents,
} from '../core/campaign/quartile-modes.js';
import { formatDayNumber } from '../core/compliance/calendar/day-number.js';
import { localDayOf, nextBrasiliaDayMs } from '../core/compliance/gate/person-day.js';
import { BRASILIA, dayStartMs } from '../core/kernel/civil-time.js';
import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { AgentId, CampaignId } from '../core/kernel/ids.js';
import { DAY, HOUR, MINUTE } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { QuartileStore } from '../ports/quartile-store.js';
import type { EventBus } from './event-bus.js';

/** Calls of the old day have closed by then, and nobody is dialled yet. */
const AFTER_MIDNIGHT_MS = 5 * MINUTE;
/** A store that was away is asked again. */
const AGAIN_MS = 1 * MINUTE;
const KEPT_DAYS = 400;

/** A campaign whose agents have quartiles. */
interface Ranked {
  readonly id: CampaignId;
  readonly settings: Pick<CampaignSettings, 'quartileModes'>;
  wakeAgents(): void;
  paceSoon(): void;
}

export interface QuartileKeeperDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
  /** Without it nobody has a quartile. */
  readonly quartiles?: QuartileStore;
  readonly campaigns: () => Iterable<Ranked>;
}

/**
 * The quartiles of each campaign's agents: made once a day from the days before it, then as they are until the next day.
 * A day that cannot be made leaves the last one standing.
 */
export class QuartileKeeper {
  readonly #deps: QuartileKeeperDeps;
  readonly #days = new Map<CampaignId, ReadonlyMap<AgentId, Quartile>>();
  #timer: Timer | null = null;
  #closed = false;

  constructor(deps: QuartileKeeperDeps) {
    this.#deps = deps;
  }

  /** Resolves when today's stand, or cannot be had yet: then they are tried again by themselves. */
  async start(): Promise<void> {
    await this.#turn();
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
    }
  }

  of(campaignId: CampaignId, agentId: AgentId): Quartile | null {
    return this.#days.get(campaignId)?.get(agentId) ?? null;
  }

  /** What was made for a campaign last. */
  async last(campaignId: CampaignId): Promise<QuartileDay | null> {
    return (await this.#deps.quartiles?.last(campaignId)) ?? null;
  }

  async #turn(): Promise<void> {
    const { clock, quartiles, campaigns } = this.#deps;
    if (quartiles === undefined) {
      return;
    }
    let wellDone = true;
    for (const campaign of [...campaigns()]) {
      const { quartileModes } = campaign.settings;
      if (quartileModes !== null && !this.#closed) {
        wellDone = (await this.#take(campaign, quartileModes, quartiles)) && wellDone;
      }
    }
    if (!this.#closed) {
      const nowMs = clock.now();
      const delayMs = wellDone ? nextBrasiliaDayMs(nowMs) + AFTER_MIDNIGHT_MS - nowMs : AGAIN_MS;
      this.#timer = clock.setTimer(delayMs, () => void this.#turn());
    }
  }

  /** False when the store failed. */
  async #take(campaign: Ranked, rule: QuartileModes, store: QuartileStore): Promise<boolean> {
    const { clock, bus } = this.#deps;
    try {
      const before = await store.last(campaign.id);
      this.#set(campaign, before);
      const today = localDayOf(clock.now(), BRASILIA);
      if (before?.day !== formatDayNumber(today)) {
        const made = await this.#make(campaign.id, rule, store, before);
        this.#set(campaign, await store.keep(made, formatDayNumber(today - KEPT_DAYS)));
        const moved = made.agents.filter((one) => one.quartile !== one.before).length;
        const { day, ranked } = made;
        bus.emit('quartiles:made', { campaignId: campaign.id, day, ranked, moved, atMs: clock.now() });
      }
      campaign.wakeAgents();
      campaign.paceSoon();
      return true;
    } catch (error) {
      const atMs = clock.now();
      if (isCadenciaError(error)) {
        bus.emit('store:failed', { operation: 'quartiles', code: error.code, atMs });
      } else {
        bus.emit('engine:defect', { where: 'quartiles', message: messageOf(error), atMs });
      }
      return false;
    }
  }

  async #make(
    campaignId: CampaignId,
    { modes: _, ...rule }: QuartileModes,
    store: QuartileStore,
    before: QuartileDay | null,
  ): Promise<QuartileDay> {
    const nowMs = this.#deps.clock.now();
    const today = localDayOf(nowMs, BRASILIA);
    const startOf = (day: number): number => dayStartMs(day * DAY + 15 * HOUR, BRASILIA);
    const outputs = await store.output(campaignId, startOf(today - rule.days), startOf(today));
    const agents = rankAgents(outputs, quartilesOf(before), rule);
    return {
      campaignId,
      day: formatDayNumber(today),
      first: formatDayNumber(today - rule.days),
      last: formatDayNumber(today - 1),
      madeMs: nowMs,
      rule,
      ranked: agents.filter(({ place }) => place !== null).length,
      agents,
    };
  }

  #set({ id }: Ranked, day: QuartileDay | null): void {
    this.#days.set(id, quartilesOf(day));
  }
}

function quartilesOf(day: QuartileDay | null): ReadonlyMap<AgentId, Quartile> {
  return new Map(
    (day?.agents ?? []).flatMap(({ agentId, quartile }) => (quartile === null ? [] : [[agentId, quartile]])),
  );
}
