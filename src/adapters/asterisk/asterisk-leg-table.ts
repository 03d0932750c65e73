import { isSafeId, type LegId, parseLegId } from '../../core/kernel/ids.js';
import type { InboundLeg } from '../../ports/media.js';

/** What is known of a living leg; the channel bears the leg's own id, and the leg of a call that came in the channel's. */
export interface AsteriskLeg {
  readonly legId: LegId;
  state: 'dialing' | 'ringing' | 'up';
  createdAtMs: number;
  /** Said to the engine already. */
  saidRinging: boolean;
  saidEarlyMedia: boolean;
  saidAnswered: boolean;
  /** Under our control; false while it rings and while the dialplan screens it. */
  inStasis: boolean;
  /** `running`: in the dialplan's detector; `listening`: our own ear hears it. */
  amd: 'off' | 'wanted' | 'running' | 'listening' | 'done';
  /** By when our own ear has to have decided; null: the dialplan's detector is asked. */
  readonly earDeadlineMs: number | null;
  /** Who called whom; null for a leg of our own making. */
  readonly inbound: InboundLeg | null;
  /** Has a standing bridge of its own, in which it waits for the next customer. */
  isAgent: boolean;
  /** A command of ours ends it. */
  hangupAsked: boolean;
  bridgeId: string | null;
  /** Hears hold music. */
  onHold: boolean;
  /** What is being played to it by way of its bridge. */
  readonly bridgePlays: Set<string>;
}

const STANDING_PREFIX = 'b-';
const RECORDER_PREFIX = 'r-';
const SNOOP_PREFIX = 'y-';
const EAR_SNOOP_PREFIX = 'e-';
const EAR_MEDIA_PREFIX = 'f-';
const EAR_BRIDGE_PREFIX = 'h-';

/** The bridge in which an agent's leg stands; named after the leg, so that a restart finds it again. */
export function standingBridgeOf(agentLegId: LegId): string {
  return `${STANDING_PREFIX}${agentLegId}`;
}

/** The agent's leg that owns a standing bridge, or null when the bridge is no standing one. */
export function ownerOfBridge(bridgeId: string): LegId | null {
  return bridgeId.startsWith(STANDING_PREFIX) ? legOfChannel(bridgeId.slice(STANDING_PREFIX.length)) : null;
}

/** The snoop channel that records a leg. */
export function recorderOf(legId: LegId): string {
  return `${RECORDER_PREFIX}${legId}`;
}

/** True for the channel of a recording. */
export function isRecorder(channelId: string): boolean {
  return channelId.startsWith(RECORDER_PREFIX);
}

/**
 * The names of snoop channels by which a leg listens to another, in turn: those that ended last may still be in use
 * for a moment.
 */
export function snoopsOf(earLegId: LegId): readonly string[] {
  return ['a', 'b', 'c', 'd'].map((name) => `${SNOOP_PREFIX}${name}-${earLegId}`);
}

/** True for the channel of somebody who listens. */
export function isSnoop(channelId: string): boolean {
  return channelId.startsWith(SNOOP_PREFIX);
}

/** The snoop channel by which our own ear hears a leg. */
export function earSnoopOf(legId: LegId): string {
  return `${EAR_SNOOP_PREFIX}${legId}`;
}

/** The channel that carries this sound to us. */
export function earMediaOf(legId: LegId): string {
  return `${EAR_MEDIA_PREFIX}${legId}`;
}

/** The bridge of these two. */
export function earBridgeOf(legId: LegId): string {
  return `${EAR_BRIDGE_PREFIX}${legId}`;
}

/** The leg that a channel of our own ear is for, as text; null for every other channel. */
export function legOfEar(channelId: string): string | null {
  return [EAR_SNOOP_PREFIX, EAR_MEDIA_PREFIX].some((prefix) => channelId.startsWith(prefix))
    ? channelId.slice(EAR_SNOOP_PREFIX.length)
    : null;
}

/** The leg that a bridge of our own ear is for, as text; null for every other bridge. */
export function legOfEarBridge(bridgeId: string): string | null {
  return bridgeId.startsWith(EAR_BRIDGE_PREFIX) ? bridgeId.slice(EAR_BRIDGE_PREFIX.length) : null;
}

/** Ours begin with one letter and a dash; Asterisk's own are `[systemname-]seconds.number`. */
const LEG_FORM = /^[a-z]-/;

/** The leg behind a channel's id, or null when the channel is not one of ours. */
export function legOfChannel(channelId: string): LegId | null {
  return LEG_FORM.test(channelId) &&
    !isRecorder(channelId) &&
    !isSnoop(channelId) &&
    legOfEar(channelId) === null &&
    isSafeId(channelId)
    ? parseLegId(channelId)
    : null;
}

/** What Asterisk calls a channel that somebody else made: `[systemname-]seconds.number`. */
const ASTERISK_FORM = /^(?:[A-Za-z0-9_.-]+-)?\d+\.\d+$/;

/** The leg behind the channel of a call that came in, or null when it cannot be one. */
export function inboundLegOf(channelId: string): LegId | null {
  return ASTERISK_FORM.test(channelId) && isSafeId(channelId) && !LEG_FORM.test(channelId)
    ? parseLegId(channelId)
    : null;
}

/** What is known of a leg from its beginning. */
export interface LegKind {
  readonly amd: boolean;
  /** @default null */
  readonly earDeadlineMs?: number | null;
  readonly isAgent: boolean;
  readonly inbound: InboundLeg | null;
}

/** The living legs of one server and who stands in which bridge. */
export class AsteriskLegTable {
  readonly #legs = new Map<string, AsteriskLeg>();
  readonly #members = new Map<string, Set<LegId>>();

  get(channelId: string): AsteriskLeg | undefined {
    return this.#legs.get(channelId);
  }

  all(): readonly AsteriskLeg[] {
    return [...this.#legs.values()];
  }

  open(legId: LegId, nowMs: number, kind: LegKind): AsteriskLeg {
    const leg: AsteriskLeg = {
      legId,
      state: 'dialing',
      createdAtMs: nowMs,
      saidRinging: false,
      saidEarlyMedia: false,
      saidAnswered: false,
      inStasis: false,
      amd: kind.amd ? 'wanted' : 'off',
      earDeadlineMs: kind.earDeadlineMs ?? null,
      inbound: kind.inbound,
      isAgent: kind.isAgent,
      hangupAsked: false,
      bridgeId: null,
      onHold: false,
      bridgePlays: new Set(),
    };
    this.#legs.set(legId, leg);
    return leg;
  }

  remove(leg: AsteriskLeg): void {
    this.leaveBridge(leg);
    this.#legs.delete(leg.legId);
  }

  enterBridge(leg: AsteriskLeg, bridgeId: string): void {
    this.leaveBridge(leg);
    leg.bridgeId = bridgeId;
    const members = this.#members.get(bridgeId) ?? new Set();
    members.add(leg.legId);
    this.#members.set(bridgeId, members);
  }

  leaveBridge(leg: AsteriskLeg): void {
    if (leg.bridgeId === null) {
      return;
    }
    const members = this.#members.get(leg.bridgeId);
    members?.delete(leg.legId);
    if (members?.size === 0) {
      this.#members.delete(leg.bridgeId);
    }
    leg.bridgeId = null;
  }

  /** The leg a playback was meant for: the channel it ran on, or whoever's bridge it ran in. */
  hearerOf(channelId: string, playId: string): AsteriskLeg | undefined {
    return this.#legs.get(channelId) ?? this.all().find((leg) => leg.bridgePlays.delete(playId));
  }

  /** Everyone in a standing bridge except its owner. */
  guestsOf(agentLegId: LegId): readonly LegId[] {
    return [...(this.#members.get(standingBridgeOf(agentLegId)) ?? [])].filter((id) => id !== agentLegId);
  }

  /** The leg it can talk to now: the owner of the standing bridge it is in, or its first guest. */
  partnerOf(leg: AsteriskLeg): LegId | null {
    const owner = leg.bridgeId === null ? null : ownerOfBridge(leg.bridgeId);
    if (owner === null) {
      return null;
    }
    if (owner === leg.legId) {
      return this.guestsOf(owner)[0] ?? null;
    }
    return this.#legs.get(owner)?.bridgeId === leg.bridgeId ? owner : null;
  }
}
