/** The first line of a pace session: a small centre in predictive. */
export const START = {
  type: 'start',
  protocol: 2,
  scenario: 'test',
  agents: 5,
  tick: 1,
  dropSec: 2,
  cap: 0.03,
  duration: 3600,
  ringTimeout: 25,
  trunks: null,
  cps: null,
  amd: true,
};

/** A moment of it: all agents are free and nothing has happened yet. */
export const TICK = {
  type: 'tick',
  t: 0,
  tick: 1,
  idle: 5,
  talk: 0,
  wrap: 0,
  paused: 0,
  inFlight: 0,
  waiting: 0,
  lines: 0,
  trunksFree: null,
  cps: null,
  answeredToday: 0,
  abandonedToday: 0,
  placedLast: 0,
  events: [],
};
