import { useQuery } from '@tanstack/react-query';
import type { SwitchOut } from '../../contract/switch-wire.js';
import type { TrunkOut } from '../../contract/trunk-wire.js';
import { api } from '../shell/api.js';

export const TEST_CALLS_KEY = ['test-calls'];

interface Items<Item> {
  readonly items: readonly Item[];
}

/** A number that may be shown. */
export interface ShownLine {
  readonly number: string;
  readonly carrierId: string;
}

function useItems<Item>(key: string, path: string): readonly Item[] {
  const { data } = useQuery({
    queryKey: [key],
    queryFn: ({ signal }) => api<Items<Item>>('GET', path, { signal }),
  });
  return data?.items ?? [];
}

export const useTrunks = (): readonly TrunkOut[] => useItems<TrunkOut>('trunks-to-test', '/v1/trunks');
export const useLines = (): readonly ShownLine[] =>
  useItems<ShownLine>('lines-to-test', '/v1/lines?limit=200');
export const useSwitches = (): readonly SwitchOut[] =>
  useItems<SwitchOut>('switches-to-test', '/v1/switches');
