import type { Disposition } from '../../src/core/outcome/disposition.js';
import type { OutcomeAndReason } from '../../src/core/outcome/outcome.js';

/** What sipp/customers.xml plays, by the last two digits of the called number (sipp/README.md). */
export const NETWORK_FATES = [
  'client',
  'thirdParty',
  'hangsUpAtOnce',
  'hangsUpSoon',
  'earlyMediaAnswer',
  'machine',
  'undetectableMachine',
  'noAnswer',
  'networkGivesUp',
  'busy',
  'invalid',
  'announcement',
  'declined',
  'congestion',
  'tryingOnly',
] as const;
export type NetworkFate = (typeof NETWORK_FATES)[number];

const FATES_BY_CODE: readonly (readonly [from: number, to: number, fate: NetworkFate])[] = [
  [0, 14, 'client'],
  [15, 24, 'thirdParty'],
  [25, 25, 'client'],
  [26, 26, 'hangsUpAtOnce'],
  [27, 27, 'hangsUpSoon'],
  [28, 28, 'earlyMediaAnswer'],
  [29, 45, 'machine'],
  [46, 46, 'undetectableMachine'],
  [47, 47, 'machine'],
  [48, 49, 'client'],
  [50, 74, 'noAnswer'],
  [75, 79, 'networkGivesUp'],
  [80, 84, 'busy'],
  [85, 92, 'invalid'],
  [93, 94, 'announcement'],
  [95, 96, 'declined'],
  [97, 98, 'congestion'],
  [99, 99, 'tryingOnly'],
];

export function fateOfNumber(number: string): NetworkFate {
  const code = Number(number.slice(-2));
  const entry = FATES_BY_CODE.find(([from, to]) => code >= from && code <= to);
  if (entry === undefined) {
    throw new Error(`No fate for ${number}`);
  }
  return entry[2];
}

/** What an agent of the tests says of whom he met; null where he cannot meet anybody. */
export const SAID_OF: Readonly<Record<NetworkFate, Disposition | null>> = {
  client: 'promessa',
  thirdParty: 'terceiro',
  hangsUpAtOnce: 'cliente_desligou',
  hangsUpSoon: 'cliente_desligou',
  earlyMediaAnswer: 'acordo',
  machine: 'maquina',
  undetectableMachine: 'maquina',
  noAnswer: null,
  networkGivesUp: null,
  busy: null,
  invalid: null,
  announcement: null,
  declined: null,
  congestion: null,
  tryingOnly: null,
};

/** How a call ends that nobody takes, and what the log must say of it. */
export interface UnansweredTruth extends OutcomeAndReason {
  /** The network's last SIP status; 487 is its word on our CANCEL. */
  readonly sipCode: number;
  /** SIPp's last word. */
  readonly lastEvent: string;
}

function refused(reason: OutcomeAndReason['reason'], sipCode: number): UnansweredTruth {
  return { outcome: 'nao_contato', reason, sipCode, lastEvent: `FINAL ${sipCode}` };
}

function cancelled(reason: OutcomeAndReason['reason']): UnansweredTruth {
  return { outcome: 'nao_contato', reason, sipCode: 487, lastEvent: 'CANCELLED' };
}

/** Null for fates that answer. */
export const UNANSWERED: Readonly<Record<NetworkFate, UnansweredTruth | null>> = {
  client: null,
  thirdParty: null,
  hangsUpAtOnce: null,
  hangsUpSoon: null,
  earlyMediaAnswer: null,
  machine: null,
  undetectableMachine: null,
  noAnswer: cancelled('no_answer'),
  networkGivesUp: refused('no_answer', 480),
  busy: refused('busy', 486),
  invalid: refused('invalid_number', 404),
  announcement: refused('invalid_number', 404),
  declined: refused('rejected', 603),
  congestion: refused('congestion', 503),
  tryingOnly: cancelled('unreachable'),
};
