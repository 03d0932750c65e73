import type { Attempt } from '../log/attempt.js';

const MACHINE_DISPOSITIONS: ReadonlySet<string> = new Set(['maquina', 'fax']);

/** A person answered: AMD said so, or nothing said machine. */
export function isPerson(attempt: Attempt): boolean {
  if (attempt.tAnswer === null || attempt.amd === 'machine') {
    return false;
  }
  return attempt.amd === 'human' || (!attempt.voicemail && !MACHINE_DISPOSITIONS.has(attempt.disposition));
}

/** When the two seconds begin: AMD's verdict or deadline where AMD runs, else the answer. */
export function waitingSince(attempt: Attempt): number {
  return attempt.amd !== 'off' && attempt.tAmd !== null ? attempt.tAmd : (attempt.tAnswer ?? attempt.tEnd);
}

/** The person was gone before anybody could be late. */
export function isEarlyHangup(attempt: Attempt, earlyMs: number): boolean {
  return (
    (attempt.endedBy === 'client' || attempt.endedBy === 'network') &&
    attempt.tEnd - waitingSince(attempt) < earlyMs
  );
}

/** A call that tries a trunk: nobody was to talk, and whoever it was had a tone to hear. */
export const TEST_MODE = 'test';

/** A person answered and no agent came. */
export function isAbandoned(attempt: Attempt, earlyMs: number): boolean {
  const met = attempt.tAgent !== null || attempt.mode === TEST_MODE;
  return isPerson(attempt) && !met && !isEarlyHangup(attempt, earlyMs);
}

/** An agent spoke with the person who was looked for. */
export function isRightParty(attempt: Attempt): boolean {
  return attempt.tAgent !== null && (attempt.outcome === 'concretizada' || attempt.outcome === 'sucesso');
}

/** Not answered, or over within the time of a short call. */
export function isShortCall(attempt: Attempt, shortMs: number): boolean {
  return attempt.tAnswer === null || attempt.tEnd - attempt.tAnswer <= shortMs;
}
