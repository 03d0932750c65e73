import { messageOf } from '../kernel/errors.js';
import { LaneRun } from './lane-run.js';
import type { PaceRun } from './pace-run.js';
import { type PaceOverrides, type PaceSetup, paceSetup } from './pace-setup.js';
import { PoolRun } from './pool-run.js';
import { believableCount, objectOf, type WireObject } from './wire-values.js';

/** Free agents beyond whom a count that nothing can confirm is not believed. */
const MOST_AGENTS = 10_000;

/** What a line leads to. */
export interface PaceReply {
  /** The line to answer with, or null when the line wants none. */
  readonly answer: string | null;
  /** What was wrong with the line, for a person. */
  readonly complaint: string | null;
  readonly stop: boolean;
}

/** Answers the lines of one run, in order. Bad input never throws and never places a call. */
export class PaceSession {
  readonly #mode: string;
  readonly #overrides: PaceOverrides;
  #setup: PaceSetup | null = null;
  #run: PaceRun | null = null;

  constructor(mode: string, overrides: PaceOverrides) {
    this.#mode = mode;
    this.#overrides = overrides;
  }

  /** The reason of the last decision. */
  get lastReason(): string | null {
    return this.#run?.lastReason ?? null;
  }

  hear(text: string): PaceReply {
    let line: WireObject | null = null;
    try {
      line = objectOf(JSON.parse(text));
    } catch {
      return refused('is not JSON');
    }
    switch (line?.['type']) {
      case 'start': {
        this.#setup = paceSetup(line, this.#overrides);
        this.#run = null;
        return { answer: null, complaint: null, stop: false };
      }
      case 'tick': {
        const unstarted = this.#setup === null;
        this.#setup ??= paceSetup({}, this.#overrides);
        this.#run ??= this.#begin(this.#setup, Object.keys(objectOf(line['campaigns']) ?? {}).length > 0);
        return answered(this.#run, line, unstarted);
      }
      case 'stop': {
        return { answer: null, complaint: null, stop: true };
      }
      default: {
        return refused(line === null ? 'is no object' : 'has a type that is none of start, tick and stop');
      }
    }
  }

  /** Campaigns share their agents only in predictive mode; any other paces the run as one campaign. */
  #begin(setup: PaceSetup, pool: boolean): PaceRun {
    return (pool || setup.campaigns.size > 0) && this.#mode === 'predictive'
      ? new PoolRun(setup)
      : new LaneRun(this.#mode, setup);
  }
}

function answered(run: PaceRun, line: WireObject, unstarted: boolean): PaceReply {
  try {
    const answer = run.answer(line);
    return {
      answer,
      complaint: unstarted ? 'comes before any start: taken with the defaults' : null,
      stop: false,
    };
  } catch (thrown) {
    // A fault of ours must not end somebody's run: one call for each free agent is always allowed.
    const count = (name: string): number => believableCount(line[name], MOST_AGENTS) ?? 0;
    return {
      answer: String(Math.max(0, count('idle') - count('inFlight'))),
      complaint: `could not be reckoned with (${messageOf(thrown)}): one call for each free agent`,
      stop: false,
    };
  }
}

function refused(what: string): PaceReply {
  return { answer: '0', complaint: `${what}: answered 0`, stop: false };
}
