/*
 * What lives on the server.
 *
 * `show channels` is a table in FreeSWITCH's own database, written behind what happens: a channel that was just made is not
 * in it, one that has ended still is, and whoever left a bridge bears its marks until the next. So it gives ids alone; what a
 * channel is and does is asked of the channel itself (`uuid_dump`). Whose it is stands in a variable that each leg bears from
 * its originate on, or that the dialplan sets for a call that came in.
 */
import { isSafeId, type LegId, parseLegId } from '../../core/kernel/ids.js';
import type { LegSound } from '../../core/test-call/test-call-report.js';
import type { InboundLeg, LiveLeg } from '../../ports/media.js';
import { ALONE, type LegPlace } from './freeswitch-leg.js';

/** The engine a leg belongs to. */
export const APP_VARIABLE = 'cadencia_app';
/** Set by the dialplan for a call that came in. */
export const CALLER_VARIABLE = 'cadencia_caller';
export const CALLED_VARIABLE = 'cadencia_called';

const ROOM_PREFIX = 'cadencia-';

/** The room of three and more of which a leg is the owner. */
export function roomOf(owner: LegId): string {
  return `${ROOM_PREFIX}${owner}`;
}

/** The owner of a room, or null when it is none of ours. */
export function ownerOfRoom(room: string): LegId | null {
  const owner = room.startsWith(ROOM_PREFIX) ? room.slice(ROOM_PREFIX.length) : '';
  return isSafeId(owner) ? parseLegId(owner) : null;
}

/** A channel as it tells of itself. */
export interface Channel {
  readonly legId: LegId;
  /** The engine it belongs to; '' for channels of others. */
  readonly app: string;
  readonly state: LiveLeg['state'];
  /** By FreeSWITCH's clock. */
  readonly createdMs: number;
  readonly inbound: InboundLeg | null;
  /** Whom it is bridged with, as it says itself. */
  readonly bridgedWith: LegId | null;
  /** The owner of the room that it is in. */
  readonly room: LegId | null;
  readonly listensTo: LegId | null;
  /** Sits in FreeSWITCH's park, be it answered or not. */
  readonly inPark: boolean;
}

/** A leg of ours found there. */
export interface FoundLeg {
  readonly live: LiveLeg;
  readonly place: LegPlace;
  readonly listensTo: LegId | null;
  readonly inPark: boolean;
}

/** A channel is bridged in these states alone: what else it says of a bridge stays behind when that is over. */
const BRIDGED_STATES: ReadonlySet<string> = new Set(['CS_EXCHANGE_MEDIA', 'CS_SOFT_EXECUTE']);
const GONE_STATES: ReadonlySet<string> = new Set(['CS_HANGUP', 'CS_REPORTING', 'CS_DESTROY', 'CS_NONE']);

function fieldsOf(text: string): (name: string) => string {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) {
    throw new SyntaxError('what tells of a channel is no object');
  }
  const fields = parsed as Readonly<Record<string, unknown>>;
  return (name) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : '';
    return typeof value === 'string' ? value : '';
  };
}

function legIdOf(text: string): LegId | null {
  return isSafeId(text) ? parseLegId(text) : null;
}

/**
 * The ids in `show channels as json` that could be ours. Throws on what is no list: no leg may be held for dead because of
 * it.
 */
export function listedIds(text: string): readonly LegId[] {
  const list = JSON.parse(text) as { readonly rows?: unknown; readonly row_count?: unknown } | null;
  if (typeof list !== 'object' || list === null || typeof list.row_count !== 'number') {
    throw new SyntaxError('the list of channels has no row_count');
  }
  const rows: readonly unknown[] = Array.isArray(list.rows) ? list.rows : [];
  return rows.flatMap((row) => {
    const uuid = typeof row === 'object' && row !== null && 'uuid' in row ? row.uuid : null;
    const legId = typeof uuid === 'string' ? legIdOf(uuid) : null;
    return legId === null ? [] : [legId];
  });
}

/** The channel in `uuid_dump ID json`; null where it has ended. */
export function readChannel(legId: LegId, text: string): Channel | null {
  if (text.startsWith('-ERR')) {
    return null;
  }
  const field = fieldsOf(text);
  const state = field('Channel-State');
  if (GONE_STATES.has(state)) {
    return null;
  }
  const application = state === 'CS_EXECUTE' ? field('variable_current_application') : '';
  const data = field('variable_current_application_data');
  const called = field(`variable_${CALLED_VARIABLE}`);
  return {
    legId,
    app: field(`variable_${APP_VARIABLE}`),
    state: stateOf(field('Answer-State'), field('Channel-Call-State')),
    createdMs: Number(field('Caller-Channel-Created-Time')) / 1000,
    inbound: called === '' ? null : { caller: field(`variable_${CALLER_VARIABLE}`), called },
    bridgedWith: BRIDGED_STATES.has(state) ? legIdOf(field('variable_signal_bond')) : null,
    room: application === 'conference' ? ownerOfRoom(data.split('@')[0] ?? '') : null,
    listensTo: application === 'eavesdrop' ? legIdOf(data) : null,
    inPark: application === 'park' || state === 'CS_PARK',
  };
}

/** Codec and packets in `uuid_dump ID json`. */
export function readSound(text: string): LegSound {
  const field = fieldsOf(text);
  const counted = (name: string): number | null => {
    const value = field(`variable_rtp_audio_${name}_media_packet_count`);
    return /^\d+$/.test(value) ? Number(value) : null;
  };
  return { codec: field('variable_read_codec'), packetsIn: counted('in'), packetsOut: counted('out') };
}

function stateOf(answerState: string, callState: string): LiveLeg['state'] {
  if (answerState === 'answered') {
    return 'up';
  }
  return callState === 'RINGING' || callState === 'EARLY' ? 'ringing' : 'dialing';
}

function placeOf({ legId, room, bridgedWith }: Channel, channels: ReadonlyMap<LegId, Channel>): LegPlace {
  if (room !== null) {
    return { kind: 'room', owner: room };
  }
  return bridgedWith !== null && channels.get(bridgedWith)?.bridgedWith === legId
    ? { kind: 'pair', with: bridgedWith }
    : ALONE;
}

/** The partner of each among those found, and what else is known of it. */
export function foundLegs(ones: readonly Channel[], nowMs: number, wallMs: number): readonly FoundLeg[] {
  const channels = new Map(ones.map((one) => [one.legId, one]));
  const places = new Map(ones.map((one) => [one.legId, placeOf(one, channels)]));
  return ones.map(({ legId, state, createdMs, inbound, listensTo, inPark }) => {
    const place = places.get(legId) ?? ALONE;
    return {
      place,
      listensTo,
      inPark,
      live: {
        legId,
        state: inbound !== null && state !== 'up' ? 'ringing' : state,
        bridgedWith: partnerIn(legId, place, places),
        createdAtMs: nowMs + (createdMs > 0 ? createdMs - wallMs : 0),
        ...(inbound === null ? {} : { inbound }),
      },
    };
  });
}

function partnerIn(legId: LegId, place: LegPlace, places: ReadonlyMap<LegId, LegPlace>): LegId | null {
  if (place.kind !== 'room') {
    return place.kind === 'pair' ? place.with : null;
  }
  const inside = [...places].filter(([, one]) => one.kind === 'room' && one.owner === place.owner);
  const ids = inside.map(([id]) => id);
  if (legId === place.owner) {
    return ids.find((id) => id !== legId) ?? null;
  }
  return ids.includes(place.owner) ? place.owner : null;
}
