import { describe, expect, it } from 'vitest';
import { PaceSession } from '../../../src/core/pace/pace-session.js';
import { START, TICK } from '../../support/pace-lines.js';

function started(overrides = {}, start: object = START): PaceSession {
  const session = new PaceSession('predictive', overrides);
  session.hear(JSON.stringify(start));
  return session;
}

function ask(session: PaceSession, change: object): number {
  return Number(session.hear(JSON.stringify({ ...TICK, ...change })).answer);
}

describe('a pace session', () => {
  it('says nothing to a start, a number to a tick, and stops when told to', () => {
    const session = new PaceSession('predictive', {});
    expect(session.hear(JSON.stringify(START))).toEqual({ answer: null, complaint: null, stop: false });
    expect(session.hear(JSON.stringify(TICK)).answer).toMatch(/^\d+$/);
    expect(session.hear('{"type":"stop"}')).toEqual({ answer: null, complaint: null, stop: true });
  });

  it.each([
    ['', /not JSON/],
    ['{"type":"tick"', /not JSON/],
    ['[]', /no object/],
    ['null', /no object/],
    ['{"type":"tack"}', /type/],
    ['{"t":1,"idle":3}', /type/],
  ])('answers 0 to the line %j and says what is wrong with it', (line, complaint) => {
    const reply = started().hear(line);
    expect(reply.answer).toBe('0');
    expect(reply.complaint).toMatch(complaint);
  });

  it('answers a tick before any start with the safe defaults and says so', () => {
    const reply = new PaceSession('predictive', {}).hear(JSON.stringify(TICK));
    expect(Number(reply.answer)).toBeGreaterThanOrEqual(5);
    expect(reply.complaint).toMatch(/before any start/);
  });

  it('counts what it ordered a moment ago, and has not seen placed, as if it saw it', () => {
    const [blind, seeing] = [started(), started()];
    const first = ask(blind, {});
    expect(first).toBeGreaterThanOrEqual(5);
    expect(ask(seeing, {})).toBe(first);
    const events = Array.from({ length: first }, (_, id) => ({ type: 'dial', id, t: 0 }));
    const again = ask(blind, { t: 0.2, placedLast: first });
    expect(again).toBe(ask(seeing, { t: 0.2, placedLast: first, inFlight: first, events }));
    expect(again).toBeLessThanOrEqual(1);
  });

  it('orders again what was cut by trunks or the list', () => {
    const session = started();
    ask(session, {});
    expect(ask(session, { t: 0.2, placedLast: 0 })).toBeGreaterThanOrEqual(5);
  });

  it('gives up calls it ordered that never came', () => {
    const session = started();
    const first = ask(session, {});
    expect(ask(session, { t: 5, placedLast: first })).toBeGreaterThanOrEqual(5);
  });

  it('believes the counts and not the events: calls whose end was lost do not hold up dialling', () => {
    const session = started();
    const events = Array.from({ length: 5 }, (_, id) => ({ type: 'dial', id, t: 1 }));
    expect(ask(session, { t: 1, inFlight: 5, placedLast: 0, events })).toBeLessThan(5);
    expect(ask(session, { t: 9, inFlight: 0, placedLast: 0 })).toBeGreaterThanOrEqual(5);
  });

  it('counts calls in flight that no event told of', () => {
    expect(ask(started(), { inFlight: 40 })).toBe(0);
  });

  it('lets people who wait have the free agents', () => {
    const events = [
      { type: 'dial', id: 1, t: 0 },
      { type: 'live', id: 1, t: 12 },
    ];
    const busy = { t: 12, idle: 0, talk: 5, inFlight: 1, waiting: 1 };
    expect(ask(started(), { ...busy, events })).toBe(0);
  });

  it('reads full lists as well as events: who is on none of them is gone', () => {
    const agents = Array.from({ length: 5 }, (_, id) => ({ id, state: 'talk', since: 10, leaving: id > 0 }));
    const calls = [{ id: 9, state: 'waiting', t0: 0, tRing: 4, tAns: 11 }];
    const lists = { t: 12, idle: 0, talk: 5, inFlight: 1, waiting: 1, agents, calls };
    const session = started();
    expect(ask(session, lists)).toBe(0);
    const idle = agents.map(({ id }) => ({ id, state: 'idle', since: 13, leaving: false }));
    expect(ask(session, { t: 13, idle: 5, agents: idle, calls: [] })).toBeGreaterThanOrEqual(5);
  });

  it('takes a result it does not know for a failed attempt', () => {
    const session = started();
    for (let t = 0; t < 60; t++) {
      const events = [
        { type: 'dial', id: t, t },
        { type: 'end', id: t, t, result: t % 2 === 0 ? 'congestion' : 'of a later version' },
      ];
      expect(ask(session, { t, idle: 0, talk: 5, events })).toBeLessThanOrEqual(150);
    }
    expect(session.lastReason).toMatch(/place \d+ \(/);
  });

  it('takes the command line over the start line', () => {
    const one = started({ cap: 0 });
    const other = started({}, { ...START, cap: 0 });
    for (const t of [0, 1, 2, 3]) {
      expect(ask(one, { t })).toBe(ask(other, { t }));
    }
  });

  it('keeps to free trunks and to calls a second', () => {
    expect(ask(started(), { trunksFree: 2 })).toBe(2);
    expect(ask(started(), { cps: 3 })).toBe(3);
    expect(ask(started({}, { ...START, trunks: 4 }), {})).toBe(4);
  });

  it('never takes a call back that has not rung for 15 seconds, and then a quarter of them at a time', () => {
    const session = started({ cancelAfter: 1 });
    const dials = Array.from({ length: 10 }, (_, id) => ({ type: 'dial', id, t: 0 }));
    const rings = Array.from({ length: 10 }, (_, id) => ({ type: 'ring', id, t: 2 }));
    const none = { idle: 0, talk: 1, inFlight: 10 };
    session.hear(JSON.stringify({ ...TICK, ...none, t: 2, events: [...dials, ...rings] }));
    const early = session.hear(JSON.stringify({ ...TICK, ...none, t: 16.9 })).answer;
    const late = session.hear(JSON.stringify({ ...TICK, ...none, t: 17.1 })).answer;
    expect(early).toBe('0');
    expect(JSON.parse(late ?? '')).toMatchObject({ dial: 0, cancel: [0, 1, 2] });
  });
});
