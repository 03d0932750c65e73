import type {
  PacedAgent,
  PacedCall,
  PacingObservation,
  PacingSnapshot,
} from '../../src/core/pacing/pacing-strategy.js';
import { type Chance, chanceOf } from './chance.js';
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

interface Call {
  readonly id: number;
  readonly campaign: number;
  readonly estimate: number | null;
  readonly born: number;
  readonly fate: Fate;
  state: 'dialling' | 'waiting' | 'gone';
  since: number;
}

interface Agent {
  readonly id: number;
  state: 'off' | 'idle' | 'talk' | 'wrap';
  since: number;
  leaving: boolean;
  talk: number;
}

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

const PATIENCE = 2;

/** A, B, … */
export function campaignName(campaign: number): string {
  return String.fromCharCode(65 + campaign);
}

function isBusy(agent: Agent): boolean {
  return agent.state === 'talk' || agent.state === 'wrap';
}

class Agenda {
  private readonly heap: Pending[] = [];
  private serial = 0;

  get next(): number {
    return this.heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  add(at: number, run: () => void): void {
    const item = { at, order: this.serial++, run };
    const heap = this.heap;
    let i = heap.length;
    heap.push(item);
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (!this.before(item, heap[up]!)) {
        break;
      }
      heap[i] = heap[up]!;
      i = up;
    }
    heap[i] = item;
  }

  take(): Pending {
    const heap = this.heap;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      let i = 0;
      for (;;) {
        let down = 2 * i + 1;
        if (down >= heap.length) {
          break;
        }
        if (down + 1 < heap.length && this.before(heap[down + 1]!, heap[down]!)) {
          down += 1;
        }
        if (!this.before(heap[down]!, last)) {
          break;
        }
        heap[i] = heap[down]!;
        i = down;
      }
      heap[i] = last;
    }
    return top;
  }

  private before(a: Pending, b: Pending): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }
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
  private now = 0;
  private readonly calls = new Set<Call>();
  private readonly queue: Call[] = [];
  private readonly agents: Agent[] = [];
  private readonly idle: Agent[] = [];
  private seen: PacingObservation[] = [];
  private talk = 0;
  private idleTime = 0;
  private attempts = 0;
  private connected = 0;
  private drops = 0;
  private events: WorldEvent[] = [];
  private dirty = false;
  private asking = false;
  private placedLast = 0;
  private serial = 0;
  private readonly list: Contact[] = [];
  private readonly endOfDay: number;
  private readonly minuteLive: number[];
  private readonly minuteDrops: number[];
  private readonly talkBy10: number[];
  private readonly idleBy10: number[];
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
    const minutes = scenario.hours * 60 + 1;
    this.minuteLive = new Array<number>(minutes).fill(0);
    this.minuteDrops = new Array<number>(minutes).fill(0);
    this.talkBy10 = new Array<number>(scenario.hours * 6 + 1).fill(0);
    this.idleBy10 = new Array<number>(scenario.hours * 6 + 1).fill(0);
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
        this.placeUpTo(yield this.question());
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
    this.events.push({ type: 'agent', t: this.now, agent: id, state, leaving });
  }

  /** Adds the time since the last change to the day's sums. */
  private account(agent: Agent): void {
    const [sums, by10] =
      agent.state === 'idle' ? [1, this.idleBy10] : agent.state === 'talk' ? [2, this.talkBy10] : [0, null];
    const spent = this.now - agent.since;
    if (by10 !== null) {
      let at = agent.since;
      while (at < this.now) {
        const slot = Math.floor(at / 600);
        const until = Math.min(this.now, (slot + 1) * 600);
        by10[slot] = (by10[slot] ?? 0) + until - at;
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
      ...(agent.leaving ? { leaving: true } : {}),
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
    const machine = call.fate.kind === 'machine';
    agent.talk = machine ? this.chance.between(3, 8) : this.mix[call.campaign]!.talk(this.chance);
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
    const call: Call = { id, campaign, estimate, born: this.now, fate, state: 'dialling', since: this.now };
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

  private settle(call: Call): void {
    const { fate } = call;
    this.dirty = true;
    const afterMs = 1000 * fate.end;
    const ringMs = fate.ring === null ? null : 1000 * (fate.end - fate.ring);
    const estimated = call.estimate === null ? {} : { estimate: call.estimate };
    const asPerson = fate.kind === 'person' || (fate.kind === 'machine' && !this.scenario.amd);
    const amdMs = this.scenario.amd && fate.answer !== null ? 1000 * (fate.end - fate.answer) : null;
    if (!asPerson) {
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
    const agent = this.idle.shift();
    if (agent !== undefined) {
      this.connect(call, agent);
      return;
    }
    this.queue.push(call);
    this.agenda.add(this.now + PATIENCE, () => {
      if (call.state === 'waiting') {
        call.state = 'gone';
        this.calls.delete(call);
        this.queue.splice(this.queue.indexOf(call), 1);
        this.drops += 1;
        this.tally[call.campaign]!.drops += 1;
        this.countLive(1);
        this.seen.push({ kind: 'abandoned' });
        this.events.push({ type: 'end', t: this.now, id: call.id, result: 'abandoned', ...this.of(call) });
        this.dirty = true;
      }
    });
  }

  private snapshot(): PacingSnapshot {
    const busyAgents: PacedAgent[] = [];
    for (const agent of this.agents) {
      if (agent.state === 'talk' || agent.state === 'wrap') {
        busyAgents.push({
          phase: agent.state === 'talk' ? 'talking' : 'wrap_up',
          ageMs: 1000 * (this.now - agent.since),
          leaving: agent.leaving,
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
        ...(call.estimate === null ? {} : { estimate: call.estimate }),
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
      seen,
      events,
      liveFactor: this.scenario.liveFactor(this.now),
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
  private of({ campaign }: Call): { c?: string } {
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
      violated: this.drops > Math.max(this.cap * live, 1),
      occupancyBy10: this.talkBy10.map((t, i) => t / Math.max(1e-9, t + (this.idleBy10[i] ?? 0))),
      slowestStepMs: this.slowest,
      meanStepMs: this.spent / Math.max(1, this.steps),
    };
  }
}
