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

/** How the network tells a call that nobody takes, and what the log, the call record and SIPp must say of it. */
export interface UnansweredTruth extends OutcomeAndReason {
  /** SIP status in the log; null where we gave up before one came. */
  readonly sipCode: number | null;
  /** Cause of Asterisk's own record. */
  readonly q850: number;
  readonly record: 'NO ANSWER' | 'BUSY' | 'FAILED' | 'CONGESTION';
  /** SIPp's last word. */
  readonly lastEvent: string;
}

const nobody = (
  reason: OutcomeAndReason['reason'],
  sipCode: number | null,
  q850: number,
  record: UnansweredTruth['record'],
  lastEvent: string,
): UnansweredTruth => ({ outcome: 'nao_contato', reason, sipCode, q850, record, lastEvent });

/** Null for fates that answer. */
export const UNANSWERED: Readonly<Record<NetworkFate, UnansweredTruth | null>> = {
  client: null,
  thirdParty: null,
  hangsUpAtOnce: null,
  hangsUpSoon: null,
  earlyMediaAnswer: null,
  machine: null,
  undetectableMachine: null,
  noAnswer: nobody('no_answer', null, 19, 'NO ANSWER', 'CANCELLED'),
  networkGivesUp: nobody('no_answer', 480, 19, 'NO ANSWER', 'FINAL 480'),
  busy: nobody('busy', 486, 17, 'BUSY', 'FINAL 486'),
  invalid: nobody('invalid_number', 404, 1, 'FAILED', 'FINAL 404'),
  announcement: nobody('invalid_number', 404, 1, 'FAILED', 'FINAL 404'),
  declined: nobody('rejected', 603, 21, 'FAILED', 'FINAL 603'),
  congestion: nobody('congestion', 503, 34, 'CONGESTION', 'FINAL 503'),
  tryingOnly: nobody('unreachable', null, 19, 'NO ANSWER', 'CANCELLED'),
};
