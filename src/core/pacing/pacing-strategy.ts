/**
 * One question, asked at each tick and at each event that changes the answer: how many calls to place now?
 * A strategy is a pure state machine of one lane (the agents of a campaign that run in one mode).
 */

/** One call of the lane that has not reached an agent nor ended. Ages in milliseconds. */
export interface PacedCall {
  readonly ageMs: number;
  /** Since 180/183, or null when it has not rung. */
  readonly ringingMs: number | null;
  /** Since the 200 OK while it is not known whether a person answered (AMD), or null. */
  readonly screeningMs: number | null;
  /** A person who waits for an agent. */
  readonly waiting: boolean;
  /** What the contact's odds to answer were estimated to be, 0..1; left out when nobody said. */
  readonly estimate?: number | undefined;
}

/** One agent of the lane who is not free now but works. */
export interface PacedAgent {
  readonly phase: 'talking' | 'wrap_up';
  readonly ageMs: number;
  /** Goes off or pauses after the present call. */
  readonly leaving: boolean;
}

/** Something that happened since the last step; what the estimators learn from. Durations in milliseconds. */
export type PacingObservation =
  | { readonly kind: 'placed' }
  /** `afterMs` from the dial to 180. */
  | { readonly kind: 'rang'; readonly afterMs: number }
  /** A person, known as one now: `afterMs` since the dial, `ringMs` since 180 or null, `amdMs` since the answer or null. */
  | {
      readonly kind: 'live';
      readonly afterMs: number;
      readonly ringMs: number | null;
      readonly amdMs: number | null;
      readonly estimate?: number;
    }
  /** Ended without a person: busy, invalid, no answer, machine, congestion, cancelled. */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly afterMs: number;
      readonly ringMs: number | null;
      /** From the answer to this end, when it had been answered (a machine); may be left out. */
      readonly amdMs?: number | null;
      readonly estimate?: number;
    }
  | { readonly kind: 'connected'; readonly waitMs: number }
  | { readonly kind: 'abandoned' }
  /** An agent's talk (human call) ended. */
  | { readonly kind: 'talkEnded'; readonly talkMs: number }
  | { readonly kind: 'wrapEnded'; readonly wrapMs: number };

/** The lane as it stands. */
export interface PacingSnapshot {
  readonly idleAgents: number;
  readonly busyAgents: readonly PacedAgent[];
  readonly calls: readonly PacedCall[];
  /** People given to an agent and people abandoned since the day began (of the campaign, all lanes). */
  readonly connectedToday: number;
  readonly abandonedToday: number;
  /** Room on the trunks that the campaign may use now; Infinity when unlimited. */
  readonly freeChannels: number;
  /** Calls the CPS limits let through now. */
  readonly cpsRoom: number;
  /** Contacts in the hopper, ready to be dialled now. */
  readonly contactsReady: number;
  /** Until the operation closes, or null when unknown. */
  readonly msLeftToday: number | null;
  /** Drops that a stop over rolling windows still bears (R27, R28), at any moment; left out where there is none. */
  readonly spareDrops?: number | undefined;
  /** Estimated answer odds of the next contacts in dialling order; NaN for one without. */
  readonly nextEstimates?: readonly number[];
}

/** What bound the number of calls. */
export const PACING_LIMITS = [
  'none',
  'paused',
  'no_agents',
  'agents_free',
  'risk',
  'budget',
  'channels',
  'ties',
  'cps',
  'contacts',
  'ceiling',
] as const;
export type PacingLimit = (typeof PACING_LIMITS)[number];

/** Every decision can explain itself: the figures behind the number, by name, and a sentence. */
export interface PacingDecision {
  readonly place: number;
  readonly limit: PacingLimit;
  /** Which of the next contacts to dial, by position, `place` of them; left out when the first ones. */
  readonly picks?: readonly number[];
  /** How many ringing calls to give up, those that rang longest first; left out when none. */
  readonly cancel?: number;
  /** Named figures, such as idle, expected answers, risk, threshold. */
  readonly figures: Readonly<Record<string, number>>;
  /** One line for a person, in English, without personal data. */
  readonly reason: string;
}

export interface PacingSettings {
  /** Calls in flight per free agent (power). @minimum 1 */
  readonly ratio: number;
  /** Ceiling of the day's abandoned share, 0..1 (predictive). */
  readonly abandonCap: number;
  /** A person not connected within this is abandoned. */
  readonly connectDeadlineMs: number;
  readonly ringTimeoutMs: number;
  readonly amd: boolean;
  /** Ringing calls may be given up when too much is in flight (predictive). @default false */
  readonly cancelsRinging?: boolean;
}

/** How long ago a memory was kept. */
export interface MemoryAge {
  readonly ageMs: number;
  /** On the same day of the operation: its budget goes on. */
  readonly sameDay: boolean;
}

/**
 * `State` is plain data; `step` never mutates what it is given and never returns a negative, fractional or
 * non-finite number, whatever it is fed. The worst case is progressive (one call per free agent), with its reason.
 */
export interface PacingStrategy<State> {
  readonly name: string;
  init(settings: PacingSettings): State;
  /** The state under new settings, forgetting only what the change makes wrong. @default a new beginning */
  retune?(state: State, from: PacingSettings, to: PacingSettings): State;
  /** What was kept of an earlier state, read from outside; null when it is not one. @default nothing is recalled */
  recall?(fresh: State, kept: unknown, age: MemoryAge): State | null;
  step(
    state: State,
    snapshot: PacingSnapshot,
    observations: readonly PacingObservation[],
    nowMs: number,
  ): { readonly state: State; readonly decision: PacingDecision };
}
