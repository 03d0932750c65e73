import type { DialledAttempt } from '../log/attempt.js';
import { isAbandoned } from './called-party.js';

/** What the rules of a person or a number need of a call, small enough to be sorted by the million. */
export interface CallEntry {
  readonly kind: 'call';
  readonly id: string;
  readonly group: string;
  readonly tDial: number;
  readonly tEnd: number;
  /** When its disposition was known. */
  readonly tKnown: number;
  readonly purpose: string;
  readonly sector: string;
  readonly creditor: string;
  readonly cpf: string;
  readonly phone: string;
  readonly municipality: string;
  readonly mode: string;
  readonly line: string;
  readonly disposition: string;
  readonly abandoned: boolean;
  readonly machine: boolean;
}

export type PackedCall = readonly [
  kind: 'c',
  id: string,
  group: string,
  tDial: number,
  endsAfter: number,
  knownAfter: number,
  purpose: string,
  sector: string,
  creditor: string,
  other: string,
  municipality: string,
  mode: string,
  line: string,
  disposition: string,
  flags: number,
];

const ABANDONED = 1;
const MACHINE = 2;

/** The call as a line of a sort; of person and number, the one that is not the sort's group goes in `other`. */
export function packCall(attempt: DialledAttempt, other: string, earlyMs: number): PackedCall {
  const { tDial, tEnd } = attempt;
  return [
    'c',
    attempt.id,
    attempt.group === attempt.id ? '' : attempt.group,
    tDial,
    tEnd - tDial,
    (attempt.tWrapEnd ?? tEnd) - tDial,
    attempt.purpose,
    attempt.sector,
    attempt.creditor,
    other,
    attempt.municipality,
    attempt.mode,
    attempt.line,
    attempt.disposition,
    (isAbandoned(attempt, earlyMs) ? ABANDONED : 0) + (attempt.amd === 'machine' ? MACHINE : 0),
  ];
}

/** The call again; `cpf` and `phone` from the sort's group and the packed other. */
export function unpackCall(
  packed: PackedCall,
  who: (other: string) => { cpf: string; phone: string },
): CallEntry {
  const [, id, group, tDial, endsAfter, knownAfter, purpose, sector, creditor, other] = packed;
  const [, , , , , , , , , , municipality, mode, line, disposition, flags] = packed;
  const { cpf, phone } = who(other);
  return {
    kind: 'call',
    id,
    group: group === '' ? id : group,
    tDial,
    tEnd: tDial + endsAfter,
    tKnown: tDial + knownAfter,
    purpose,
    sector,
    creditor,
    cpf,
    phone,
    municipality,
    mode,
    line,
    disposition,
    abandoned: (flags & ABANDONED) !== 0,
    machine: (flags & MACHINE) !== 0,
  };
}
