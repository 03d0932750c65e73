import type { CallMode } from '../../call-log/call-log-row.js';
import type { Purpose, Sector } from '../../campaign/campaign.js';

/** The number that would be shown. */
export interface QuestionLine {
  /** E.164, or a 0303 code; '' when there is none. */
  readonly number: string;
  readonly ownerCnpj: string;
  readonly carrierId: string;
  /** `0303` and `cng` are códigos não geográficos. */
  readonly kind: 'ddd' | '0303' | 'cng';
  /** The carrier signs its calls (STIR/SHAKEN). */
  readonly authenticated: boolean;
}

export interface QuestionTrunk {
  readonly carrierId: string;
  readonly service: 'STFC' | 'SMP';
}

/** The call one wants to place, whoever asks: a campaign, an agent by hand, a callback. */
export interface DialQuestion {
  readonly phone: string;
  readonly purpose: Purpose;
  readonly sector: Sector;
  readonly mode: CallMode;
  /** The person asked for this callback (`retorno_agendado`). */
  readonly agreedCallback: boolean;
  /** An agent waits for this very call: preview and manual are so by nature. */
  readonly agentReserved: boolean;
  /** Longest ringing before we give up. */
  readonly ringTimeoutMs: number;
  readonly callerCnpj: string;
  readonly creditorCnpj: string;
  readonly cpfHash: string;
  readonly debtId: string;
  /** Rows of one try over several carriers share it: they count once for the person. */
  readonly attemptGroup: string;
  /** IBGE code of the address, or ''. */
  readonly municipality: string;
  /** State of the address, or ''. */
  readonly addressUf: string;
  readonly line: QuestionLine;
  readonly trunk: QuestionTrunk;
  /** What the INVITE would carry. */
  readonly from: string;
  readonly assertedIdentity: string;
  readonly privacy: boolean;
}
