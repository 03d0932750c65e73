import { CadenciaError } from '../kernel/errors.js';
import type { ListCadence } from './list-consumption.js';
import { CONTRACT_SHRINKAGE, type Shifts, type Shrinkage } from './shrinkage.js';
import {
  requireCount,
  requireNotNegative,
  requireOpenShare,
  requirePositive,
  requireShare,
  requireShareBelowOne,
} from './sizing-input.js';

/** What is known of a campaign's calls and of its day. Shares of attempts unless said otherwise. */
export interface OutboundPlan extends Shrinkage, Shifts, ListCadence {
  /** Attempts that a person answers. */
  readonly answerShare: number;
  /** The same at the hour that answers least, by which lines and calls a second are sized. */
  readonly leastAnswerShare: number;
  /** Answered persons who are the right one (CPC). */
  readonly rightPartyShare: number;
  /** Right-party contacts that end with a promise. */
  readonly promiseShare: number;
  /** Mean talk of all connected persons, hang-ups and third parties among them. */
  readonly talkSeconds: number;
  readonly wrapSeconds: number;
  /** From the dial to the first ring. */
  readonly postDialDelaySeconds: number;
  /** Ringing before an answer. */
  readonly ringSeconds: number;
  readonly ringTimeoutSeconds: number;
  /** From the answer to the verdict that it is a person. */
  readonly amdSeconds: number;
  readonly machineShare: number;
  /** A machine's hold of a line, from its answer. */
  readonly machineSeconds: number;
  /** Busy, invalid, refused: they end with the post-dial delay. */
  readonly unreachableShare: number;
  readonly abandonCap: number;
  readonly dropMessageSeconds: number;
  /** Ceiling that agents are not to be worked above; 1: none. */
  readonly targetOccupancy: number;
  /** Attempts that may find no free line. */
  readonly blocking: number;
}

/** What holds unless it is given; typical values of Brazilian collection, to be replaced by measured ones. */
export const OUTBOUND_DEFAULTS = {
  promiseShare: 0,
  wrapSeconds: 15,
  postDialDelaySeconds: 4,
  ringSeconds: 10,
  ringTimeoutSeconds: 25,
  amdSeconds: 1.7,
  machineShare: 0.2,
  machineSeconds: 2.5,
  unreachableShare: 0.15,
  abandonCap: 0.03,
  dropMessageSeconds: 8,
  targetOccupancy: 1,
  blocking: 0.01,
  maxTries: 12,
  triesADay: 2,
  decay: 1,
  openHours: 10,
  shiftHours: 6,
  ...CONTRACT_SHRINKAGE,
} as const satisfies Partial<OutboundPlan>;

/** Refuses a plan that no campaign can have. Shrinkage and cadence are checked where they are used. */
export function checkOutboundPlan(plan: OutboundPlan): void {
  for (const name of ['answerShare', 'leastAnswerShare', 'rightPartyShare', 'targetOccupancy'] as const) {
    requireShare(name, plan[name]);
  }
  for (const name of ['promiseShare', 'machineShare', 'unreachableShare', 'abandonCap'] as const) {
    if (name !== 'promiseShare' || plan.promiseShare !== 1) {
      requireShareBelowOne(name, plan[name]);
    }
  }
  for (const name of ['talkSeconds', 'ringTimeoutSeconds', 'openHours'] as const) {
    requirePositive(name, plan[name]);
  }
  requireNotNegative('openHours', plan.openHours, 24);
  requireNotNegative('shiftHours', plan.shiftHours, 24);
  for (const name of [
    'wrapSeconds',
    'postDialDelaySeconds',
    'ringSeconds',
    'amdSeconds',
    'machineSeconds',
    'dropMessageSeconds',
  ] as const) {
    requireNotNegative(name, plan[name]);
  }
  requireOpenShare('blocking', plan.blocking);
  requireCount('maxTries', plan.maxTries);
  checkTogether(plan);
}

/** What is wrong only beside another input. */
function checkTogether(plan: OutboundPlan): void {
  const fates = plan.answerShare + plan.machineShare + plan.unreachableShare;
  if (fates > 1 + 1e-9) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `answerShare, machineShare and unreachableShare add up to ${Number(fates.toFixed(4))}: they are parts of the same attempts and cannot pass 1.`,
    });
  }
  if (plan.leastAnswerShare > plan.answerShare) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `leastAnswerShare is ${plan.leastAnswerShare}, above answerShare (${plan.answerShare}): give the share of the hour that answers least.`,
    });
  }
  if (plan.ringSeconds > plan.ringTimeoutSeconds) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `ringSeconds is ${plan.ringSeconds}, longer than ringTimeoutSeconds (${plan.ringTimeoutSeconds}): nobody answers after the timeout.`,
    });
  }
}
