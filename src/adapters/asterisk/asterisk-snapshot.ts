import type { LegId } from '../../core/kernel/ids.js';
import type { InboundLeg, LiveLeg } from '../../ports/media.js';
import { type AriChannel, parseApplicationChannels, parseBridges, parseChannels } from './ari-codec.js';
import { inboundOf } from './ari-event-map.js';
import { inboundLegOf, legOfChannel, ownerOfBridge } from './asterisk-leg-table.js';

/** A leg of ours found on the server. */
export interface FoundLeg {
  readonly legId: LegId;
  readonly channel: AriChannel;
  readonly bridgeId: string | null;
  readonly live: LiveLeg;
}

function stateOf(channel: AriChannel): LiveLeg['state'] {
  switch (channel.state) {
    case 'Up':
      return 'up';
    // `Ring`: a call that came in and is not answered yet.
    case 'Ring':
    case 'Ringing':
      return 'ringing';
    default:
      return 'dialing';
  }
}

/** The partner of a channel among the members of its bridge. */
function partnerIn(bridgeId: string, members: readonly string[], channelId: string): LegId | null {
  const owner = ownerOfBridge(bridgeId);
  if (owner === null || !members.includes(owner)) {
    return null;
  }
  if (owner !== channelId) {
    return owner;
  }
  const guests = members.filter((member) => member !== owner);
  return (
    guests.map((member) => legOfChannel(member) ?? inboundLegOf(member)).find((id) => id !== null) ?? null
  );
}

/** Who called whom, from the arguments with which the dialplan handed the channel over; null for every other channel. */
function inboundIn(channel: AriChannel): InboundLeg | null {
  const [, ...args] = channel.applicationData.split(',');
  return channel.application === 'Stasis' ? inboundOf(channel, args) : null;
}

/** The replies of `GET /channels`, `GET /bridges` and `GET /applications/{app}`. */
export interface SnapshotReplies {
  readonly channels: unknown;
  readonly bridges: unknown;
  readonly application: unknown;
}

/**
 * The legs of our Stasis application. Another engine's legs on the same Asterisk look like ours and are left out: it
 * alone may end them. An originated channel belongs to its application from the originate to its end, the time in the
 * dialplan's detector included.
 *
 * `wallMs` is this machine's real time, by which Asterisk dates its channels; `nowMs` the engine's, which a demo may
 * have shifted.
 */
export function readSnapshot(replies: SnapshotReplies, nowMs: number, wallMs: number): readonly FoundLeg[] {
  const { channels, bridges } = replies;
  const ours = parseApplicationChannels(replies.application);
  const bridgeOf = new Map<string, { id: string; members: readonly string[] }>();
  for (const bridge of parseBridges(bridges)) {
    for (const channelId of bridge.channelIds) {
      bridgeOf.set(channelId, { id: bridge.id, members: bridge.channelIds });
    }
  }
  const found: FoundLeg[] = [];
  for (const channel of parseChannels(channels)) {
    // A call that came in to another engine's application has the same form of id: only the list of ours tells.
    const inbound = ours?.has(channel.id) === true ? inboundIn(channel) : null;
    const legId = inbound === null ? legOfChannel(channel.id) : inboundLegOf(channel.id);
    if (legId !== null && (ours === null || ours.has(channel.id))) {
      const bridge = bridgeOf.get(channel.id);
      const bridgedWith = bridge === undefined ? null : partnerIn(bridge.id, bridge.members, channel.id);
      const createdAtMs = nowMs + ((channel.createdAtMs ?? wallMs) - wallMs);
      found.push({
        legId,
        channel,
        bridgeId: bridge?.id ?? null,
        live: {
          legId,
          state: stateOf(channel),
          bridgedWith,
          createdAtMs,
          ...(inbound === null ? {} : { inbound }),
        },
      });
    }
  }
  return found;
}
