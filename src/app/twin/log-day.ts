import type { DialledAttempt } from '../../audit/log/attempt.js';

/** A stretch of an agent's day as exported. */
export interface AgentStretch {
  readonly agentId: string;
  readonly state: string;
  readonly reason: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** One recorded day: outbound attempts in the order they were dialled, and what agents did. */
export interface LogDay {
  readonly origin: string;
  readonly attempts: readonly DialledAttempt[];
  /** Null when no agent states were given. */
  readonly stretches: readonly AgentStretch[] | null;
}

/** A machine passed by the detector, or met without one. */
function isMachineMet({ amd, voicemail, disposition }: DialledAttempt): boolean {
  return amd === 'machine' || voicemail || disposition === 'maquina' || disposition === 'fax';
}

/** Somebody answered who counts as a person: the verdict was not "machine" and no agent found one. */
export function metPerson(attempt: DialledAttempt): boolean {
  return attempt.tAnswer !== null && !isMachineMet(attempt);
}

/** An agent was needed, for a person or for what passed as one. */
export function neededAgent(attempt: DialledAttempt): boolean {
  return attempt.tAnswer !== null && attempt.amd !== 'machine';
}

/** When it was known what had answered, or when the call ended. */
export function settledAtMs(attempt: DialledAttempt): number {
  return neededAgent(attempt) ? (attempt.tAmd ?? attempt.tAnswer ?? attempt.tEnd) : attempt.tEnd;
}
