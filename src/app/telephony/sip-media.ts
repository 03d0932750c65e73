import type { SipCall, SipCause } from '../../adapters/sip/sip-calls.js';
import {
  type AttemptId,
  attemptOfLeg,
  type LegId,
  parseAttemptId,
  parseCampaignId,
} from '../../core/kernel/ids.js';
import type { MediaEvent, MediaServer, OriginateCommand } from '../../ports/media.js';

/** What a SIP server wants to know of calls, and tells of their end. */
export interface SipPath {
  expect(call: SipCall): void;
  forget(attemptId: AttemptId): void;
  causeOf(attemptId: AttemptId): SipCause | null;
}

/**
 * The media server, with its calls announced to the SIP server they pass through, and the carrier's own status and cause in
 * place of what became of them in the switch. All else is the media server's own.
 */
export function throughSip(server: MediaServer, path: SipPath): MediaServer {
  const attempts = new Map<LegId, AttemptId>();
  const forget = (legId: LegId): void => {
    const attemptId = attempts.get(legId);
    if (attemptId !== undefined) {
      attempts.delete(legId);
      path.forget(attemptId);
    }
  };
  const told = (event: MediaEvent): MediaEvent => {
    if (event.kind !== 'hungUp') {
      return event;
    }
    const attemptId = attempts.get(event.legId);
    const cause = attemptId === undefined ? null : path.causeOf(attemptId);
    forget(event.legId);
    return cause === null ? event : { ...event, sipCode: cause.status, q850: cause.q850 ?? event.q850 };
  };
  const own: Pick<MediaServer, 'originate' | 'onEvent'> = {
    originate(command) {
      const call = callOf(command);
      if (call !== null) {
        attempts.set(command.legId, call.attemptId);
        path.expect(call);
      }
      return server.originate(command).catch((error: unknown) => {
        forget(command.legId);
        throw error;
      });
    },
    onEvent: (listener) => server.onEvent((event) => listener(told(event))),
  };
  return new Proxy(server, {
    get(target, key) {
      if (key === 'originate' || key === 'onEvent') {
        return own[key];
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function callOf({ legId, target, callerId, tags }: OriginateCommand): SipCall | null {
  if (target.kind !== 'phone') {
    return null;
  }
  const { attempt = attemptOfLeg(legId), campaign = '' } = tags;
  return attempt === null
    ? null
    : {
        attemptId: parseAttemptId(attempt),
        trunkId: target.trunkId,
        campaignId: campaign === '' ? null : parseCampaignId(campaign),
        called: target.number,
        caller: callerId,
      };
}
