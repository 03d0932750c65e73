import type { Chance } from './chance.js';
import { plain, type Scenario, unlike } from './scenarios.js';

/**
 * Days written after the strategy was frozen (2026-11-22, 18:58): no figure of them has changed a line of it. They are
 * of other kinds than the days before, as floors in Brazil have them: what a power cut, a lunch in two turns, mailings
 * that are loaded one after the other, agents lent to WhatsApp, mobiles that answer by a machine or a long negotiation
 * do. One that fails stays here and is told as failed.
 */
const MINUTE = 60;
const HOUR = 3600;

function within(t: number, from: number, until: number): boolean {
  return t >= from && t < until;
}

/** Seconds since the last of the events that come every `every` seconds. */
function since(t: number, every: number): number {
  return t - Math.floor(t / every) * every;
}

/** The light goes out for the whole floor, twice, and all come back at the same moment. */
const POWER_CUTS = [100 * MINUTE, 220 * MINUTE] as const;
const CUT = 6 * MINUTE;

/** Half of the floor eats from noon, the other half after it, just when people are at home and answer. */
function lunch(t: number): number {
  return within(t, 3 * HOUR, 5 * HOUR) ? 0.5 : 1;
}

function lunchAnswers(t: number): number {
  return within(t, 3 * HOUR, 5 * HOUR) ? 1.9 : within(t, 5 * HOUR, 6.5 * HOUR) ? 0.6 : 1;
}

/** A new mailing every 90 minutes: its fresh numbers answer well and it is dialled out within the hour. */
function mailings(t: number): number {
  return 0.5 + 1.8 * Math.exp(-since(t, 90 * MINUTE) / (25 * MINUTE));
}

const NEW_MAILINGS = [90, 180, 270].map((minute) => minute * MINUTE);

/** Agents are lent to WhatsApp and come back, some every few minutes, without a word. */
function lent(agents: number): (t: number) => number {
  return (t) => {
    const waves = Math.sin(t / 310) + Math.sin(t / 730 + 1) + Math.sin(t / 1900 + 2);
    return Math.round(agents * Math.min(1, Math.max(0.5, 0.8 + 0.15 * waves)));
  };
}

/** From four in a hundred at eight to one in four at half past nine, then even. */
function morning(t: number): number {
  return Math.min(1, 0.16 + (0.84 * t) / (90 * MINUTE));
}

/** The evening shift goes home one by one. */
function goingHome(agents: number): (t: number) => number {
  return (t) => Math.max(6, Math.round(agents * Math.min(1, (4.2 * HOUR - t) / (1.7 * HOUR))));
}

/** Debts are negotiated: half of the talks are over soon, the others take ten minutes and their record another one. */
function negotiation(chance: Chance): number {
  return chance.uniform() < 0.5 ? chance.lognormal(40, 0.8) : chance.lognormal(600, 0.7);
}

/** Seven of ten hang up within seconds, the others listen. */
function hangUps(chance: Chance): number {
  return chance.uniform() < 0.7 ? chance.lognormal(6, 0.4) : chance.lognormal(150, 0.6);
}

/** Every 70 minutes the portfolio changes and answers three times as well for a quarter of an hour. */
function portfolios(t: number): number {
  return since(t, 70 * MINUTE) < 15 * MINUTE && t > 60 * MINUTE ? 3 : 1;
}

/** The long-distance carrier slows down for ten minutes of each half hour. */
function slowCarrier(t: number): { readonly refused: number; readonly delayFactor: number } {
  return since(t, 30 * MINUTE) < 10 * MINUTE
    ? { refused: 0.1, delayFactor: 2.5 }
    : { refused: 0, delayFactor: 1 };
}

/** Numbers in [0, 1) that look drawn and are the same each day. */
function drawn(n: number): number {
  return ((((n + 1) * 0.6180339887 + (n + 1) * (n + 1) * 0.3819660113) % 1) + 1) % 1;
}

/** Every 13 minutes another page of the list, from one that nobody answers to one that answers five times as well. */
const PAGE = 13 * MINUTE;
const PAGES = [0.12, 0.4, 0.8, 1, 1.6, 2.8, 5] as const;

function pages(t: number): number {
  return PAGES[Math.floor(drawn(Math.floor(t / PAGE)) * PAGES.length)] ?? 1;
}

/** An hour of work numbers, then ten minutes of mobiles that answer seven times as often, then forty of dead ones. */
function gusts(t: number): number {
  const at = since(t, 110 * MINUTE);
  return at < 60 * MINUTE ? 1 : at < 70 * MINUTE ? 7 : 0.1;
}

/**
 * Written after the pacing was made ready for such days (2026-11-24, 03:05): what it learned on was one list that bursts
 * and one large team that starts; these are other lists and other teams.
 */
const BURSTS_AND_STARTS: readonly Scenario[] = [
  {
    ...plain('gusts-12', 12, 0.08, 8),
    liveFactor: gusts,
    shocks: [60, 110, 170, 220, 280, 330, 390, 440].map((minute) => minute * MINUTE),
  },
  { ...plain('pages-50', 50, 0.1, 6), liveFactor: pages },
  { ...plain('pages-25', 25, 0.07, 8), liveFactor: (t) => pages(t + 3 * HOUR) },
  plain('all-at-once-1000', 1000, 0.38, 1),
  { ...plain('all-at-once-300', 300, 0.08, 2), ringTimeout: 32 },
];

export const UNSEEN_SCENARIOS: readonly Scenario[] = [
  {
    ...plain('power-cut-30', 30, 0.14, 6),
    staff: (t) => (POWER_CUTS.some((at) => within(t, at, at + CUT)) ? 0 : 30),
    leavesUnannounced: true,
    shocks: POWER_CUTS.map((at) => at + CUT),
  },
  {
    ...plain('lunch-40', 40, 0.11, 8),
    staff: (t) => Math.round(40 * lunch(t)),
    liveFactor: lunchAnswers,
    shocks: [3 * HOUR],
  },
  { ...plain('mailings-50', 50, 0.12, 6), liveFactor: mailings, shocks: NEW_MAILINGS },
  { ...plain('lent-15', 15, 0.13, 8), staff: lent(15), leavesUnannounced: true },
  {
    ...plain('voicemail-20', 20, 0.06, 8),
    machine: 0.7,
    ringTimeout: 30,
    amdErrors: { missed: 0.1, passed: 0.03, slowness: 1.8 },
  },
  { ...plain('morning-12', 12, 0.25, 6), liveFactor: morning },
  { ...plain('evening-60', 60, 0.18, 4), staff: goingHome(60) },
  {
    ...plain('negotiation-8', 8, 0.2, 8),
    talk: negotiation,
    wrap: (chance) => chance.lognormal(45, 0.9),
  },
  { ...plain('hang-ups-40', 40, 0.22, 4), talk: hangUps, wrap: (chance) => chance.lognormal(5, 0.5) },
  { ...plain('short-ring-20', 20, 0.15, 6), ringTimeout: 15, lateUnanswered: true },
  {
    ...plain('portfolios-20', 20, 0.1, 7),
    contacts: unlike(0.1, 50),
    liveFactor: portfolios,
    shocks: [70, 140, 210, 280, 350].map((minute) => minute * MINUTE),
  },
  { ...plain('slow-carrier-25', 25, 0.12, 5), storm: slowCarrier, trunks: 140 },
  plain('trio', 3, 0.3, 8),
  ...BURSTS_AND_STARTS,
];
