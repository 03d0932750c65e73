import type { Line, Trunk } from '../core/campaign/campaign.js';
import type { QuestionLine, QuestionTrunk } from '../core/compliance/gate/dial-question.js';
import type { CarrierId, TrunkId } from '../core/kernel/ids.js';
import type { RouteUsage } from './usage-book.js';

/** Where a call is to go, and who it is for. */
export interface RouteWish {
  readonly phone: string;
  readonly ddd: string;
  readonly ufs: readonly string[];
  /** The same for all numbers of a person. */
  readonly personKey: string;
  /** Lines the person was shown lately. */
  readonly seenLines: readonly string[];
  /** A carrier that has just failed at this very call. */
  readonly notCarrier?: CarrierId;
  /** Whether its switch has the trunk. @default it has all */
  readonly carries?: (trunkId: TrunkId) => boolean;
}

/** A way out as the gate is asked about it: one that may be taken, or one that a rule bars. */
export interface AskedWay {
  readonly trunk: QuestionTrunk & { readonly id: string };
  readonly line: QuestionLine;
  /** How far its line and company are into their limits. */
  readonly usage: RouteUsage;
}

/** The way out a call takes. */
export interface Route extends AskedWay {
  readonly trunk: Trunk;
  readonly line: Line;
}
