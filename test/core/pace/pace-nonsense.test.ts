import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PaceSession } from '../../../src/core/pace/pace-session.js';

const AGENTS = 6;
/** What a driver may write where a number belongs: any number, nothing, or no number at all. */
const wild = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: -1_000_000, max: 1_000_000_000 }),
  fc.constantFrom(null, '7', true, [], {}, 1e308, -0),
);
const mostlyTime = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 4000 }) }, wild);
const id = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) }, wild);
const event = fc.record(
  {
    type: fc.constantFrom('dial', 'ring', 'answer', 'live', 'connect', 'end', 'agent', 'never heard of'),
    t: mostlyTime,
    id,
    agent: fc.oneof(fc.integer({ min: 0, max: AGENTS }), wild),
    state: fc.constantFrom('off', 'idle', 'talk', 'wrap', 'pause', 'asleep'),
    result: fc.constantFrom(
      'busy',
      'noanswer',
      'machine',
      'abandoned',
      'congestion',
      'human',
      'new in version 9',
    ),
    wait: wild,
    talk: wild,
    call: id,
    leaving: fc.oneof(fc.boolean(), wild),
    p: wild,
    c: fc.constantFrom('A', 'B', 'C', null),
  },
  { requiredKeys: ['type'] },
);
const COUNTS = [
  'idle',
  'talk',
  'wrap',
  'paused',
  'inFlight',
  'waiting',
  'answeredToday',
  'abandonedToday',
  'placedLast',
  'trunksFree',
  'cps',
  'tick',
  'nextContacts',
  'agents',
  'calls',
  'campaigns',
] as const;
const tick = fc.record({
  t: mostlyTime,
  counts: fc.dictionary(fc.constantFrom(...COUNTS), wild),
  events: fc.array(event, { maxLength: 25 }),
});

/** The sum of what an answer asks for; throws when it is no answer. */
function asked(answer: string | null): number {
  const value = JSON.parse(answer ?? 'no answer') as unknown;
  const counts =
    typeof value === 'number'
      ? [value]
      : Array.isArray((value as { pick?: unknown }).pick)
        ? [(value as { pick: unknown[] }).pick.length]
        : Object.values((value as { dial: Record<string, number> }).dial);
  for (const count of counts) {
    expect(Number.isInteger(count)).toBe(true);
    expect(count).toBeGreaterThanOrEqual(0);
  }
  return counts.reduce((sum, count) => sum + count, 0);
}

const START = {
  type: 'start',
  agents: AGENTS,
  tick: 1,
  dropSec: 2,
  cap: 0.03,
  duration: 7200,
  ringTimeout: 25,
  trunks: null,
  cps: null,
  amd: true,
};

/** Twice the team and some: what counts are believed to be at most. */
const BELIEVED_AGENTS = 2 * (AGENTS + 1) + 20;

describe('a pace session fed with nonsense', () => {
  it.each([
    ['one campaign', {}],
    ['a pool', { campaigns: { A: { cap: 0.03, weight: 1 }, B: { cap: 0.01, weight: 2 } } }],
  ])('answers every tick of %s with whole numbers that a team of that size can mean', (_, more) => {
    fc.assert(
      fc.property(fc.array(tick, { minLength: 1, maxLength: 25 }), (ticks) => {
        const session = new PaceSession('predictive', {});
        session.hear(JSON.stringify({ ...START, ...more }));
        for (const { t, counts, events } of ticks) {
          const { answer } = session.hear(JSON.stringify({ type: 'tick', t, ...counts, events }));
          expect(asked(answer)).toBeLessThanOrEqual(30 * BELIEVED_AGENTS);
          expect(session.lastReason).toMatch(/place \d+ \(/);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('survives any start line', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(START)), wild), (start) => {
        const session = new PaceSession('predictive', {});
        session.hear(JSON.stringify({ ...start, type: 'start' }));
        const line = { type: 'tick', t: 0, idle: 4, talk: 0, wrap: 0, paused: 0, inFlight: 0, waiting: 0 };
        expect(asked(session.hear(JSON.stringify(line)).answer)).toBeLessThanOrEqual(20);
      }),
      { numRuns: 200 },
    );
  });

  it('goes on as before after one tick of nonsense: no more than an untroubled lane, give or take a call an agent', () => {
    fc.assert(
      fc.property(tick, fc.integer({ min: 20, max: 200 }), ({ t, counts, events }, when) => {
        const clean = steady(when, null);
        const troubled = steady(when, { type: 'tick', t, ...counts, events });
        expect(troubled).toBeLessThanOrEqual(clean + AGENTS);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['an hour ahead', 3600],
    ['back to zero', -1e9],
    ['a century', 3e9],
  ])('keeps its pace when the clock jumps %s', (_, jump) => {
    const calm = total(0);
    const jumped = total(jump);
    expect(jumped).toBeLessThanOrEqual(1.5 * calm + AGENTS);
    expect(jumped).toBeGreaterThanOrEqual(0.5 * calm);
  });

  it('does not take everybody for silent when the events of people are lost and only failures come through', () => {
    const places = placedWhile((events) => events.filter(({ type }) => !['live', 'connect'].includes(type)));
    const whole = placedWhile((events) => events);
    expect(places).toBeLessThanOrEqual(1.3 * whole);
  });
});

interface LaneEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A small lane with one fate for every tenth call: enough of a world to teach the pacer what answers are. */
class SmallLane {
  readonly session = new PaceSession('predictive', {});
  placed = 0;
  private serial = 0;
  private open: { id: number; born: number; person: boolean }[] = [];
  private talks: { agent: number; call: number; until: number }[] = [];
  private answered = 0;

  constructor() {
    this.session.hear(JSON.stringify(START));
  }

  /** One second: what ended, then the question; the answer is placed at once. */
  step(t: number, shown: number, carry: (events: LaneEvent[]) => LaneEvent[]): number {
    const events: LaneEvent[] = [];
    for (const talk of this.talks.filter(({ until }) => until <= t)) {
      events.push({ type: 'agent', agent: talk.agent, state: 'idle', t: shown });
      events.push({ type: 'end', id: talk.call, result: 'human', agent: talk.agent, talk: 60, t: shown });
    }
    this.talks = this.talks.filter(({ until }) => until > t);
    for (const call of this.open.filter(({ born, person }) => t - born >= (person ? 12 : 24))) {
      this.open.splice(this.open.indexOf(call), 1);
      const agent = Array.from({ length: AGENTS }, (_, i) => i).find(
        (i) => !this.talks.some((talk) => talk.agent === i),
      );
      if (!call.person) {
        events.push({ type: 'end', id: call.id, result: 'noanswer', t: shown });
      } else if (agent === undefined) {
        events.push({ type: 'end', id: call.id, result: 'noanswer', t: shown });
      } else {
        this.answered += 1;
        events.push({ type: 'live', id: call.id, t: shown });
        events.push({ type: 'connect', id: call.id, agent, wait: 0, t: shown });
        events.push({ type: 'agent', agent, state: 'talk', call: call.id, t: shown });
        this.talks.push({ agent, call: call.id, until: t + 60 });
      }
    }
    const talk = this.talks.length;
    const line = {
      type: 'tick',
      t: shown,
      idle: AGENTS - talk,
      talk,
      wrap: 0,
      paused: 0,
      inFlight: this.open.length,
      waiting: 0,
      answeredToday: this.answered,
      abandonedToday: 0,
      events: carry(events),
    };
    const count = asked(this.session.hear(JSON.stringify(line)).answer);
    for (let i = 0; i < count; i++) {
      this.serial += 1;
      this.open.push({ id: this.serial, born: t, person: this.serial % 10 === 0 });
    }
    this.placed += count;
    return count;
  }
}

function keep(events: LaneEvent[]): LaneEvent[] {
  return events;
}

/** Calls in the ten seconds after second `when`, at which the nonsense came. */
function steady(when: number, nonsense: object | null): number {
  const lane = new SmallLane();
  for (let t = 0; t < when; t++) {
    lane.step(t, t, keep);
  }
  if (nonsense !== null) {
    lane.session.hear(JSON.stringify(nonsense));
  }
  const before = lane.placed;
  for (let t = when; t < when + 10; t++) {
    lane.step(t, t, keep);
  }
  return lane.placed - before;
}

/** Calls of twenty minutes whose clock is set after ten. */
function total(jump: number): number {
  const lane = new SmallLane();
  for (let t = 0; t < 1200; t++) {
    lane.step(t, t < 600 ? t : Math.max(0, t + jump), keep);
  }
  return lane.placed;
}

function placedWhile(carry: (events: LaneEvent[]) => LaneEvent[]): number {
  const lane = new SmallLane();
  for (let t = 0; t < 1800; t++) {
    lane.step(t, t, carry);
  }
  return lane.placed;
}
