/*
 * What lives on the server. `show channels` lists the channels of everybody; whose one is stands in a variable that each
 * leg bears from its originate on, or that the dialplan sets for a call that came in.
 */
import { isSafeId, type LegId, parseLegId } from '../../core/kernel/ids.js';
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

/** A channel as `show channels as json` lists it. */
export interface ChannelRow {
  readonly legId: LegId;
  readonly createdSeconds: number | null;
  readonly callState: string;
  readonly application: string;
  readonly applicationData: string;
  /** The same for two that are bridged. */
  readonly callId: string;
}

/** A leg of ours found there. */
export interface FoundLeg {
  readonly live: LiveLeg;
  readonly place: LegPlace;
  readonly listensTo: LegId | null;
}

/** The channels whose ids could be ours. Throws on what is no list: no leg may be held for dead because of it. */
export function parseChannels(text: string): readonly ChannelRow[] {
  const list = JSON.parse(text) as { readonly rows?: unknown; readonly row_count?: unknown } | null;
  if (typeof list !== 'object' || list === null || typeof list.row_count !== 'number') {
    throw new SyntaxError('the list of channels has no row_count');
  }
  const rows: readonly unknown[] = Array.isArray(list.rows) ? list.rows : [];
  return rows.flatMap((row) => {
    const field = (name: string): string => {
      const value = typeof row === 'object' && row !== null ? (row as Record<string, unknown>)[name] : '';
      return typeof value === 'string' ? value : '';
    };
    const uuid = field('uuid');
    if (!isSafeId(uuid) || field('callstate') === 'HANGUP') {
      return [];
    }
    const created = field('created_epoch');
    return [
      {
        legId: parseLegId(uuid),
        createdSeconds: /^\d+$/.test(created) ? Number(created) : null,
        callState: field('callstate'),
        application: field('application'),
        applicationData: field('application_data'),
        callId: field('call_uuid'),
      },
    ];
  });
}

function stateOf(callState: string): LiveLeg['state'] {
  switch (callState) {
    case 'ACTIVE':
    case 'HELD':
    case 'UNHELD':
      return 'up';
    case 'RINGING':
    case 'EARLY':
      return 'ringing';
    default:
      return 'dialing';
  }
}

/** `name@profile` of a conference, or the leg that is listened to. */
function placeOf(row: ChannelRow, rows: readonly ChannelRow[]): LegPlace {
  if (row.application === 'conference') {
    const owner = ownerOfRoom(row.applicationData.split('@')[0] ?? '');
    return owner === null ? ALONE : { kind: 'room', owner };
  }
  const others = rows.filter((one) => one.callId === row.callId && one.legId !== row.legId);
  const [other] = others;
  return row.callId !== '' && other !== undefined && others.length === 1
    ? { kind: 'pair', with: other.legId }
    : ALONE;
}

/** The partner of each among those found, and what else is known of it. */
export function foundLegs(
  rows: readonly (ChannelRow & { readonly inbound: InboundLeg | null })[],
  nowMs: number,
  wallMs: number,
): readonly FoundLeg[] {
  const places = new Map(rows.map((row) => [row.legId, placeOf(row, rows)]));
  return rows.map((row) => {
    const place = places.get(row.legId) ?? ALONE;
    const createdMs = row.createdSeconds === null ? wallMs : row.createdSeconds * 1000;
    const listensTo =
      row.application === 'eavesdrop' && isSafeId(row.applicationData)
        ? parseLegId(row.applicationData)
        : null;
    return {
      place,
      listensTo,
      live: {
        legId: row.legId,
        state: row.inbound !== null && stateOf(row.callState) !== 'up' ? 'ringing' : stateOf(row.callState),
        bridgedWith: partnerIn(row.legId, place, places),
        createdAtMs: nowMs + createdMs - wallMs,
        ...(row.inbound === null ? {} : { inbound: row.inbound }),
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
