import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { assessCompany } from '../../src/core/compliance/limits/assess-company.js';
import { assessLine } from '../../src/core/compliance/limits/assess-line.js';
import type { TrafficLimits } from '../../src/core/compliance/limits/traffic-limits.js';
import { makeSeededRng, type Rng } from '../../src/core/kernel/rng.js';
import type { LineReadiness } from '../../src/core/route/line-pool.js';
import { companyOf } from '../../src/engine/company.js';
import { EventBus } from '../../src/engine/event-bus.js';
import { UsageBook } from '../../src/engine/usage-book.js';
import type { UsageSubject } from '../../src/engine/usage-subject.js';
import type { Coordination } from '../../src/ports/coordination.js';
import { NOON } from '../support/samples.js';
import { smallLimits } from '../support/trunk-bench.js';
import type { CoordinationPair } from './coordination.js';

/** Most units a node holds of so small a cap, and so most that its death wastes of a counter. */
const MOST_WASTED = 8;
const CNPJ = '11444777000161';
const COMPANY = companyOf(CNPJ, 'oper', 'STFC');

interface Call {
  readonly line: string;
  readonly callerCnpj: string;
  readonly carrier: string;
  readonly service: string;
  readonly authenticated: boolean;
  readonly tDialMs: number;
}

/** Each life of an engine is a holder of its own. */
let lives = 0;

/** One engine's book: it can die with all it holds. */
class Node {
  readonly book: UsageBook;
  readonly holder: string;
  readonly live: Call[] = [];
  #wake: () => void = () => undefined;

  constructor(coordination: Coordination, clock: VirtualClock) {
    const onAnswer = (): void => this.#wake();
    lives += 1;
    this.holder = `life-${lives}`;
    this.book = new UsageBook({ coordination, clock, bus: new EventBus(), holder: this.holder, onAnswer });
  }

  async place(subject: UsageSubject, calls: number): Promise<void> {
    for (let call = 0; call < calls; call += 1) {
      expect(await this.readiness(subject)).toBe('ready');
      this.book.spend(subject);
    }
  }

  /** What the screens show of the line and the company. */
  made() {
    const [line] = this.book.watchedLines();
    const [company] = this.book.watchedCompanies();
    return { line: line?.made, day: company?.made, month: company?.madeOfMonth };
  }

  async readiness(subject: UsageSubject): Promise<LineReadiness> {
    return (await this.ask(subject)).readiness;
  }

  /** Whether a call may leave, once nothing is on its way any more, and what the gate is told at that moment. */
  async ask(subject: UsageSubject) {
    for (;;) {
      const readiness = this.book.readiness(subject);
      if (readiness !== 'pending') {
        return { readiness, usage: this.book.usageOf(subject) };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Several engines that dial the same lines, with a score of what really left. */
class Floor {
  readonly clock = new VirtualClock(NOON);
  readonly perLine = new Map<string, number>();
  calls = 0;
  long = 0;
  deaths = 0;
  readonly #stores: readonly Coordination[];
  readonly #limits: TrafficLimits;
  readonly #rng: Rng;
  readonly #nodes: Node[];

  constructor({ a, b }: CoordinationPair, limits: TrafficLimits, rng: Rng) {
    this.#stores = [a, b];
    this.#limits = limits;
    this.#rng = rng;
    this.#nodes = [0, 1, 2].map((index) => this.#newNode(index));
  }

  subject(line: string, authenticated = false): UsageSubject {
    return { line: { number: line, authenticated }, company: COMPANY, limits: this.#limits };
  }

  /** Nodes dial, calls end (some last), nodes die and begin anew. */
  async run(steps: number, lines: readonly string[], longShare: number): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      const index = Math.floor(this.#rng.next() * this.#nodes.length);
      const node = this.#nodes[index] as Node;
      const chance = this.#rng.next();
      if (chance < 0.01) {
        this.deaths += 1;
        this.#nodes[index] = this.#newNode(index);
      } else if (chance < 0.015) {
        await node.book.close();
        this.#nodes[index] = this.#newNode(index);
      } else if (chance < 0.02) {
        await this.clock.runFor(3000);
      } else if (chance < 0.3) {
        this.#end(node, longShare);
      } else {
        await this.#dial(node, this.subject(lines[step % lines.length] as string));
      }
    }
  }

  /** Every node is asked until it says no. */
  async exhaust(line: string): Promise<void> {
    for (const node of this.#nodes) {
      while (await this.#dial(node, this.subject(line))) {
        // On to the next call.
      }
    }
  }

  async #dial(node: Node, subject: UsageSubject): Promise<boolean> {
    const { readiness, usage } = await node.ask(subject);
    const question = {
      day: usage.companyDay,
      month: usage.companyMonth,
      authenticated: false,
      dayElapsedShare: 0,
      monthElapsedShare: 0,
    };
    const { line, shortCalls, monthly, persists } = this.#limits;
    const gate = [
      line === null ? 'ok' : assessLine(usage.lineDay, line, 0).state,
      assessCompany(question, { shortCalls, monthly, persists }).state,
    ];
    // The gate, told what the book tells it, stops exactly where the quotas end.
    expect(gate.includes('stopped')).toBe(readiness === 'stopped');
    if (readiness !== 'ready') {
      return false;
    }
    node.book.spend(subject);
    const { number } = subject.line;
    this.calls += 1;
    this.perLine.set(number, (this.perLine.get(number) ?? 0) + 1);
    const tDialMs = this.clock.now();
    node.live.push({
      line: number,
      callerCnpj: CNPJ,
      carrier: 'oper',
      service: 'STFC',
      authenticated: false,
      tDialMs,
    });
    return true;
  }

  #end(node: Node, longShare: number): void {
    const call = node.live.shift();
    if (call !== undefined) {
      const long = this.#rng.next() < longShare;
      const { tDialMs } = call;
      node.book.ended(call, { tDialMs, tAnswerMs: long ? tDialMs : null, tEndMs: tDialMs + 60_000 });
      this.long += long ? 1 : 0;
    }
  }

  #newNode(index: number): Node {
    return new Node(this.#stores[index % this.#stores.length] as Coordination, this.clock);
  }
}

const LINES = ['+551140000001', '+551140000002', '+551140000003', '+551140000004', '+551140000005'];

/** What the quotas keep on every Coordination: no cap is passed, and little is wasted. */
export function callQuotaConformance(make: () => Promise<CoordinationPair>): void {
  describe('quotas of calls', () => {
    it.each(['one', 'two', 'three'])(
      'keep every line below its cap, seed %s, while nodes die and begin anew',
      async (seed) => {
        const limits = smallLimits({ shortCalls: null, monthly: null });
        const floor = new Floor(await make(), limits, makeSeededRng(seed));
        const [line, other] = LINES as [string, string];
        await floor.run(400, [line, other], 0.2);
        await floor.exhaust(line);
        const calls = floor.perLine.get(line) ?? 0;
        expect(floor.deaths).toBeGreaterThan(0);
        expect(calls).toBeLessThanOrEqual(95);
        expect(calls).toBeGreaterThanOrEqual(95 - floor.deaths * MOST_WASTED);
      },
    );

    it.each([0, 0.05, 0.3])(
      'keep a company out of the test of short calls with %d of its calls long',
      async (longShare) => {
        const limits = smallLimits({ line: null, monthly: null });
        const floor = new Floor(await make(), limits, makeSeededRng(`company-${longShare}`));
        await floor.run(900, LINES, longShare);
        const { calls, long, deaths } = floor;
        expect(calls >= 300 && (calls - long) / calls >= 0.85).toBe(false);
        if (longShare === 0) {
          expect(calls).toBeLessThanOrEqual(285);
          expect(calls).toBeGreaterThanOrEqual(285 - deaths * MOST_WASTED);
        }
      },
    );

    it('lets calls go on beyond the margin where enough of them last', async () => {
      const limits = smallLimits({ line: null, monthly: null });
      const floor = new Floor(await make(), limits, makeSeededRng('long'));
      await floor.run(900, LINES, 0.8);
      expect(floor.calls).toBeGreaterThan(300);
    });

    it('keep a month below its margin', async () => {
      const monthly = { calls: 200, stopShare: 0.98, forecastAlarm: 160 };
      const floor = new Floor(
        await make(),
        smallLimits({ line: null, shortCalls: null, monthly }),
        makeSeededRng('m'),
      );
      await floor.run(500, LINES, 0.1);
      await floor.exhaust(LINES[0] as string);
      expect(floor.calls).toBeLessThanOrEqual(196);
      expect(floor.calls).toBeGreaterThanOrEqual(196 - floor.deaths * MOST_WASTED);
    });

    it('let signed calls go on where the company has stopped', async () => {
      const { a } = await make();
      const floor = new Floor({ a, b: a }, smallLimits({ line: null }), makeSeededRng('signed'));
      await floor.exhaust(LINES[0] as string);
      const node = new Node(a, floor.clock);
      expect(await node.readiness(floor.subject('+551140000009'))).toBe('stopped');
      expect(await node.readiness(floor.subject('+551140000009', true))).toBe('ready');
    });

    it('give a unit back for a call that never left, and nothing of a day that is over', async () => {
      const { a } = await make();
      const floor = new Floor({ a, b: a }, smallLimits({ shortCalls: null }), makeSeededRng('back'));
      const node = new Node(a, floor.clock);
      const subject = floor.subject('+551140000007');
      for (let call = 0; call < 95; call += 1) {
        expect(await node.readiness(subject)).toBe('ready');
        node.book.spend(subject);
      }
      expect(await node.readiness(subject)).toBe('stopped');
      const back = {
        line: '+551140000007',
        callerCnpj: CNPJ,
        carrier: 'oper',
        service: 'STFC',
        authenticated: false,
      };
      node.book.giveBack(back, floor.clock.now() - 24 * 3_600_000);
      expect(await node.readiness(subject)).toBe('stopped');
      node.book.giveBack(back, floor.clock.now());
      expect(await node.readiness(subject)).toBe('ready');
      expect(node.book.usageOf(subject).lineDay.calls).toBe(94);
    });

    it('count calls alone once an engine has stopped: what it held unused of line, day and month goes back', async () => {
      const { a, b } = await make();
      const floor = new Floor({ a, b }, smallLimits(), makeSeededRng('stop'));
      const subject = floor.subject('+551140000003');
      const [first, other] = [new Node(a, floor.clock), new Node(b, floor.clock)];
      await first.place(subject, 11);
      const before = first.made();
      expect(before.line?.calls).toBe(11);
      expect(before.line?.reserved).toBeGreaterThan(0);
      await other.place(subject, 5);
      await first.book.close();
      await first.book.close();
      await other.book.close();

      const heir = new Node(a, floor.clock);
      await heir.readiness(subject);
      const { line, day, month } = heir.made();
      for (const standing of [line, day, month]) {
        expect(standing?.calls).toBe(16);
      }
      await heir.book.close();
      const names = ['line:+551140000003', `day:${COMPANY.key}`].map((name) => `calls:${name}:2026-03-10`);
      for (const counter of [...names, `calls:month:${COMPANY.key}:2026-03`]) {
        expect(await a.takeUnits(counter, 0, 0)).toMatchObject({ taken: 16, held: 0 });
      }
    });

    it('count what an engine held when it died, shown apart from its calls once rows tell these', async () => {
      const { a, b } = await make();
      const floor = new Floor({ a, b }, smallLimits(), makeSeededRng('death'));
      const subject = floor.subject('+551140000004');
      const dead = new Node(a, floor.clock);
      await dead.place(subject, 11);
      const held = dead.made().line?.reserved ?? 0;

      const heir = new Node(b, floor.clock);
      const row = { callerCnpj: CNPJ, carrier: 'oper', service: 'STFC', authenticated: false };
      await heir.book.load({
        lines: [{ ...row, line: '+551140000004', calls: 11, longCalls: 0 }],
        months: [[], [], [], [], [{ ...row, calls: 11 }]],
      });
      await heir.place(subject, 2);
      const after = heir.made().line;
      expect(after?.calls).toBe(13);
      expect(after?.reserved).toBeGreaterThanOrEqual(held);
      // The gate counts them as used: the cap holds whatever the dead one did.
      expect(heir.book.usageOf(subject).lineDay.calls).toBe(13 + held);
      await floor.exhaust('+551140000004');
      expect(floor.calls + 13).toBeLessThanOrEqual(95 - held);
    });

    it('give nothing back to a store that lost its counters meanwhile', async () => {
      const { a } = await make();
      const lost = new Node(a, new VirtualClock(NOON));
      const floor = new Floor({ a, b: a }, smallLimits(), makeSeededRng('lost'));
      const subject = floor.subject('+551140000006');
      await lost.place(subject, 3);
      const counter = 'calls:line:+551140000006:2026-03-10';
      // As after a loss: the counter stands at what rows say, and knows of no holder.
      await a.returnUnits(counter, { holder: lost.holder, held: 0 });
      const taken = await a.unitsTaken(counter);
      expect(taken).toBeGreaterThan(3);
      await lost.book.close();
      expect(await a.unitsTaken(counter)).toBe(taken);
    });

    it('begin anew with Brasília’s day', async () => {
      const { a } = await make();
      const floor = new Floor({ a, b: a }, smallLimits({ shortCalls: null }), makeSeededRng('day'));
      const node = new Node(a, floor.clock);
      const subject = floor.subject('+551140000008');
      for (let call = 0; call < 95; call += 1) {
        await node.readiness(subject);
        node.book.spend(subject);
      }
      expect(await node.readiness(subject)).toBe('stopped');
      await floor.clock.runFor(24 * 3_600_000);
      expect(await node.readiness(subject)).toBe('ready');
      expect(node.book.usageOf(subject).lineDay.calls).toBe(0);
    });

    it('raise the counters to what rows say, so that a lost store resets no day', async () => {
      const { a } = await make();
      const floor = new Floor({ a, b: a }, smallLimits(), makeSeededRng('rows'));
      const node = new Node(a, floor.clock);
      const row = { callerCnpj: CNPJ, carrier: 'oper', service: 'STFC', authenticated: false };
      await node.book.load({
        lines: [
          { ...row, line: '+551140000001', calls: 95, longCalls: 0 },
          { ...row, line: '+551140000002', calls: 189, longCalls: 0 },
        ],
        months: [[], [], [], [{ ...row, calls: 6000 }], [{ ...row, calls: 284 }]],
      });
      const first = floor.subject('+551140000001');
      expect(await node.readiness(first)).toBe('stopped');
      expect(node.book.usageOf(first).lineDay.calls).toBe(95);
      expect(node.book.usageOf(first).companyDay.plainCalls).toBe(284);
      // An earlier month passed the figure: every call has to be signed.
      expect(node.book.usageOf(first).companyMonth).toEqual({ calls: 284, earlier: [0, 0, 0, 6000] });
      expect(await node.readiness(floor.subject('+551140000003'))).toBe('stopped');
      expect(await node.readiness(floor.subject('+551140000003', true))).toBe('ready');
    });
  });
}
