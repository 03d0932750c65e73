import { isUrgentPause } from '../agent/urgent-pause.js';

/**
 * What a pause is by NR-17, Anexo II. `rest` and `meal` are those of the shift; `toilet` and `after_abuse` are owed at any
 * time and measured by nobody; `training` and `meeting` are work away from the calls, as `work` is; `other` the
 * operation's own.
 */
export const PAUSE_KINDS = [
  'rest',
  'meal',
  'toilet',
  'after_abuse',
  'training',
  'meeting',
  'work',
  'other',
] as const;
export type PauseKind = (typeof PAUSE_KINDS)[number];

/** A reason for a pause that agents choose. */
export interface PauseCode {
  readonly code: string;
  readonly labelPtBr: string;
  readonly labelEn: string;
  readonly kind: PauseKind;
  /** Time of it is paid. */
  readonly paid: boolean;
  /** It is planned with the shift. */
  readonly planned: boolean;
  /** Agents may choose it. */
  readonly active: boolean;
}

function builtIn(
  code: string,
  kind: PauseKind,
  [labelPtBr, labelEn]: readonly [string, string],
  planned: boolean,
  paid = true,
): PauseCode {
  return { code, labelPtBr, labelEn, kind, paid, planned, active: true };
}

/** Codes every installation has: their meaning is the program's, their labels are the operation's. */
export const BUILT_IN_PAUSES: readonly PauseCode[] = [
  builtIn('nr17_10a', 'rest', ['Primeira pausa (NR-17)', 'First pause (NR-17)'], true),
  builtIn('nr17_10b', 'rest', ['Segunda pausa (NR-17)', 'Second pause (NR-17)'], true),
  builtIn('descanso', 'rest', ['Descanso', 'Rest'], true),
  builtIn('refeicao', 'meal', ['Refeição', 'Meal'], true, false),
  builtIn('banheiro', 'toilet', ['Banheiro', 'Toilet'], false),
  builtIn('pos_abuso', 'after_abuse', ['Depois de ofensa', 'After an abuse'], false),
  builtIn('treinamento', 'training', ['Treinamento', 'Training'], true),
  builtIn('reuniao', 'meeting', ['Reunião', 'Meeting'], true),
  builtIn('manual', 'work', ['Discagem manual', 'Calling by hand'], false),
  builtIn('suporte', 'other', ['Problema técnico', 'Technical problem'], false),
];

/** Kinds a code of the operation's own may have: what the program itself must recognise has its code already. */
export const FREE_PAUSE_KINDS: readonly PauseKind[] = ['rest', 'meal', 'other'];

/** NR-17, Anexo II, 5.4.5 and 5.6.1: at any time, whoever set the codes up. */
const NEVER_REMOVED: ReadonlySet<PauseKind> = new Set(['toilet', 'after_abuse']);

const BUILT_IN = new Map(BUILT_IN_PAUSES.map((code) => [code.code, code]));

/** True of a code whose meaning is the program's. */
export function isBuiltInPause(code: string): boolean {
  return BUILT_IN.has(code);
}

/** All codes: the program's under the labels kept for them, then the operation's own. */
export function pauseCodes(kept: readonly PauseCode[]): readonly PauseCode[] {
  const byCode = new Map(kept.map((code) => [code.code, code]));
  const known = BUILT_IN_PAUSES.map((code) => ({ ...code, ...byCode.get(code.code), kind: code.kind }));
  return [...known, ...kept.filter(({ code }) => !BUILT_IN.has(code))];
}

/** What is wrong with a code that is to be kept, in a sentence; null when nothing is. */
export function pauseCodeProblem({ code, kind, active }: PauseCode): string | null {
  const known = BUILT_IN.get(code);
  if (known === undefined) {
    if (!FREE_PAUSE_KINDS.includes(kind)) {
      return `kind: '${kind}' has its own code already; a new one is ${FREE_PAUSE_KINDS.join(', ')}.`;
    }
    return isUrgentPause(code)
      ? `code: '${code}' speaks of the toilet or of an abuse, which have their own codes.`
      : null;
  }
  if (kind !== known.kind) {
    return `kind: '${code}' is ${known.kind}; its labels alone can be changed.`;
  }
  return !active && NEVER_REMOVED.has(known.kind)
    ? `active: '${code}' cannot be taken away (NR-17, Anexo II, 5.4.5 and 5.6.1).`
    : null;
}
