import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { KeptDecisionOut } from '../../contract/pacing-wire.js';
import { api } from '../shell/api.js';
import { useLive } from '../shell/live/live-context.js';

const EVERY_MS = 3000;
const MOST = 5000;

/** The campaign's decisions of the last minutes, oldest first. */
export function useDecisions(campaignId: string, minutes: number): readonly KeptDecisionOut[] {
  const offsetMs = useRef(0);
  offsetMs.current = useLive((live) => live.serverOffsetMs);
  const heard = useLive((live) => live.heardAtMs > 0);
  const { data } = useQuery({
    queryKey: ['decisions', campaignId, minutes],
    queryFn: async ({ signal }) => {
      const from = new Date(Date.now() + offsetMs.current - minutes * 60_000).toISOString();
      const query = new URLSearchParams({ from, most: String(MOST) });
      const path = `/v1/campaigns/${campaignId}/pacing?${query}`;
      return (await api<{ items: KeptDecisionOut[] }>('GET', path, { signal })).items;
    },
    enabled: campaignId !== '' && heard,
    refetchInterval: EVERY_MS,
    placeholderData: (before) => before,
  });
  return data ?? NONE;
}

const NONE: readonly KeptDecisionOut[] = [];
