import type { ListId } from '../compliance/rule-parameters.js';
import type { RegisterCells } from './register-cells.js';
import type { NeededColumns } from './register-columns.js';

/** Columns a list's file must have: São Paulo's and Não Me Perturbe list numbers, Pará's also persons. */
export const LIST_COLUMNS: Readonly<Record<ListId, NeededColumns>> = {
  sp: [['phone'], ['since']],
  pa: [['phone', 'cpf', 'cpf_hash'], ['since']],
  nmp: [['phone'], ['since']],
};

/** An entry of a do-not-call list; one of phone and cpfHash may be ''. */
export interface ListRow {
  readonly phone: string;
  readonly cpfHash: string;
  readonly since: string;
}

/** Reads an entry of a list. A person in a list that goes by number alone is passed over. */
export function readListRow(list: ListId, cells: RegisterCells): ListRow {
  const phone = cells.phone();
  const cpfHash = list === 'pa' ? cells.person() : '';
  if (phone === '' && cpfHash === '') {
    return cells.refuse('phone', list === 'pa' ? 'nobody_named' : 'phone_empty');
  }
  return { phone, cpfHash, since: cells.since().date };
}

/** Columns of the file of creditors whom holders of listed numbers authorised. */
export const AUTHORISATION_COLUMNS: NeededColumns = [['phone'], ['creditor_cnpj']];

export function readAuthorisationRow(cells: RegisterCells): {
  readonly phone: string;
  readonly creditorCnpj: string;
} {
  const phone = cells.phone();
  return { phone: phone === '' ? cells.refuse('phone', 'phone_empty') : phone, creditorCnpj: cells.cnpj() };
}
