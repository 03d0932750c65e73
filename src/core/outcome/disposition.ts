import type { OutcomeAndReason } from './outcome.js';

/**
 * The fixed vocabulary of dispositions (tabulação) that rules read; a campaign gives each its own label.
 * The class is the default reading and the cautious one: where the words leave it open who was on the line,
 * the lower class is taken, because the higher one is billed.
 */
export const DISPOSITIONS = {
  promessa: { outcome: 'sucesso', reason: 'promise' },
  acordo: { outcome: 'sucesso', reason: 'agreement' },
  pago: { outcome: 'concretizada', reason: 'says_paid' },
  sem_acordo: { outcome: 'concretizada', reason: 'no_agreement' },
  contesta: { outcome: 'concretizada', reason: 'disputes_debt' },
  retorno_agendado: { outcome: 'concretizada', reason: 'callback_agreed' },
  cliente_desligou: { outcome: 'concretizada', reason: 'client_hung_up' },
  informado: { outcome: 'concretizada', reason: 'information_given' },
  opt_out: { outcome: 'efetivada', reason: 'opt_out' },
  abuso: { outcome: 'efetivada', reason: 'abuse' },
  terceiro: { outcome: 'efetivada', reason: 'third_party' },
  recado: { outcome: 'efetivada', reason: 'message_left' },
  nao_conhece: { outcome: 'efetivada', reason: 'wrong_person' },
  falecido: { outcome: 'efetivada', reason: 'deceased' },
  maquina: { outcome: 'nao_contato', reason: 'machine' },
  fax: { outcome: 'nao_contato', reason: 'fax' },
  mudo: { outcome: 'nao_contato', reason: 'silence' },
  queda: { outcome: 'nao_contato', reason: 'line_dropped' },
  sem_tabulacao: { outcome: 'nao_contato', reason: 'undisposed' },
} as const satisfies Record<string, OutcomeAndReason>;

export type Disposition = keyof typeof DISPOSITIONS;

/** True when the word is of the vocabulary. */
export function isDisposition(word: string): word is Disposition {
  return Object.hasOwn(DISPOSITIONS, word);
}
