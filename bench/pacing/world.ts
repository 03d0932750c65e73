import type {
  PacedAgent,
  PacedCall,
  PacingObservation,
  PacingSnapshot,
} from '../../src/core/pacing/pacing-strategy.js';
import { Agenda } from './agenda.js';
import { type Chance, chanceOf } from './chance.js';
import { FaultyLine } from './faulty-line.js';
import { drawFate, type Fate, type Scenario } from './scenarios.js';

/** What a day of one scenario under one pacer came to. */
export interface DayResult {
  readonly occupancy: number;
  readonly drop: number;
  readonly live: number;
  readonly drops: number;
  /** Largest drop share of any 30 minutes that began on a minute. */
  readonly worst30: number;
  readonly attemptsPerConnect: number;
  readonly firstHourDrop: number;
  readonly violated: boolean;
  /** Occupancy of each ten minutes of the day. */
  readonly occupancyBy10: readonly number[];
  readonly slowestStepMs: number;
  readonly meanStepMs: number;
  /** Drops that no pacer could avoid: an agent was free and paused as he was given the call. */
  readonly unavoidable: number;
  /** Persons whom AMD took for a machine. */
  readonly missedPersons: number;
  /** By minute of the day: people, drops, agents' seconds of talk and of idling. */
  readonly minutes: {
    readonly live: readonly number[];
    readonly drops: readonly number[];
    readonly talk: readonly number[];
    readonly idle: readonly number[];
  };
}

/** Anything that answers "how many now?"; `truth` is only for pacers that may cheat. */
export interface BenchPacer {
  step(
    snapshot: PacingSnapshot,
    seen: readonly PacingObservation[],
    nowMs: number,
    liveFactor: number,
  ): number | readonly number[];
}

/** What happens in the world, as its telephones would tell it. */
export type WorldEvent =
  | {
      readonly type: 'dial' | 'ring' | 'answer' | 'live';
      readonly t: number;
      readonly id: number;
      readonly p?: number;
      readonly c?: string;
    }
  | {
      readonly type: 'connect';
      readonly t: number;
      readonly id: number;
      readonly agent: number;
      readonly wait: number;
      readonly c?: string;
    }
  | {
      readonly type: 'end';
      readonly t: number;
      readonly id: number;
      readonly result: string;
      readonly agent?: number;
      readonly talk?: number;
      readonly c?: string;
    }
  | {
      readonly type: 'agent';
      readonly t: number;
      readonly agent: number;
      readonly state: string;
      readonly call?: number;
      readonly leaving?: boolean;
    };

/** One moment at which the world asks how many calls to place. */
export interface WorldQuestion {
  readonly t: number;
  readonly snapshot: PacingSnapshot;
  readonly seen: readonly PacingObservation[];
  readonly events: readonly WorldEvent[];
  readonly liveFactor: number;
  readonly placedLast: number;
  /** Where campaigns share the agents: what became of each so far, and its calls in flight. */
  readonly shares: readonly CampaignShare[];
}

export interface CampaignShare {
  readonly connected: number;
  readonly drops: number;
  readonly inFlight: number;
  readonly waiting: number;
  readonly placedLast: number;
}

/** What the world is told: how many, which of the next contacts, or how many of each campaign. */
export type WorldOrder = number | readonly number[] | { readonly dial: readonly number[] };

/** A contact of a list on which they differ, and what the dialer believes of it. */
interface Contact {
  readonly odds: number;
  readonly estimate: number;
}

export interface Call {
  readonly id: number;
  readonly campaign: number;
  readonly estimate: number | null;
  readonly born: number;
  readonly fate: Fate;
  state: 'dialling' | 'waiting' | 'gone';
  since: number;
  /** The agent who was free for it paused as he was given it. */
  refused: boolean;
}

interface Agent {
  readonly id: number;
  state: 'off' | 'idle' | 'talk' | 'wrap' | 'pause';
  since: number;
  leaving: boolean;
  talk: number;
}

const PATIENCE = 2;
/** How long an agent is away who pauses as he is given a call. */
const SUDDEN_PAUSE = [120, 600] as const;

/** A, B, … */
export function campaignName(campaign: number): string {
  return String.fromCharCode(65 + campaign);
}

function isBusy(agent: Agent): boolean {
  return agent.state === 'talk' || agent.state === 'wrap';
}

/** Runs a day in seconds of the world's own time. `stepOnEvents` asks the pacer after each event, else each second. */
export class World {
  private readonly scenario: Scenario;
  /** The campaigns that share the agents; the first is the scenario itself. */
  private readonly mix: readonly Scenario[];
  private readonly tally: { connected: number; drops: number; attempts: number; placedLast: number }[];
  private readonly chance: Chance;
  private readonly cap: number;
  private readonly stepOnEvents: boolean;
  private readonly agenda = new Agenda();
  protected now = 0;
  protected readonly calls = new Set<Call>();
  private readonly queue: Call[] = [];
  private readonly agents: Agent[] = [];
  private readonly idle: Agent[] = [];
  protected seen: PacingObservation[] = [];
  private talk = 0;
  private idleTime = 0;
  private attempts = 0;
  private connected = 0;
  private drops = 0;
  protected events: WorldEvent[] = [];
  private dirty = false;
  private asking = false;
  private placedLast = 0;
  private serial = 0;
  private readonly list: Contact[] = [];
  private readonly endOfDay: number;
  private readonly minuteLive: number[];
  private readonly minuteDrops: number[];
  private readonly minuteTalk: number[];
  private readonly minuteIdle: number[];
  private readonly line: FaultyLine<PacingObservation> | null;
  private unavoidable = 0;
  private missedPersons = 0;
  private slowest = 0;
  private spent = 0;
  private steps = 0;

  constructor(
    scenario: Scenario,
    seed: number,
    cap: number,
    stepOnEvents: boolean,
    others: readonly Scenario[] = [],
  ) {
    this.scenario = scenario;
    this.mix = [scenario, ...others];
    this.tally = this.mix.map(() => ({ connected: 0, drops: 0, attempts: 0, placedLast: 0 }));
    this.chance = chanceOf(seed);
    this.cap = cap;
    this.stepOnEvents = stepOnEvents;
    this.endOfDay = scenario.hours * 3600;
    const minutes = Math.ceil(scenario.hours * 60) + 1;
    this.minuteLive = new Array<number>(minutes).fill(0);
    this.minuteDrops = new Array<number>(minutes).fill(0);
    this.minuteTalk = new Array<number>(minutes).fill(0);
    this.minuteIdle = new Array<number>(minutes).fill(0);
    const { line } = scenario;
    // A chance of its own, so that the public is the same over a good line.
    this.line = line === undefined ? null : new FaultyLine(chanceOf(seed + 7_000), line);
    for (let i = 0; i < scenario.agents; i++) {
      this.agents.push({ id: i, state: 'off', since: 0, leaving: false, talk: 0 });
    }
  }

  /** The day under a pacer that answers at once. */
  run(pacer: BenchPacer): DayResult {
    const day = this.day();
    let next = day.next();
    while (next.done !== true) {
      const { snapshot, seen, t, liveFactor } = next.value;
      const began = performance.now();
      const wanted = pacer.step(snapshot, seen, 1000 * t, liveFactor);
      this.timed(performance.now() - began);
      next = day.next(wanted);
    }
    return next.value;
  }

  /** The day, question by question; who answers may take his time. */
  *day(): Generator<WorldQuestion, DayResult, WorldOrder> {
    this.agenda.add(0, () => this.tick());
    while (this.agenda.next <= this.endOfDay) {
      const item = this.agenda.take();
      this.now = item.at;
      item.run();
      if (this.asking || (this.dirty && this.stepOnEvents && this.agenda.next > this.now)) {
        if (this.line?.skipsTick() === true) {
          this.asking = false;
          this.dirty = false;
        } else {
          this.placeUpTo(yield this.question());
        }
      }
    }
    this.now = this.endOfDay;
    for (const agent of this.agents) {
      this.account(agent);
    }
    return this.result();
  }

  /** A step took so long. */
  timed(tookMs: number): void {
    this.spent += tookMs;
    this.steps += 1;
    this.slowest = Math.max(this.slowest, tookMs);
  }

  private tick(): void {
    this.staff();
    this.asking = true;
    this.agenda.add(this.now + 1, () => this.tick());
  }

  private staff(): void {
    const want = this.scenario.staff(this.now);
    let here = this.agents.filter((agent) => agent.state !== 'off' && !agent.leaving).length;
    for (const agent of this.agents) {
      if (here < want && (agent.state === 'off' || agent.leaving)) {
        here += 1;
        agent.leaving = false;
        if (agent.state === 'off') {
          this.free(agent);
        } else {
          this.tellLeaving(agent);
        }
      } else if (here > want && agent.state !== 'off' && !agent.leaving) {
        here -= 1;
        if (agent.state === 'idle') {
          this.idle.splice(this.idle.indexOf(agent), 1);
          this.move(agent, 'off');
        } else {
          agent.leaving = true;
          this.tellLeaving(agent);
        }
      }
    }
  }

  private tellLeaving({ id, state, leaving }: Agent): void {
    if (this.scenario.leavesUnannounced === true) {
      return;
    }
    this.events.push({ type: 'agent', t: this.now, agent: id, state, leaving });
  }

  /** Adds the time since the last change to the day's sums. */
  private account(agent: Agent): void {
    const [sums, byMinute] =
      agent.state === 'idle'
        ? [1, this.minuteIdle]
        : agent.state === 'talk'
          ? [2, this.minuteTalk]
          : [0, null];
    const spent = this.now - agent.since;
    if (byMinute !== null) {
      let at = agent.since;
      while (at < this.now) {
        const slot = Math.floor(at / 60);
        const until = Math.min(this.now, (slot + 1) * 60);
        byMinute[slot] = (byMinute[slot] ?? 0) + until - at;
        at = until;
      }
    }
    this.idleTime += sums === 1 ? spent : 0;
    this.talk += sums === 2 ? spent : 0;
    agent.since = this.now;
  }

  private move(agent: Agent, state: Agent['state'], call?: Call): void {
    this.account(agent);
    agent.state = state;
    this.dirty = true;
    this.events.push({
      type: 'agent',
      t: this.now,
      agent: agent.id,
      state,
      ...(call === undefined ? {} : { call: call.id }),
      ...(agent.leaving && this.scenario.leavesUnannounced !== true ? { leaving: true } : {}),
    });
  }

  private free(agent: Agent): void {
    if (agent.leaving) {
      agent.leaving = false;
      this.move(agent, 'off');
      return;
    }
    this.move(agent, 'idle');
    const call = this.queue.shift();
    if (call !== undefined) {
      this.connect(call, agent);
    } else {
      this.idle.push(agent);
    }
  }

  private connect(call: Call, agent: Agent): void {
    this.calls.delete(call);
    call.state = 'gone';
    this.connected += 1;
    this.tally[call.campaign]!.connected += 1;
    this.countLive(0);
    const wait = this.now - call.since;
    this.seen.push({ kind: 'connected', waitMs: 1000 * wait });
    this.events.push({ type: 'connect', t: this.now, id: call.id, agent: agent.id, wait, ...this.of(call) });
    this.move(agent, 'talk', call);
    const machine = call.fate.kind === 'machine' || call.fate.amdError === 'passed_machine';
    agent.talk = machine
      ? this.chance.between(3, 8)
      : this.mix[call.campaign]!.talk(this.chance) * (this.scenario.pace?.(agent.id) ?? 1);
    this.agenda.add(this.now + agent.talk, () => {
      this.seen.push({ kind: 'talkEnded', talkMs: 1000 * agent.talk });
      const result = machine ? 'machine' : 'human';
      this.events.push({
        type: 'end',
        t: this.now,
        id: call.id,
        result,
        agent: agent.id,
        talk: agent.talk,
        ...this.of(call),
      });
      this.move(agent, 'wrap', call);
      const wrap = machine ? 1 : this.scenario.wrap(this.chance);
      this.agenda.add(this.now + wrap, () => {
        this.seen.push({ kind: 'wrapEnded', wrapMs: 1000 * wrap });
        this.free(agent);
      });
    });
  }

  private countLive(drop: number): void {
    const minute = Math.floor(this.now / 60);
    this.minuteLive[minute] = (this.minuteLive[minute] ?? 0) + 1;
    this.minuteDrops[minute] = (this.minuteDrops[minute] ?? 0) + drop;
  }

  private place(contact: Contact | null, campaign: number): void {
    const fate = drawFate(this.mix[campaign]!, this.chance, this.now, contact?.odds);
    this.tally[campaign]!.attempts += 1;
    this.serial += 1;
    const id = this.serial;
    const estimate = contact?.estimate ?? null;
    const call: Call = {
      id,
      campaign,
      estimate,
      born: this.now,
      fate,
      state: 'dialling',
      since: this.now,
      refused: false,
    };
    this.events.push({
      type: 'dial',
      t: this.now,
      id,
      ...this.of(call),
      ...(estimate === null ? {} : { p: estimate }),
    });
    this.calls.add(call);
    this.attempts += 1;
    this.seen.push({ kind: 'placed' });
    const { ring } = fate;
    if (ring !== null) {
      this.agenda.add(this.now + ring, () => {
        this.seen.push({ kind: 'rang', afterMs: 1000 * ring });
        this.events.push({ type: 'ring', t: this.now, id, ...this.of(call) });
      });
    }
    if (fate.answer !== null) {
      this.agenda.add(this.now + fate.answer, () => {
        this.events.push({ type: 'answer', t: this.now, id, ...this.of(call) });
      });
    }
    this.agenda.add(this.now + fate.end, () => this.settle(call));
  }

  protected settle(call: Call): void {
    const { fate } = call;
    this.dirty = true;
    const afterMs = 1000 * fate.end;
    const ringMs = fate.ring === null ? null : 1000 * (fate.end - fate.ring);
    const estimated = call.estimate === null ? {} : { estimate: call.estimate };
    const asPerson = fate.kind === 'person' || (fate.kind === 'machine' && !this.scenario.amd);
    const amdMs = this.scenario.amd && fate.answer !== null ? 1000 * (fate.end - fate.answer) : null;
    if (!asPerson) {
      this.missedPersons += fate.amdError === 'missed_person' ? 1 : 0;
      this.calls.delete(call);
      call.state = 'gone';
      this.seen.push({ kind: 'failed', reason: fate.kind, afterMs, ringMs, amdMs, ...estimated });
      this.events.push({ type: 'end', t: this.now, id: call.id, result: fate.kind, ...this.of(call) });
      return;
    }
    this.seen.push({ kind: 'live', afterMs, ringMs, amdMs, ...estimated });
    this.events.push({ type: 'live', t: this.now, id: call.id, ...this.of(call) });
    call.state = 'waiting';
    call.since = this.now;
    const agent = this.nextIdle(call);
    if (agent !== undefined) {
      this.connect(call, agent);
      return;
    }
    this.queue.push(call);
    this.agenda.add(this.now + (this.scenario.patience ?? PATIENCE), () => {
      if (call.state === 'waiting') {
        call.state = 'gone';
        this.calls.delete(call);
        this.queue.splice(this.queue.indexOf(call), 1);
        this.drops += 1;
        this.unavoidable += call.refused ? 1 : 0;
        this.tally[call.campaign]!.drops += 1;
        this.countLive(1);
        this.seen.push({ kind: 'abandoned' });
        this.events.push({ type: 'end', t: this.now, id: call.id, result: 'abandoned', ...this.of(call) });
        this.dirty = true;
      }
    });
  }

  /** The agent who has waited longest, unless he pauses at this very moment. */
  private nextIdle(call: Call): Agent | undefined {
    const { pausesAsGiven } = this.scenario;
    for (;;) {
      const agent = this.idle.shift();
      if (agent === undefined || pausesAsGiven === undefined || this.chance.uniform() >= pausesAsGiven) {
        return agent;
      }
      call.refused = true;
      this.move(agent, 'pause');
      this.agenda.add(this.now + this.chance.between(...SUDDEN_PAUSE), () => this.free(agent));
    }
  }

  private snapshot(): PacingSnapshot {
    const busyAgents: PacedAgent[] = [];
    for (const agent of this.agents) {
      if (agent.state === 'talk' || agent.state === 'wrap') {
        busyAgents.push({
          phase: agent.state === 'talk' ? 'talking' : 'wrap_up',
          ageMs: 1000 * (this.now - agent.since),
          leaving: agent.leaving && this.scenario.leavesUnannounced !== true,
        });
      }
    }
    const calls: PacedCall[] = [];
    for (const call of this.calls) {
      const age = this.now - call.born;
      const { ring, answer } = call.fate;
      calls.push({
        ageMs: 1000 * age,
        ringingMs: ring !== null && age >= ring ? 1000 * (age - ring) : null,
        screeningMs:
          this.scenario.amd && call.state === 'dialling' && answer !== null && age >= answer
            ? 1000 * (age - answer)
            : null,
        waiting: call.state === 'waiting',
        estimate: call.estimate ?? undefined,
      });
    }
    return {
      idleAgents: this.idle.length,
      busyAgents,
      calls,
      connectedToday: this.connected,
      abandonedToday: this.drops,
      freeChannels: this.scenario.trunks - this.calls.size - busyAgents.length,
      cpsRoom: Math.max(10, this.scenario.agents),
      contactsReady: 1e6,
      msLeftToday: 1000 * (this.endOfDay - this.now),
      ...(this.scenario.contacts === undefined ? {} : { nextEstimates: this.shown() }),
    };
  }

  private question(): WorldQuestion {
    this.dirty = false;
    this.asking = false;
    const { seen, events } = this;
    this.seen = [];
    this.events = [];
    return {
      t: this.now,
      snapshot: this.snapshot(),
      seen: this.line === null ? seen : this.line.carry(seen, this.now),
      events,
      liveFactor: this.scenario.liveFactor(this.now) * (1 - (this.scenario.storm?.(this.now).refused ?? 0)),
      placedLast: this.placedLast,
      shares: this.shares(),
    };
  }

  /** Places so many of the next contacts, or those at the positions given, as far as there is room. */
  private placeUpTo(wanted: WorldOrder): void {
    if (typeof wanted === 'object' && 'dial' in wanted) {
      this.placeByCampaign(wanted.dial);
      return;
    }
    const room = Math.min(
      this.scenario.trunks - this.calls.size - this.agents.filter(isBusy).length,
      Math.max(10, this.scenario.agents),
    );
    const count = typeof wanted === 'number' ? wanted : wanted.length;
    this.placedLast = Math.max(0, Math.min(count, room));
    const { contacts } = this.scenario;
    if (contacts === undefined) {
      for (let i = 0; i < this.placedLast; i++) {
        this.place(null, 0);
      }
      return;
    }
    this.refill(this.placedLast);
    const positions =
      typeof wanted === 'number'
        ? Array.from({ length: this.placedLast }, (_, i) => i)
        : wanted.slice(0, this.placedLast);
    for (const position of positions) {
      this.place(this.list[position]!, 0);
    }
    const gone = new Set(positions);
    this.list.splice(0, this.list.length, ...this.list.filter((_, i) => !gone.has(i)));
  }

  private placeByCampaign(dial: readonly number[]): void {
    dial.forEach((count, campaign) => {
      this.tally[campaign]!.placedLast = count;
      for (let i = 0; i < count; i++) {
        this.place(null, campaign);
      }
    });
  }

  private shares(): CampaignShare[] {
    if (this.mix.length === 1) {
      const { connected, drops, placedLast } = this;
      return [{ connected, drops, placedLast, inFlight: this.calls.size, waiting: this.queue.length }];
    }
    return this.tally.map(({ connected, drops, placedLast }, c) => {
      const own = [...this.calls].filter(({ campaign }) => campaign === c);
      const waiting = own.filter(({ state }) => state === 'waiting').length;
      return { connected, drops, placedLast, inFlight: own.length, waiting };
    });
  }

  /** What each campaign came to. */
  get outcome(): readonly {
    readonly connected: number;
    readonly drops: number;
    readonly attempts: number;
  }[] {
    return this.tally;
  }

  private shown(): number[] {
    this.refill(0);
    return this.list.slice(0, this.scenario.contacts?.shown).map(({ estimate }) => estimate);
  }

  /** The campaign on an event, where there are several. */
  protected of({ campaign }: Call): { c?: string } {
    return this.mix.length > 1 ? { c: campaignName(campaign) } : {};
  }

  private refill(least: number): void {
    const { contacts } = this.scenario;
    while (contacts !== undefined && this.list.length < Math.max(least, contacts.shown)) {
      const odds = contacts.draw(this.chance);
      this.list.push({ odds, estimate: Math.min(1, odds * this.chance.between(0.7, 1.3)) });
    }
  }

  private result(): DayResult {
    const live = this.connected + this.drops;
    let worst30 = 0;
    for (let minute = 0; minute + 30 < this.minuteLive.length; minute++) {
      const sum = (list: number[]): number => list.slice(minute, minute + 30).reduce((a, b) => a + b, 0);
      worst30 = Math.max(worst30, sum(this.minuteDrops) / Math.max(1, sum(this.minuteLive)));
    }
    const firstDrops = this.minuteDrops.slice(0, 60).reduce((a, b) => a + b, 0);
    const firstLive = this.minuteLive.slice(0, 60).reduce((a, b) => a + b, 0);
    return {
      occupancy: this.talk / (this.talk + this.idleTime),
      drop: this.drops / Math.max(1, live),
      live,
      drops: this.drops,
      worst30,
      attemptsPerConnect: this.attempts / Math.max(1, this.connected),
      firstHourDrop: firstDrops / Math.max(1, firstLive),
      violated: this.drops - this.unavoidable > Math.max(this.cap * live, 1),
      occupancyBy10: this.occupancyBy10(),
      unavoidable: this.unavoidable,
      missedPersons: this.missedPersons,
      minutes: {
        live: this.minuteLive,
        drops: this.minuteDrops,
        talk: this.minuteTalk,
        idle: this.minuteIdle,
      },
      slowestStepMs: this.slowest,
      meanStepMs: this.spent / Math.max(1, this.steps),
    };
  }

  private occupancyBy10(): number[] {
    const slots = Math.floor(this.scenario.hours * 6) + 1;
    return Array.from({ length: slots }, (_, slot) => {
      const sum = (list: readonly number[]): number =>
        list.slice(10 * slot, 10 * slot + 10).reduce((total, seconds) => total + seconds, 0);
      const talk = sum(this.minuteTalk);
      return talk / Math.max(1e-9, talk + sum(this.minuteIdle));
    });
  }
}
