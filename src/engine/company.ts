import { cnpjRootOf } from '../core/numbering/cnpj-root.js';

/** A company at one carrier and service: what the tests of short calls and of the month are about. */
export interface Company {
  /** First eight characters of the caller's CNPJ. */
  readonly root: string;
  readonly carrier: string;
  readonly service: string;
  /** Names it in counters, events and screens. */
  readonly key: string;
}

export function companyKey({ key }: Company): string {
  return key;
}

export function companyOf(callerCnpj: string, carrier: string, service: string): Company {
  const root = cnpjRootOf(callerCnpj);
  return { root, carrier, service, key: `${root || '-'}:${carrier}:${service}` };
}

/** The company a row was called for. */
export function companyOfCall(call: {
  readonly callerCnpj: string;
  readonly carrier: string;
  readonly service: string;
}): Company {
  return companyOf(call.callerCnpj, call.carrier, call.service);
}
