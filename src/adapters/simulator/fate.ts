/** What can become of a dialled call, before anybody of ours hears it. */
export const FATE_KINDS = [
  'person',
  'hangs_up_at_once',
  'silence',
  'machine',
  'fax',
  'busy',
  'no_answer',
  'invalid',
  'announcement',
  'congestion',
  'rejected',
  'unreachable',
] as const;
export type FateKind = (typeof FATE_KINDS)[number];

/** Who is there when a person answers: the contact in person, or somebody else. */
export const ANSWERERS = ['client', 'third_party'] as const;
export type Answerer = (typeof ANSWERERS)[number];

/** A provisional response, counted from the moment the call left. */
export interface FateProgress {
  readonly afterMs: number;
  /** 180: the phone rings. 183 with sound: early media, an announcement or in-band ringing; never an answer. */
  readonly code: 180 | 183;
}

/** How the network ends the call instead of an answer. */
export interface FateRefusal {
  readonly afterMs: number;
  readonly sipCode: number;
  readonly q850: number;
}

/** What answers, and how it behaves. */
export interface FateAnswer {
  readonly afterMs: number;
  readonly who: Answerer | null;
  /** What a machine detector will say, right or wrong, and when after the answer. */
  readonly amd: {
    readonly verdict: 'human' | 'machine' | 'unknown';
    readonly afterMs: number;
    readonly cause: string;
  };
  /** Hangs up this long after answering, whatever it hears; null: does not. */
  readonly hangsUpAfterMs: number | null;
  /** How long it listens before hanging up; null: for ever. */
  readonly patience: {
    readonly silenceMs: number | null;
    readonly musicMs: number | null;
    readonly messageMs: number | null;
  };
  /** How long the matter takes once bridged; null: as long as the agent likes. */
  readonly talkMs: number | null;
  /** Hangs up first when the talk is over; otherwise waits for the agent to do so. */
  readonly endsTalk: boolean;
  /** Key pressed while a message plays, such as the opt-out of a drop message. */
  readonly pressesDuringMessage: string | null;
}

/** The whole life of one dialled call as the far end will live it. Times are milliseconds. */
export interface Fate {
  readonly kind: FateKind;
  readonly progress: FateProgress | null;
  /** Exactly one of the two; both null: the network never says anything, until we give up. */
  readonly refusal: FateRefusal | null;
  readonly answer: FateAnswer | null;
}

const NOBODY_LISTENS = { silenceMs: null, musicMs: null, messageMs: null } as const;

/** A call the network ends without an answer; `rangMs` is when the phone began to ring. */
export function refused(
  kind: FateKind,
  rangMs: number | null,
  afterMs: number,
  sipCode: number,
  q850: number,
): Fate {
  const progress = rangMs === null ? null : ({ afterMs: rangMs, code: 180 } as const);
  return { kind, progress, refusal: { afterMs, sipCode, q850 }, answer: null };
}

/** Something that answers and is nobody: it plays or records for a while, then hangs up (null: never). */
export function recordingAnswer(
  afterMs: number,
  hangsUpAfterMs: number | null,
  amd: FateAnswer['amd'],
): FateAnswer {
  return {
    afterMs,
    who: null,
    amd,
    hangsUpAfterMs,
    patience: NOBODY_LISTENS,
    talkMs: null,
    endsTalk: false,
    pressesDuringMessage: null,
  };
}
