import type { AttemptId, TrunkId } from '../core/kernel/ids.js';
import type { ReachState } from '../core/route/trunk-reach.js';

/** As seen from us: towards the carrier, or from it. */
export const SIP_DIRECTIONS = ['out', 'in'] as const;
export type SipDirection = (typeof SIP_DIRECTIONS)[number];

/** A SIP message of an attempt as it passed between media server and carrier. No field holds the person's number. */
export interface SipMessageSeen {
  readonly attemptId: AttemptId;
  readonly trunkId: TrunkId;
  readonly atMs: number;
  /** Of the call with the carrier; what the carrier's own log knows it by. */
  readonly callId: string;
  readonly direction: SipDirection;
  /** Of the request, or of that which a response answers. */
  readonly method: string;
  /** Null for a request. */
  readonly status: number | null;
  /** The response's own words; '' for a request. */
  readonly phrase: string;
  /** The Reason header as written (RFC 3326), or ''. */
  readonly reason: string;
  /** Cause of Q.850 in it, or null. */
  readonly q850: number | null;
  /** It carries sound's description: a 183 with it is heard before anybody answers. */
  readonly sdp: boolean;
}

/** How a trunk's carrier answers OPTIONS. */
export interface TrunkProbed {
  readonly trunkId: TrunkId;
  readonly atMs: number;
  readonly state: ReachState;
  readonly sinceMs: number;
  /** Whether this answer was one of a carrier that can take calls; null where nobody could ask. */
  readonly good: boolean | null;
  /** Of the latest answer; null where none came in time. */
  readonly status: number | null;
  /** How long the latest answer took; null where none came. */
  readonly tookMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Why it is not up, in words; '' when it is. */
  readonly why: string;
}

export type SipWatchEvent =
  | { readonly kind: 'message'; readonly message: SipMessageSeen }
  | { readonly kind: 'trunk'; readonly trunk: TrunkProbed };

/** Somebody between media servers and carriers who sees SIP itself; the engine works as well without him. */
export interface SipWatch {
  /** @returns what ends the listening. Listeners that throw do no harm. */
  listen(listener: (event: SipWatchEvent) => void): () => void;
}
