import { MINIMUM_RING_MS } from '../campaign/campaign.js';
import { BRASILIA } from '../kernel/civil-time.js';
import { SECOND } from '../kernel/time.js';
import { binds, type CallScope } from './binds.js';
import { localDayOf } from './gate/person-day.js';
import type { Rule } from './policy.js';
import { type RecordingDuty, recordingDuty } from './recording-duty.js';
import { isInForce } from './validity.js';

/** What the law asks of a call from the dial to its end. Milliseconds. */
export interface CallDuties {
  readonly recording: RecordingDuty;
  /** R32: shortest ringing before we give up by ourselves. */
  readonly minimumRingMs: number;
  /** R29: longest wait of a person for an agent or the drop message, or null where no rule says. */
  readonly longestWaitMs: number | null;
}

/** Few rules of a policy are about the course of a call: the others need not be looked at more closely. */
function isDuty({ kind, id }: Rule): boolean {
  return kind === 'ring_time' || kind === 'connect' || id === 'R36' || id === 'R37';
}

/** The duties of a call placed at that instant; where several provisions reach it the strictest holds. */
export function callDuties(rules: readonly Rule[], call: CallScope, atMs: number): CallDuties {
  const day = localDayOf(atMs, BRASILIA);
  const bound = rules.filter(
    (rule) => isDuty(rule) && rule.severity === 'block' && isInForce(rule, day) && binds(rule.scope, call),
  );
  const rings = bound.map((rule) => (rule.kind === 'ring_time' ? rule.parameters.seconds * SECOND : 0));
  const waits = bound.flatMap((rule) => (rule.kind === 'connect' ? [rule.parameters.seconds * SECOND] : []));
  return {
    recording: recordingDuty(bound, call),
    minimumRingMs: Math.max(MINIMUM_RING_MS, ...rings),
    longestWaitMs: waits.length === 0 ? null : Math.min(...waits),
  };
}
