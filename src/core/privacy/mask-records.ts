import { hide, maskPhone } from './mask-person.js';

/** The columns of a call or of a decision that say who was called. */
function maskedWho(record: Readonly<Record<string, unknown>>) {
  const text = (column: string): string => String(record[column] ?? '');
  return {
    phone: maskPhone(text('phone')),
    cpf_hash: hide(text('cpf_hash')),
    debt_id: hide(text('debt_id')),
  };
}

/**
 * A row of the call log, or a line of the ledger, for eyes that may not know whom it was about. The hash stays: it
 * covers HMAC(salt, value) of the values, so nothing can be tried out against it.
 */
export function maskedRecord<Of extends Readonly<Record<string, unknown>>>(record: Of): Of {
  return { ...record, ...maskedWho(record) };
}
