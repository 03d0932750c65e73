import type { Distribution } from './distribution.js';

/** What stands behind a number of the mailing; it stays the same over all attempts. */
export const LINE_KINDS = [
  'client',
  'third_party',
  'dead',
  'voicemail_only',
  'blocks_callers',
  'fax',
] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** What happens when a living line is called and nobody picks up. */
export const MISS_KINDS = [
  'machine',
  'no_answer',
  'busy',
  'rejected',
  'unreachable',
  'announcement',
  'congestion',
] as const;
export type MissKind = (typeof MISS_KINDS)[number];

/** The figures of a simulated public network and its people. Shares are 0..1, weights are relative. */
export interface PublicNetworkModel {
  /** Weights of what stands behind the numbers. */
  readonly lines: Readonly<Record<LineKind, number>>;
  /** Mean chance that a line with a person is picked up by a person, at hour factor 1 on the first attempt. */
  readonly pickUpShare: number;
  /** How differently people pick up: 0 all alike, 1 from hardly ever to twice the mean. */
  readonly pickUpSpread: number;
  /** Factor on `pickUpShare` for each local hour, 0 to 23. */
  readonly pickUpByHour: readonly number[];
  /** Each further attempt multiplies `pickUpShare` by this, down to `leastAttemptFactor`: people learn numbers. */
  readonly pickUpPerAttempt: number;
  readonly leastAttemptFactor: number;
  /** Local time of the hours above, without daylight saving; Brasília is −3. */
  readonly utcOffsetHours: number;
  readonly misses: Readonly<Record<MissKind, number>>;
  /** Of those who pick up: at a client's line the client in person, at another's the client by chance. */
  readonly clientShareAtOwnLine: number;
  readonly clientShareAtOtherLine: number;
  /** Of the people who pick up: who hang up at once, and who say nothing at all. */
  readonly hangUpAtOnceShare: number;
  readonly silentShare: number;
  /** Answered calls that first send early media and never a 180. */
  readonly inBandRingingShare: number;
  readonly postDialDelay: Distribution;
  readonly ring: Distribution;
  /** Voicemail: some pick up after ringing out, the rest (telephone off) at once. */
  readonly voicemailAtOnceShare: number;
  readonly voicemailRing: Distribution;
  readonly voicemailRecording: Distribution;
  readonly announcement: Distribution;
  readonly rejectAfterRing: Distribution;
  readonly ringOut: Distribution;
  readonly hangUpAtOnce: Distribution;
  readonly patienceInSilence: Distribution;
  readonly patienceWithMusic: Distribution;
  readonly patienceWithMessage: Distribution;
  readonly clientTalk: Distribution;
  readonly thirdPartyTalk: Distribution;
  /** Of the talks: how many the person ends, and not the agent. */
  readonly personEndsTalkShare: number;
  /** Of those who hear a message: how many press `messageKey`. */
  readonly pressesKeyShare: number;
  readonly messageKey: string;
  readonly amd: {
    readonly humanAsMachineShare: number;
    readonly machineAsHumanShare: number;
    readonly unknownShare: number;
    readonly human: Distribution;
    readonly machine: Distribution;
    readonly unknown: Distribution;
  };
}

const SECONDS = 1000;

/**
 * A cold-to-warm mailing of a Brazilian collection centre: 10 to 20 % of dials meet a live person by hour of day, about
 * two fifths of them the client. No public statistics exist; these are practitioners' ranges, to be replaced by a
 * centre's own figures. Every share is of what its comment says.
 */
export const BRAZILIAN_COLLECTION: PublicNetworkModel = {
  lines: { client: 36, third_party: 32, dead: 14, voicemail_only: 12, blocks_callers: 5.7, fax: 0.3 },
  pickUpShare: 0.24,
  pickUpSpread: 0.8,
  pickUpByHour: [
    0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4, 0.7, 0.9, 1.05, 1.1, 1.1, 1.0, 0.9, 0.9, 0.95, 1.0, 1.1, 1.25, 1.3,
    1.15, 0.8, 0.4, 0.2,
  ],
  pickUpPerAttempt: 0.9,
  leastAttemptFactor: 0.4,
  utcOffsetHours: -3,
  misses: {
    machine: 44,
    no_answer: 24,
    busy: 6,
    rejected: 12,
    unreachable: 8,
    announcement: 5,
    congestion: 1,
  },
  clientShareAtOwnLine: 0.72,
  clientShareAtOtherLine: 0.02,
  hangUpAtOnceShare: 0.08,
  silentShare: 0.03,
  inBandRingingShare: 0.05,
  postDialDelay: { kind: 'lognormal', medianMs: 3 * SECONDS, sigma: 0.35, minMs: 800, maxMs: 9 * SECONDS },
  ring: { kind: 'lognormal', medianMs: 8 * SECONDS, sigma: 0.5, minMs: 1500, maxMs: 45 * SECONDS },
  voicemailAtOnceShare: 0.4,
  voicemailRing: { kind: 'uniform', minMs: 15 * SECONDS, maxMs: 30 * SECONDS },
  voicemailRecording: { kind: 'uniform', minMs: 45 * SECONDS, maxMs: 120 * SECONDS },
  announcement: { kind: 'uniform', minMs: 4 * SECONDS, maxMs: 12 * SECONDS },
  rejectAfterRing: { kind: 'uniform', minMs: 1500, maxMs: 10 * SECONDS },
  ringOut: { kind: 'uniform', minMs: 40 * SECONDS, maxMs: 60 * SECONDS },
  hangUpAtOnce: { kind: 'uniform', minMs: 300, maxMs: 2500 },
  patienceInSilence: { kind: 'lognormal', medianMs: 4500, sigma: 0.5, minMs: 1200, maxMs: 20 * SECONDS },
  patienceWithMusic: {
    kind: 'lognormal',
    medianMs: 45 * SECONDS,
    sigma: 0.7,
    minMs: 8000,
    maxMs: 300 * SECONDS,
  },
  patienceWithMessage: { kind: 'lognormal', medianMs: 9000, sigma: 0.7, minMs: 1500, maxMs: 60 * SECONDS },
  clientTalk: { kind: 'lognormal', medianMs: 165 * SECONDS, sigma: 0.7, minMs: 8000, maxMs: 1500 * SECONDS },
  thirdPartyTalk: {
    kind: 'lognormal',
    medianMs: 35 * SECONDS,
    sigma: 0.6,
    minMs: 5000,
    maxMs: 240 * SECONDS,
  },
  personEndsTalkShare: 0.35,
  pressesKeyShare: 0.01,
  messageKey: '9',
  amd: {
    humanAsMachineShare: 0.04,
    machineAsHumanShare: 0.08,
    unknownShare: 0.02,
    human: { kind: 'lognormal', medianMs: 1300, sigma: 0.3, minMs: 700, maxMs: 3500 },
    machine: { kind: 'lognormal', medianMs: 2300, sigma: 0.25, minMs: 1200, maxMs: 4000 },
    unknown: { kind: 'fixed', ms: 4000 },
  },
};
