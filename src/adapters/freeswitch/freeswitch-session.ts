import { CadenciaError } from '../../core/kernel/errors.js';
import type { LegId, MediaServerId } from '../../core/kernel/ids.js';
import type { Clock } from '../../ports/clock.js';
import type { MediaEvent } from '../../ports/media.js';
import { nameOfCommand } from './esl-command.js';
import { eslRefused } from './esl-failure.js';
import type { FreeswitchLeg, FreeswitchLegTable } from './freeswitch-leg.js';
import type { LegWaits } from './leg-waits.js';
import type { SoundWay } from './sound-way.js';

/** What the parts of a media server share. */
export interface FreeswitchSession {
  readonly serverId: MediaServerId;
  readonly clock: Clock;
  readonly legs: FreeswitchLegTable;
  readonly waits: LegWaits;
  readonly commandDeadlineMs: number;
  /** One command, with the server's usual deadline. Its text, `-ERR` included. */
  api(line: string): Promise<string>;
  /** A message to the session of a channel. */
  sendMessage(channelId: string, headers: Readonly<Record<string, string>>): Promise<void>;
  /** Where sound may be sent to us, beside the event socket. */
  soundWay(): SoundWay | null;
  emit(event: MediaEvent): void;
  /** Resolves once the answered leg takes commands. */
  controlled(legId: LegId): Promise<FreeswitchLeg>;
}

/** The error for a leg that is not alive. */
export function legGone(legId: LegId, what: string): CadenciaError {
  return new CadenciaError('DLR_MEDIA_GONE', {
    detail: `${what}: leg ${legId} is not alive on this server.`,
    fields: { legId },
  });
}

/** The leg, alive. */
export function livingLeg(
  session: Pick<FreeswitchSession, 'legs'>,
  legId: LegId,
  what: string,
): FreeswitchLeg {
  const leg = session.legs.get(legId);
  if (leg === undefined) {
    throw legGone(legId, what);
  }
  return leg;
}

/** True of an answer that did not do what was asked. */
export function isError(answer: string): boolean {
  return answer.startsWith('-ERR') || answer.startsWith('-USAGE');
}

/** Runs a command about a leg; what FreeSWITCH refuses because the leg is gone meanwhile says that. */
export async function apiForLeg(
  session: Pick<FreeswitchSession, 'api' | 'legs'>,
  legId: LegId,
  line: string,
): Promise<string> {
  const answer = await session.api(line);
  if (isError(answer)) {
    const what = nameOfCommand(`api ${line}`);
    const exists =
      session.legs.get(legId) !== undefined && (await session.api(`uuid_exists ${legId}`)) === 'true';
    throw exists ? eslRefused(what, `FreeSWITCH says '${answer.slice(0, 200)}'`) : legGone(legId, what);
  }
  return answer;
}
