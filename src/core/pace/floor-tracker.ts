import type { PacedAgent, PacedCall, PacingObservation } from '../pacing/pacing-strategy.js';
import { AgentBook, WIRE_AGENT_STATES, type WireAgentState } from './agent-book.js';
import { CallBook } from './call-book.js';
import { DayCounter } from './day-counter.js';
import { LaneClock } from './lane-clock.js';
import type { PaceSetup } from './pace-setup.js';
import { RequestBook } from './request-book.js';
import {
  believableCount,
  idOf,
  listOf,
  numberOf,
  objectOf,
  secondsToMs,
  textOf,
  type WireId,
  type WireObject,
} from './wire-values.js';

/** One campaign as it stands at a tick. */
export interface TrackedCampaign {
  readonly calls: readonly PacedCall[];
  readonly seen: readonly PacingObservation[];
  readonly connectedToday: number;
  readonly abandonedToday: number;
  /** None of the calls asked for last was placed. */
  readonly dry: boolean;
}

/** The floor as it stands at a tick, for a pacing snapshot. */
export interface TrackedFloor {
  readonly nowMs: number;
  readonly idle: number;
  readonly busy: readonly PacedAgent[];
  /** What was learned of the agents, who belong to no campaign alone. */
  readonly seen: readonly PacingObservation[];
  readonly campaigns: ReadonlyMap<string, TrackedCampaign>;
}

/** The name of the only campaign of a run without a pool. */
export const LONE_CAMPAIGN = '';

/** Placed calls may be shown this much later; a little more, for ticks that come between. */
const PLACED_WITHIN_MS = 800;
/** Teams may be larger than a run says; not by more than this. */
const TEAM_GROWTH = 2;
const TEAM_SLACK = 20;
const LARGEST_TEAM = 10_000;
const CALLS_PER_AGENT = 40;
const CALLS_SLACK = 200;
/** People counted may run ahead of those heard by so many, and this share, before events are taken for lost. */
const UNHEARD_PEOPLE = 10;
const UNHEARD_SHARE = 0.2;
/** When a person nobody heard of is taken to have answered. */
const TYPICAL_ANSWER_MS = 12_000;

interface Campaign {
  readonly book: CallBook;
  readonly day: DayCounter;
  readonly requests: RequestBook;
}

/** Turns the ticks of a run into what a pacing strategy is asked with, whatever became of single events. */
export class FloorTracker {
  readonly #setup: PaceSetup;
  readonly #pooled: boolean;
  readonly #clock: LaneClock;
  readonly #agents = new AgentBook();
  readonly #campaigns = new Map<string, Campaign>();

  /** `pooled`: the campaigns are kept apart. */
  constructor(setup: PaceSetup, pooled: boolean) {
    this.#setup = setup;
    this.#pooled = pooled;
    this.#clock = new LaneClock(setup.tickMs);
  }

  hear(tick: WireObject): TrackedFloor {
    const nowMs = this.#clock.tick(secondsToMs(tick['t']));
    const pool = objectOf(tick['campaigns']);
    const ids = this.#idsOf(pool);
    for (const id of ids) {
      this.#campaign(id);
    }
    this.#countPlaced(tick);
    for (const { event, atMs } of this.#inOrder(tick['events'])) {
      this.#hearEvent(event, atMs);
    }
    this.#hearLists(tick);
    const mostAgents = this.#mostAgents();
    const agentCount = (name: string): number | null => believableCount(tick[name], mostAgents);
    this.#agents.fit(
      {
        idle: agentCount('idle'),
        talk: agentCount('talk'),
        wrap: agentCount('wrap'),
        pause: agentCount('paused'),
      },
      nowMs,
    );
    const { idle, busy } = this.#agents.view(nowMs);
    const campaigns = new Map<string, TrackedCampaign>();
    for (const id of ids) {
      const counts = id === LONE_CAMPAIGN ? tick : (objectOf(pool?.[id]) ?? {});
      campaigns.set(id, this.#view(id, counts, nowMs, idle + busy.length));
    }
    return { nowMs, idle, busy, seen: this.#agents.takeObservations(), campaigns };
  }

  /** Calls were asked for at the tick heard last. */
  asked(id: string, count: number, nowMs: number): void {
    this.#campaign(id).requests.ask(count, nowMs);
  }

  /** Calls of a campaign that have rung long enough to be taken back. */
  ringingFor(id: string, leastMs: number, nowMs: number): readonly WireId[] {
    return this.#campaign(id).book.ringingFor(leastMs, nowMs);
  }

  /** A pool by its tick, else by its start; else one campaign without a name. Other than predictive, all is one. */
  #idsOf(pool: WireObject | null): readonly string[] {
    if (!this.#pooled) {
      return [LONE_CAMPAIGN];
    }
    return Object.keys(pool ?? {}).length > 0 ? Object.keys(pool ?? {}) : [...this.#setup.campaigns.keys()];
  }

  #campaign(id: string): Campaign {
    let campaign = this.#campaigns.get(id);
    if (campaign === undefined) {
      const { settings } = this.#setup;
      const rules = {
        ringTimeoutMs: settings.ringTimeoutMs,
        amd: settings.amd,
        dropMs: settings.connectDeadlineMs,
      };
      campaign = { book: new CallBook(rules), day: new DayCounter(), requests: new RequestBook() };
      this.#campaigns.set(id, campaign);
    }
    return campaign;
  }

  #mostAgents(): number {
    const team = Math.max(this.#setup.agents ?? 0, this.#agents.known);
    return team > 0 ? TEAM_GROWTH * team + TEAM_SLACK : LARGEST_TEAM;
  }

  #countPlaced(tick: WireObject): void {
    const byCampaign = objectOf(tick['placedByCampaign']);
    for (const [id, { requests }] of this.#campaigns) {
      const placed = numberOf(this.#pooled ? byCampaign?.[id] : tick['placedLast']);
      if (placed !== null && placed >= 0) {
        requests.placed(placed);
      }
    }
  }

  /** The events of a tick as they happened; what is no event is left out. */
  #inOrder(value: unknown): readonly { event: WireObject; atMs: number }[] {
    const events: { event: WireObject; atMs: number }[] = [];
    let ordered = true;
    for (const item of listOf(value)) {
      const event = objectOf(item);
      if (event !== null) {
        const atMs = this.#clock.eventMs(secondsToMs(event['t']));
        ordered &&= atMs >= (events.at(-1)?.atMs ?? atMs);
        events.push({ event, atMs });
      }
    }
    return ordered ? events : events.sort((a, b) => a.atMs - b.atMs);
  }

  #hearEvent(event: WireObject, atMs: number): void {
    const type = event['type'];
    if (type === 'agent') {
      this.#hearAgent(event['agent'], event['state'], event['leaving'], idOf(event['call']), atMs);
      return;
    }
    const id = idOf(event['id']);
    if (id === null || typeof type !== 'string') {
      return;
    }
    const { book, requests } = this.#campaignOf(event, id);
    switch (type) {
      case 'dial': {
        book.dial(id, atMs, numberOf(event['p']));
        requests.dialled();
        return;
      }
      case 'ring': {
        book.ring(id, atMs);
        return;
      }
      case 'answer': {
        book.answer(id, atMs);
        return;
      }
      case 'live': {
        book.live(id, atMs);
        return;
      }
      case 'connect': {
        book.connect(id, atMs, Math.max(0, secondsToMs(event['wait']) ?? 0));
        return;
      }
      case 'end': {
        this.#hearEnd(book, id, event, atMs);
        return;
      }
      default:
        // A later version of the protocol may say more.
        return;
    }
  }

  #hearEnd(book: CallBook, id: WireId, event: WireObject, atMs: number): void {
    const talkMs = secondsToMs(event['talk']);
    const agent = idOf(event['agent']) !== null;
    if (book.end(id, atMs, textOf(event['result']) ?? 'unknown', talkMs, agent) && talkMs !== null) {
      this.#agents.talked(id, Math.max(0, talkMs));
    }
  }

  /** The campaign an event names; else the one that knows the call; else the first. */
  #campaignOf(event: WireObject, id: WireId): Campaign {
    const named = textOf(event['c']);
    if (named !== null && this.#campaigns.has(named)) {
      return this.#campaign(named);
    }
    for (const campaign of this.#campaigns.values()) {
      if (campaign.book.knows(id)) {
        return campaign;
      }
    }
    const [first] = this.#campaigns.values();
    return first ?? this.#campaign(LONE_CAMPAIGN);
  }

  #hearAgent(id: unknown, state: unknown, leaving: unknown, call: WireId | null, atMs: number): void {
    const agent = idOf(id);
    const known = WIRE_AGENT_STATES.find((name) => name === state) as WireAgentState | undefined;
    if (agent !== null && known !== undefined) {
      this.#agents.hear(agent, {
        state: known,
        atMs,
        leaving: typeof leaving === 'boolean' ? leaving : null,
        call,
      });
    }
  }

  /** Full lists of agents and calls, when a tick brings them: each entry is as good as the events that led there. */
  #hearLists(tick: WireObject): void {
    if (Array.isArray(tick['agents'])) {
      const present = new Set<WireId>();
      for (const item of tick['agents']) {
        const entry = objectOf(item);
        const id = idOf(entry?.['id']);
        if (entry !== null && id !== null) {
          present.add(id);
          const atMs = this.#clock.eventMs(secondsToMs(entry['since']));
          this.#hearAgent(id, entry['state'], entry['leaving'], null, atMs);
        }
      }
      this.#agents.keepOnly(present);
    }
    if (Array.isArray(tick['calls'])) {
      const present = new Set<WireId>();
      for (const item of tick['calls']) {
        const entry = objectOf(item);
        const id = idOf(entry?.['id']);
        if (entry !== null && id !== null) {
          present.add(id);
          this.#hearListed(id, entry);
        }
      }
      for (const { book } of this.#campaigns.values()) {
        book.keepOnly(present);
      }
    }
  }

  #hearListed(id: WireId, entry: WireObject): void {
    const { book } = this.#campaignOf(entry, id);
    const dialMs = secondsToMs(entry['t0']);
    if (dialMs !== null) {
      book.dial(id, this.#clock.eventMs(dialMs), numberOf(entry['p']));
    }
    const ringMs = secondsToMs(entry['tRing']);
    if (ringMs !== null) {
      book.ring(id, this.#clock.eventMs(ringMs));
    }
    const answerMs = secondsToMs(entry['tAns']);
    if (answerMs !== null) {
      book.answer(id, this.#clock.eventMs(answerMs));
    }
    if (entry['state'] === 'waiting') {
      book.live(id, this.#clock.eventMs(null));
    }
  }

  #view(id: string, counts: WireObject, nowMs: number, agents: number): TrackedCampaign {
    const { book, day, requests } = this.#campaign(id);
    const most = CALLS_PER_AGENT * agents + CALLS_SLACK;
    const calls = book.view(
      {
        inFlight: believableCount(counts['inFlight'], most + book.openCount),
        waiting: believableCount(counts['waiting'], most + book.openCount),
      },
      nowMs,
      most,
    );
    for (let i = requests.outstanding(nowMs, PLACED_WITHIN_MS); i > 0; i--) {
      calls.push({ ageMs: 0, ringingMs: null, screeningMs: null, waiting: false });
    }
    const people = day.count(counts['answeredToday'], counts['abandonedToday'], book.takeWaits());
    const unheard = this.#unheard(book, day);
    return {
      calls,
      seen: [...book.takeObservations(), ...unheard, ...people],
      connectedToday: day.connectedToday,
      abandonedToday: day.abandonedToday,
      dry: requests.dry,
    };
  }

  /**
   * People whom the day's counts have and no event ever told of. To go on as if only the failures that are heard had
   * happened would make the pacer believe that nobody answers, and dial without end.
   */
  #unheard(book: CallBook, day: DayCounter): PacingObservation[] {
    const missing = day.counted - book.lives - UNHEARD_PEOPLE - UNHEARD_SHARE * day.counted;
    const count = Math.max(0, Math.floor(missing));
    book.lives += count;
    return Array.from({ length: count }, () => ({
      kind: 'live',
      afterMs: TYPICAL_ANSWER_MS,
      ringMs: null,
      amdMs: null,
    }));
  }
}
