import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type {
  ContractItemOut,
  CorrectionOut,
  StatementItemOut,
  StatementLineOut,
  StatementOut,
} from '../../contract/billing-wire.js';
import { api } from '../shell/api.js';

interface Items<Item> {
  readonly items: readonly Item[];
}

/** Everything of billing is read again after any change of it. */
export const BILLING = 'billing';

export const useContracts = () =>
  useQuery({
    queryKey: [BILLING, 'contracts'],
    queryFn: () => api<Items<ContractItemOut>>('GET', '/v1/contracts'),
    select: ({ items }) => items,
  });

export function useStatements(query: Readonly<Record<string, string>>) {
  const asked = Object.entries(query).filter(([, value]) => value !== '');
  return useQuery({
    queryKey: [BILLING, 'statements', asked],
    queryFn: () => api<Items<StatementItemOut>>('GET', `/v1/statements?${new URLSearchParams(asked)}`),
    select: ({ items }) => items,
    placeholderData: (before) => before,
  });
}

export const statementPath = (id: string): string => `/v1/statements/${encodeURIComponent(id)}`;

export const useStatement = (id: string) =>
  useQuery({
    queryKey: [BILLING, 'statement', id],
    queryFn: () => api<StatementOut>('GET', statementPath(id)),
  });

/** A version that is there is never changed: its lines are read once. */
export const useLines = (id: string) =>
  useQuery({
    queryKey: ['bill-lines', id],
    queryFn: () => api<Items<StatementLineOut>>('GET', `${statementPath(id)}/lines`),
    select: ({ items }) => items,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: id !== '',
  });

export const useCorrections = (contractId: string) =>
  useQuery({
    queryKey: [BILLING, 'corrections', contractId],
    queryFn: () =>
      api<Items<CorrectionOut>>('GET', `/v1/contracts/${encodeURIComponent(contractId)}/corrections`),
    select: ({ items }) => items,
    enabled: contractId !== '',
  });

/** The contract that is looked at stands in the address, so that tabs share it; without one, the first with anything on file. */
export function useChosenContract() {
  const [place, setPlace] = useSearchParams();
  const contracts = useContracts();
  const ids = [...new Set((contracts.data ?? []).map(({ id }) => id))];
  const own = (contracts.data ?? []).find(({ addedBy }) => addedBy !== null);
  const chosen = place.get('contract') ?? own?.id ?? ids[0] ?? '';
  const choose = (contract: string) =>
    setPlace((now) => {
      const next = new URLSearchParams(now);
      next.set('contract', contract);
      return next;
    });
  return { contracts, ids, chosen, choose };
}
