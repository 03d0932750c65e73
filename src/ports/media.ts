import type { AmdVerdict } from '../core/call-log/call-log-row.js';
import type { Announcement } from '../core/ear/announcement.js';
import type { E164, LegId, MediaServerId, TrunkId } from '../core/kernel/ids.js';
import type { LegSound } from '../core/test-call/test-call-report.js';

/** Where a leg goes: out to a person by a trunk, to an agent's phone, or by a tie to another media server. */
export type LegTarget =
  | { readonly kind: 'phone'; readonly number: E164; readonly trunkId: TrunkId }
  | { readonly kind: 'agent'; readonly endpoint: string }
  /** It stands ready as an agent's leg does; `called` is what the other server is called with. */
  | { readonly kind: 'tie'; readonly endpoint: string; readonly called: string };

export interface OriginateCommand {
  /** Ours, chosen and stored before the command leaves: a lost reply can be reconciled. */
  readonly legId: LegId;
  readonly target: LegTarget;
  /** The number shown, in From and P-Asserted-Identity; '' for an agent's leg. */
  readonly callerId: string;
  /** Longest ringing; the server gives up by itself after it, whatever happens to us. */
  readonly ringTimeoutMs: number;
  /** Screen for machines after the answer; the verdict comes as an `amd` event. */
  readonly amd: boolean;
  /**
   * Screen with our own ear instead of the server's detector, where the server can give us the sound; it has decided after
   * so much of it. @default the server's detector, where it has one
   */
  readonly earDeadlineMs?: number;
  /** Ids for the server's own records (CDR user field), so that its log and ours can be compared. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What a media server can do; the engine asks these, never which product it is. */
export interface MediaCapabilities {
  /** Has a machine detector of its own. @default false */
  readonly amd: boolean;
  /** Gives our own ear the sound of a leg, to screen by. @default false */
  readonly ear: boolean;
  /** Tells early media (183) from ringing (180). @default false */
  readonly earlyMediaEvents: boolean;
  /** Can listen and whisper on a leg. @default false */
  readonly snoop: boolean;
  /** Hands over calls that come in. @default false */
  readonly inbound: boolean;
}

/** A call that came in, as the network tells of it. */
export interface InboundLeg {
  /** Who calls, in the network's writing; '' or a word where the number is withheld. */
  readonly caller: string;
  /** The number called, in the trunk's writing. */
  readonly called: string;
}

/** What a supervisor does beside a talk: hears both, speaks to the agent alone, or speaks with both. */
export const SNOOP_WAYS = ['listen', 'whisper', 'barge'] as const;
export type SnoopWay = (typeof SNOOP_WAYS)[number];

/** Q.850 causes we hang up with. */
export const HANGUP_CAUSES = ['normal', 'busy', 'no_answer', 'rejected'] as const;
export type LocalHangupCause = (typeof HANGUP_CAUSES)[number];

/** A leg as the server lists it, for adoption after a restart. */
export interface LiveLeg {
  readonly legId: LegId;
  readonly state: 'dialing' | 'ringing' | 'up';
  /** The leg it can talk to, or null. */
  readonly bridgedWith: LegId | null;
  readonly createdAtMs: number;
  /** Only of a call that came in. */
  readonly inbound?: InboundLeg;
}

/** Why a server that is up takes no call of ours: paused by hand, at its most calls, at its most a second, or far behind. */
export const BACK_PRESSURES = ['paused', 'sessions', 'rate', 'slow'] as const;
export type BackPressure = (typeof BACK_PRESSURES)[number];

interface LegEvent {
  readonly serverId: MediaServerId;
  readonly legId: LegId;
  /** When it happened by our clock. */
  readonly atMs: number;
}

/** Everything a server says. Events of one leg come in order; any may come twice or, over a lost link, never. */
export type MediaEvent =
  /**
   * A call came in: the first event of its leg, whose id is the server's own. It rings until it is answered or hung up by
   * us, or the caller gives up.
   */
  | (LegEvent & { readonly kind: 'offered'; readonly inbound: InboundLeg })
  | (LegEvent & { readonly kind: 'progress'; readonly code: 180 | 183 })
  | (LegEvent & { readonly kind: 'answered' })
  | (LegEvent & {
      readonly kind: 'amd';
      readonly verdict: Exclude<AmdVerdict, 'off'>;
      readonly cause: string;
    })
  /** Before the answer: what the network was heard to say. A later one replaces it. */
  | (LegEvent & { readonly kind: 'announced'; readonly says: Announcement; readonly recording: string })
  /** Once, at any time before the end: the Call-ID of SIP, which the carrier's log knows the call by. */
  | (LegEvent & { readonly kind: 'named'; readonly sipCallId: string })
  | (LegEvent & { readonly kind: 'dtmf'; readonly digit: string })
  | (LegEvent & { readonly kind: 'bridged'; readonly withLegId: LegId })
  | (LegEvent & { readonly kind: 'unbridged' })
  | (LegEvent & { readonly kind: 'playFinished'; readonly playId: string })
  | (LegEvent & {
      readonly kind: 'hungUp';
      /** Who ended it, as far as the server knows: the far end, the network before an answer, or a command of ours. */
      readonly by: 'remote' | 'network' | 'local';
      readonly q850: number | null;
      readonly sipCode: number | null;
    })
  | { readonly kind: 'serverUp'; readonly serverId: MediaServerId; readonly atMs: number }
  | {
      readonly kind: 'serverDown';
      readonly serverId: MediaServerId;
      readonly atMs: number;
      readonly reason: string;
    }
  | {
      /** It is up and takes no call now, which is nobody's fault; until `serverFree`, or the loss of the server. */
      readonly kind: 'serverFull';
      readonly serverId: MediaServerId;
      readonly atMs: number;
      readonly why: BackPressure;
      readonly reason: string;
      /** The most calls a second that it makes, of any kind and for anybody; null where it does not tell. */
      readonly mostPerSecond: number | null;
    }
  | { readonly kind: 'serverFree'; readonly serverId: MediaServerId; readonly atMs: number }
  | {
      /** After each (re)connect, before any other event: what lives there now. Legs not listed are dead. */
      readonly kind: 'resync';
      readonly serverId: MediaServerId;
      readonly atMs: number;
      readonly legs: readonly LiveLeg[];
    };

/**
 * One media server (an Asterisk, a FreeSWITCH, the simulator). Every command has a deadline of the adapter's own
 * and rejects with DLR_MEDIA_REFUSED (certain: nothing happened), DLR_MEDIA_FULL (so too: it takes no call now, and says
 * when it does by `serverFree`), DLR_MEDIA_GONE (no such leg),
 * DLR_MEDIA_DOWN or DLR_MEDIA_TIMEOUT (uncertain: it may have happened; the resync or the leg's events will tell).
 * Listeners that throw do not harm the server.
 */
export interface MediaServer {
  readonly id: MediaServerId;
  readonly capabilities: MediaCapabilities;
  /** Under what name legs of ours live there, so that another engine can take them over; null where none can. */
  readonly estate: string | null;
  /** Connects and keeps connecting, for ever; `serverUp` then `resync` tell when it holds. Idempotent. */
  start(): Promise<void>;
  /** Lets go of the server; live legs stay alive on it. Idempotent. */
  close(): Promise<void>;
  isUp(): boolean;
  /** Whether a phone written so is one of its own: `PJSIP/1001` is Asterisk's, `user/1001@domain` FreeSWITCH's. */
  ownsPhone(endpoint: string): boolean;
  /** Whether it has that trunk; one that is said to have none in particular has all. */
  carries(trunkId: TrunkId): boolean;
  /** One listener; a second replaces the first. */
  onEvent(listener: (event: MediaEvent) => void): void;

  /** Resolves when the server took the leg on; what becomes of it comes as events, always ending in `hungUp`. */
  originate(command: OriginateCommand): Promise<void>;
  /** Answers a call that came in; `answered` follows, once. Resolves also when it is answered already. */
  answer(legId: LegId): Promise<void>;
  /** Ends a leg; resolves also when it is already gone. `no_answer` gives up ringing alone: who picked up first stays. */
  hangup(legId: LegId, cause: LocalHangupCause): Promise<void>;
  /**
   * Joins `legId` with the pre-bound `agentLegId`, whatever it was in before; resolves once both hear each other,
   * with a `bridged` event for each. The agent's leg stays ready for the next when `legId` leaves or ends. The host may
   * also be the answered leg of a call of ours to a person: then two persons talk with each other.
   */
  bridge(agentLegId: LegId, legId: LegId): Promise<void>;
  /**
   * Joins `legId` to whoever talks with `agentLegId` already, so that all hear one another; whatever it was in before. The
   * list then shows the agent's leg as the partner of each guest.
   */
  invite(agentLegId: LegId, legId: LegId): Promise<void>;
  /** Takes a leg out of its bridge and keeps it alive. */
  unbridge(legId: LegId): Promise<void>;
  /**
   * Plays a named sound to the leg, and to whom it is joined with, who go on hearing each other; `playFinished` with
   * `playId` follows, unless the leg ends first.
   */
  play(legId: LegId, sound: string, playId: string): Promise<void>;
  /** Ends a sound before its end; its `playFinished` follows as ever. Resolves also when it is over already. */
  stopPlay(legId: LegId, playId: string): Promise<void>;
  /** Music for a leg that waits, or its end. */
  hold(legId: LegId, on: boolean): Promise<void>;
  /**
   * Starts or stops a recording of both sides of the leg, under that name (folders before it with `/`); it goes on until
   * the leg ends. One that runs under the name already goes on.
   */
  record(legId: LegId, name: string, on: boolean): Promise<void>;
  /** Silence in a recording that goes on, for what must not be on it; DLR_MEDIA_GONE where none runs under the name. */
  pauseRecording(legId: LegId, name: string, paused: boolean): Promise<void>;
  sendDtmf(legId: LegId, digits: string): Promise<void>;
  /**
   * Lets the pre-bound `earLegId` hear the leg `legId` and whom it is joined with, and speak as the way says; a second
   * call replaces the first. It goes on from one partner of `legId` to the next, and ends with either leg; the talk itself
   * is not touched.
   */
  snoop(earLegId: LegId, legId: LegId, way: SnoopWay): Promise<void>;
  /** Ends what `snoop` began; both legs stay alive. Resolves also when there is nothing to end. */
  endSnoop(earLegId: LegId): Promise<void>;
  /** What sound has come from the other end of an answered leg and gone to it; asked of test calls alone. */
  soundOf(legId: LegId): Promise<LegSound>;
  /**
   * Takes over what lives under another engine's name: from now on its legs are ours, listed and told of as such, and talks
   * are not touched. Resolves to them. Whoever had the name hears nothing of them any more.
   */
  inherit(estate: string): Promise<readonly LiveLeg[]>;
  /** True while legs of that name are not wholly ours yet: its engine would take them back when it connected. */
  isInheriting(estate: string): boolean;
  /** The legs of ours that are alive there now. */
  list(): Promise<readonly LiveLeg[]>;
}
