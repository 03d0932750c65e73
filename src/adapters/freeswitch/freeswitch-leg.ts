import type { LegId } from '../../core/kernel/ids.js';
import type { Timer } from '../../ports/clock.js';
import type { InboundLeg } from '../../ports/media.js';

/** With whom a leg talks; rooms are for more than two and belong to the leg for whom they were made. */
export type LegPlace =
  | { readonly kind: 'alone' }
  | { readonly kind: 'pair'; readonly with: LegId }
  | { readonly kind: 'room'; readonly owner: LegId };

export const ALONE: LegPlace = { kind: 'alone' };

/** A sound for a leg. `turn` sounds after those before it, `mixed` into what is being said. */
export interface LegPlay {
  readonly playId: string;
  readonly path: string;
  readonly way: 'turn' | 'mixed';
  /** Legs into whose channels it is mixed. */
  readonly hearers: Set<LegId>;
  begun: boolean;
  /** Its end was asked for. */
  stopped: boolean;
}

/** What is known of a living leg; its channel bears the leg's own id. */
export interface FreeswitchLeg {
  readonly legId: LegId;
  state: 'dialing' | 'ringing' | 'up';
  createdAtMs: number;
  /** Its channel was heard of: from then on the leg ends by `hungUp`. */
  seen: boolean;
  /** Its Call-ID was told. */
  named: boolean;
  saidRinging: boolean;
  saidEarlyMedia: boolean;
  saidAnswered: boolean;
  /** Has been parked since its answer, and so takes commands. */
  ready: boolean;
  /** Sits in FreeSWITCH's park now. */
  parked: boolean;
  /** Who called whom; null for a leg of our own making. */
  readonly inbound: InboundLeg | null;
  /** Whether somebody who answers is screened; `alone`: asked for without our ear, which nobody here does. */
  screening: 'off' | 'alone' | 'wanted' | 'listening' | 'done';
  /** How much sound our ear may take to decide. */
  earDeadlineMs: number;
  /** It goes into park as soon as the network sends sound, to be heard from there on. */
  hearsNetwork: boolean;
  /** Samples a second of what comes from it. */
  soundRate: number;
  /** A command of ours ends it. */
  hangupAsked: boolean;
  place: LegPlace;
  /** Whom it listens to. */
  listensTo: LegId | null;
  onHold: boolean;
  /** The music's own name while it sounds. */
  musicId: string | null;
  readonly plays: LegPlay[];
  /** Names of recordings that run. */
  readonly recordings: Set<string>;
  /** Gives up what rings too long. */
  ringTimer: Timer | null;
}

function newLeg(legId: LegId, createdAtMs: number, inbound: InboundLeg | null): FreeswitchLeg {
  return {
    legId,
    state: 'dialing',
    createdAtMs,
    seen: false,
    named: false,
    saidRinging: false,
    saidEarlyMedia: false,
    saidAnswered: false,
    ready: false,
    parked: false,
    inbound,
    screening: 'off',
    earDeadlineMs: 0,
    hearsNetwork: false,
    soundRate: 0,
    hangupAsked: false,
    place: ALONE,
    listensTo: null,
    onHold: false,
    musicId: null,
    plays: [],
    recordings: new Set(),
    ringTimer: null,
  };
}

/** The living legs of one server. */
export class FreeswitchLegTable {
  readonly #legs = new Map<string, FreeswitchLeg>();

  get(channelId: string): FreeswitchLeg | undefined {
    return this.#legs.get(channelId);
  }

  all(): readonly FreeswitchLeg[] {
    return [...this.#legs.values()];
  }

  open(legId: LegId, createdAtMs: number, inbound: InboundLeg | null): FreeswitchLeg {
    const leg = newLeg(legId, createdAtMs, inbound);
    this.#legs.set(legId, leg);
    return leg;
  }

  remove(leg: FreeswitchLeg): void {
    if (this.#legs.get(leg.legId) === leg) {
      this.#legs.delete(leg.legId);
    }
  }

  /** Everyone in the room but its owner. */
  guestsOf(owner: LegId): readonly FreeswitchLeg[] {
    return this.all().filter(
      ({ legId, place }) => place.kind === 'room' && place.owner === owner && legId !== owner,
    );
  }

  /** All whom it talks with. */
  companyOf(leg: FreeswitchLeg): readonly LegId[] {
    const { legId, place } = leg;
    if (place.kind !== 'room') {
      return place.kind === 'pair' ? [place.with] : [];
    }
    const inside = this.all().filter((one) => isIn(one.place, place.owner));
    return inside.map((one) => one.legId).filter((one) => one !== legId);
  }

  /** The leg it can talk to: its partner, the owner of its room, or the first guest in its own. */
  partnerOf({ legId, place }: FreeswitchLeg): LegId | null {
    switch (place.kind) {
      case 'alone':
        return null;
      case 'pair':
        return place.with;
      case 'room':
        if (place.owner === legId) {
          return this.guestsOf(legId)[0]?.legId ?? null;
        }
        return isIn(this.#legs.get(place.owner)?.place, place.owner) ? place.owner : null;
    }
  }
}

function isIn(place: LegPlace | undefined, owner: LegId): boolean {
  return place?.kind === 'room' && place.owner === owner;
}
