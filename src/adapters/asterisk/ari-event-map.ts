import type { AmdVerdict } from '../../core/call-log/call-log-row.js';
import type { MediaServerId } from '../../core/kernel/ids.js';
import type { InboundLeg, MediaEvent } from '../../ports/media.js';
import type { AriChannel, AriEvent } from './ari-codec.js';
import type { AsteriskLeg } from './asterisk-leg-table.js';

/** First argument with which the dialplan gives a screened leg back. */
export const AMD_RETURN = 'amd';

/** First argument with which the dialplan hands over a call that came in; the number called follows. */
const INBOUND_ENTRY = 'inbound';

/** Who calls whom, when the dialplan hands a call over that came in; null for every other entry. */
export function inboundOf(channel: AriChannel, args: readonly string[]): InboundLeg | null {
  const [entry, called = ''] = args;
  return entry === INBOUND_ENTRY ? { caller: channel.callerNumber, called } : null;
}

/** What is still to be done on the server because of an event. */
export type LegDuty = 'none' | 'screen' | 'listen' | 'listenEarly' | 'standBy';

/** What one ARI event means for its leg. */
export interface LegChange {
  readonly set: Partial<Omit<AsteriskLeg, 'legId'>>;
  readonly events: readonly MediaEvent[];
  readonly duty: LegDuty;
  readonly ended: boolean;
}

const NOTHING: LegChange = { set: {}, events: [], duty: 'none', ended: false };

/** AMDSTATUS of app_amd in our words; HANGUP and anything newer are no verdict on a person. */
export function verdictOf(amdStatus: string): Exclude<AmdVerdict, 'off'> {
  switch (amdStatus) {
    case 'HUMAN':
      return 'human';
    case 'MACHINE':
      return 'machine';
    default:
      return 'unknown';
  }
}

/**
 * Who ended it. Before an answer only the network can, after it the far end, and whoever called us always; Asterisk reports its own ring timeout
 * like the network's silence (cause 19), which it is to the person called.
 */
function endedBy(leg: AsteriskLeg): 'local' | 'network' | 'remote' {
  if (leg.hangupAsked) {
    return 'local';
  }
  return leg.saidAnswered || leg.inbound !== null ? 'remote' : 'network';
}

/**
 * The network's final status. A call we cancel ends with its 487 (RFC 3261 §9.2), for which Asterisk reports the status
 * that it made of our own cause.
 */
function sipCodeOf(leg: AsteriskLeg, techCause: number | null): number | null {
  if (leg.hangupAsked && !leg.saidAnswered) {
    // What we refuse a caller with is our own word, not the network's.
    return leg.inbound === null ? 487 : null;
  }
  return techCause !== null && techCause >= 300 ? techCause : null;
}

function mapStasisStart(leg: AsteriskLeg, args: readonly string[], at: LegMoment): LegChange {
  const answered: MediaEvent = { kind: 'answered', ...at };
  const first = leg.saidAnswered ? [] : [answered];
  const set = { state: 'up', inStasis: true, saidAnswered: true } as const;
  if (args[0] === AMD_RETURN) {
    const verdict: MediaEvent = {
      kind: 'amd',
      ...at,
      verdict: verdictOf(args[1] ?? ''),
      cause: args[2] ?? '',
    };
    const events = leg.amd === 'done' ? first : [...first, verdict];
    return { ...NOTHING, set: { ...set, amd: 'done' }, events };
  }
  if (leg.amd === 'wanted' && leg.earDeadlineMs !== null) {
    return { ...NOTHING, set: { ...set, amd: 'listening' }, events: first, duty: 'listen' };
  }
  if (leg.amd === 'wanted') {
    return { ...NOTHING, set: { ...set, inStasis: false, amd: 'running' }, events: first, duty: 'screen' };
  }
  return { ...NOTHING, set, events: first, duty: 'standBy' };
}

/** We answered a call that came in: it is in Stasis since it rang, and may be commanded from now on. */
function mapInboundAnswer(leg: AsteriskLeg, at: LegMoment): LegChange {
  const set = { state: 'up', inStasis: true, saidAnswered: true } as const;
  return { ...NOTHING, set, events: leg.saidAnswered ? [] : [{ kind: 'answered', ...at }] };
}

interface LegMoment {
  readonly serverId: MediaServerId;
  readonly legId: AsteriskLeg['legId'];
  readonly atMs: number;
}

/**
 * One ARI event of one leg → what changes and what the engine hears. Bridges are the bridging's own (it needs two
 * legs) and playbacks the media server's. Pure.
 */
export function mapLegEvent(
  serverId: MediaServerId,
  leg: AsteriskLeg,
  event: AriEvent,
  nowMs: number,
): LegChange {
  const at: LegMoment = { serverId, legId: leg.legId, atMs: nowMs };
  switch (event.type) {
    case 'StasisStart':
      return mapStasisStart(leg, event.args, at);
    case 'ChannelStateChange':
      if (leg.inbound !== null) {
        return event.channel.state === 'Up' ? mapInboundAnswer(leg, at) : NOTHING;
      }
      if (event.channel.state !== 'Ringing' || leg.saidRinging || leg.saidAnswered) {
        return NOTHING;
      }
      return {
        ...NOTHING,
        set: { state: 'ringing', saidRinging: true },
        events: [{ kind: 'progress', ...at, code: 180 }],
      };
    case 'Dial':
      if (event.dialStatus !== 'PROGRESS' || leg.saidEarlyMedia || leg.saidAnswered) {
        return NOTHING;
      }
      return {
        ...NOTHING,
        set: { state: 'ringing', saidEarlyMedia: true },
        events: [{ kind: 'progress', ...at, code: 183 }],
        duty: 'listenEarly',
      };
    case 'ChannelDtmfReceived':
      return { ...NOTHING, events: [{ kind: 'dtmf', ...at, digit: event.digit }] };
    case 'ChannelDestroyed': {
      const q850 = event.cause === 0 ? null : event.cause;
      return {
        ...NOTHING,
        events: [{ kind: 'hungUp', ...at, by: endedBy(leg), q850, sipCode: sipCodeOf(leg, event.techCause) }],
        ended: true,
      };
    }
    case 'StasisEnd':
      return { ...NOTHING, set: { inStasis: false } };
    case 'ChannelEnteredBridge':
    case 'ChannelLeftBridge':
    case 'PlaybackFinished':
    case 'ApplicationReplaced':
    case 'other':
      return NOTHING;
  }
}
