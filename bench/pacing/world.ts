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
  ): number;
}

interface Call {
  readonly born: number;
  readonly fate: Fate;
  state: 'dialling' | 'waiting' | 'gone';
  since: number;
}

interface Agent {
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
  private readonly pacer: BenchPacer;
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
  private dirty = false;
  private readonly endOfDay: number;
  private readonly minuteLive: number[];
  private readonly minuteDrops: number[];
  private readonly talkBy10: number[];
  private readonly idleBy10: number[];
  private slowest = 0;
  private spent = 0;
  private steps = 0;

  constructor(scenario: Scenario, pacer: BenchPacer, seed: number, cap: number, stepOnEvents: boolean) {
    this.scenario = scenario;
    this.pacer = pacer;
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
      this.agents.push({ state: 'off', since: 0, leaving: false, talk: 0 });
    }
  }

  run(): DayResult {
    this.agenda.add(0, () => this.tick());
    while (this.agenda.next <= this.endOfDay) {
      const item = this.agenda.take();
      this.now = item.at;
      item.run();
      if (this.dirty && this.stepOnEvents && this.agenda.next > this.now) {
        this.ask();
      }
    }
    this.now = this.endOfDay;
    for (const agent of this.agents) {
      this.account(agent);
    }
    return this.result();
  }

  private tick(): void {
    this.staff();
    this.ask();
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
        }
      } else if (here > want && agent.state !== 'off' && !agent.leaving) {
        here -= 1;
        if (agent.state === 'idle') {
          this.idle.splice(this.idle.indexOf(agent), 1);
          this.move(agent, 'off');
        } else {
          agent.leaving = true;
        }
      }
    }
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

  private move(agent: Agent, state: Agent['state']): void {
    this.account(agent);
    agent.state = state;
    this.dirty = true;
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
    this.countLive(0);
    this.seen.push({ kind: 'connected', waitMs: 1000 * (this.now - call.since) });
    this.move(agent, 'talk');
    const machine = call.fate.kind === 'machine';
    agent.talk = machine ? this.chance.between(3, 8) : this.scenario.talk(this.chance);
    this.agenda.add(this.now + agent.talk, () => {
      this.seen.push({ kind: 'talkEnded', talkMs: 1000 * agent.talk });
      this.move(agent, 'wrap');
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

  private place(): void {
    const fate = drawFate(this.scenario, this.chance, this.now);
    const call: Call = { born: this.now, fate, state: 'dialling', since: this.now };
    this.calls.add(call);
    this.attempts += 1;
    this.seen.push({ kind: 'placed' });
    const { ring } = fate;
    if (ring !== null) {
      this.agenda.add(this.now + ring, () => {
        this.seen.push({ kind: 'rang', afterMs: 1000 * ring });
      });
    }
    this.agenda.add(this.now + fate.end, () => this.settle(call));
  }

  private settle(call: Call): void {
    const { fate } = call;
    this.dirty = true;
    const afterMs = 1000 * fate.end;
    const ringMs = fate.ring === null ? null : 1000 * (fate.end - fate.ring);
    const asPerson = fate.kind === 'person' || (fate.kind === 'machine' && !this.scenario.amd);
    const amdMs = this.scenario.amd && fate.answer !== null ? 1000 * (fate.end - fate.answer) : null;
    if (!asPerson) {
      this.calls.delete(call);
      call.state = 'gone';
      this.seen.push({ kind: 'failed', reason: fate.kind, afterMs, ringMs, amdMs });
      return;
    }
    this.seen.push({ kind: 'live', afterMs, ringMs, amdMs });
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
        this.countLive(1);
        this.seen.push({ kind: 'abandoned' });
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
    };
  }

  private ask(): void {
    this.dirty = false;
    const seen = this.seen;
    this.seen = [];
    const snapshot = this.snapshot();
    const began = performance.now();
    const wanted = this.pacer.step(snapshot, seen, 1000 * this.now, this.scenario.liveFactor(this.now));
    const took = performance.now() - began;
    this.spent += took;
    this.steps += 1;
    this.slowest = Math.max(this.slowest, took);
    const room = Math.min(snapshot.freeChannels, snapshot.cpsRoom);
    for (let i = 0; i < Math.min(wanted, room); i++) {
      this.place();
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
