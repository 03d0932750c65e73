import { CadenciaError } from '../../core/kernel/errors.js';
import type { LegId, MediaServerId } from '../../core/kernel/ids.js';
import type { Clock } from '../../ports/clock.js';
import type { MediaEvent } from '../../ports/media.js';
import { describeRequest, httpStatusOf } from './ari-failure.js';
import type { AriRequest } from './ari-request.js';
import type { AsteriskLeg, AsteriskLegTable } from './asterisk-leg-table.js';
import type { EventWaiter } from './event-waiter.js';

/** What bridging and recording need of the media server that owns them. */
export interface AsteriskSession {
  readonly serverId: MediaServerId;
  readonly app: string;
  readonly clock: Clock;
  readonly legs: AsteriskLegTable;
  readonly waiter: EventWaiter;
  readonly commandDeadlineMs: number;
  /** One request with the server's usual deadline. */
  call(request: AriRequest): Promise<unknown>;
  emit(event: MediaEvent): void;
  /** Resolves once the leg is under our control: at once, or when its screening is over. */
  controlled(legId: LegId): Promise<AsteriskLeg>;
}

/** The error for a leg that is not alive. */
export function legGone(legId: LegId, what: string): CadenciaError {
  return new CadenciaError('DLR_MEDIA_GONE', {
    detail: `${what}: leg ${legId} is not alive on this server.`,
    fields: { legId },
  });
}

/** The error for a leg that is alive but not yet answered. */
export function legNotAnswered(legId: LegId, what: string): CadenciaError {
  return new CadenciaError('DLR_MEDIA_REFUSED', {
    detail: `${what}: leg ${legId} has not answered. Wait for its 'answered' event.`,
    fields: { legId },
  });
}

/** Runs a request whose wish is already fulfilled when the server answers with one of `statuses`. */
export async function callAllowing(
  session: Pick<AsteriskSession, 'call'>,
  request: AriRequest,
  statuses: readonly number[],
): Promise<unknown> {
  try {
    return await session.call(request);
  } catch (error) {
    const status = httpStatusOf(error);
    if (status !== null && statuses.includes(status)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * A refusal about a channel means that it is gone when it left our table meanwhile: `addChannel` answers 400 or 422
 * for a channel that ended, `play` 412.
 */
export async function callForLeg(
  session: Pick<AsteriskSession, 'call' | 'legs'>,
  legId: LegId,
  request: AriRequest,
): Promise<unknown> {
  try {
    return await session.call(request);
  } catch (error) {
    const status = httpStatusOf(error);
    const said = error instanceof CadenciaError ? error.detail : '';
    if (status !== null && (session.legs.get(legId) === undefined || /channel not found/i.test(said))) {
      throw legGone(legId, describeRequest(request));
    }
    throw error;
  }
}
