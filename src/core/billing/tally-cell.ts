/** What happened in one hour of one service. */
export interface TallyCell {
  received: number;
  answered: number;
  attempts: number;
  talkMs: number;
  /** Abandoned while waiting, whatever the wait. */
  abandoned: number;
  /** Answered within so many seconds, by the contract's list of limits. */
  readonly answeredWithin: number[];
  /** Abandoned after more than so many seconds, by the same list. */
  readonly abandonedAfter: number[];
  /** Paid by unit, language and hour band. */
  readonly units: Map<string, number>;
  /** Paid calls of a service that is surveyed, by unit, language, band and note (`-` without one). */
  readonly notes: Map<string, number>;
}

export function emptyCell(limits: number): TallyCell {
  return {
    received: 0,
    answered: 0,
    attempts: 0,
    talkMs: 0,
    abandoned: 0,
    answeredWithin: new Array<number>(limits).fill(0),
    abandonedAfter: new Array<number>(limits).fill(0),
    units: new Map(),
    notes: new Map(),
  };
}

const SEPARATOR = '|';

/** Unit, language and hour band as one key. */
export function unitKey(unit: string, language: string, band: string): string {
  return [unit, language, band].join(SEPARATOR);
}

/** The parts of a unit key, and the note where it has one. */
export function readUnitKey(key: string): {
  readonly unit: string;
  readonly language: string;
  readonly band: string;
  readonly note: string;
} {
  const [unit = '', language = '', band = '', note = ''] = key.split(SEPARATOR);
  return { unit, language, band, note };
}

export function countUp(counts: Map<string, number>, key: string, by: number): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now === 0) {
    counts.delete(key);
  } else {
    counts.set(key, now);
  }
}
