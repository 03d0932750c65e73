import { useQueries, useQuery } from '@tanstack/react-query';
import type { CampaignLive, CampaignOut } from '../../contract/campaign-wire.js';
import { ApiError, api } from '../shell/api.js';

const AGAIN_MS = 15_000;

/** The creditor's campaigns, by name. */
export const useOwnCampaigns = () =>
  useQuery({
    queryKey: ['creditor', 'campaigns'],
    queryFn: () => api<{ items: readonly CampaignOut[] }>('GET', '/v1/campaigns'),
    select: ({ items }) => [...items].sort((a, b) => a.settings.name.localeCompare(b.settings.name)),
    refetchInterval: AGAIN_MS,
  });

interface OwnDays {
  /** Null for a campaign that is not at work. */
  readonly byId: ReadonlyMap<string, CampaignLive | null>;
  readonly error: Error | null;
}

/** Their figures of today. */
export function useOwnDays(ids: readonly string[]): OwnDays {
  const days = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['creditor', 'day', id],
      queryFn: async (): Promise<CampaignLive | null> => {
        try {
          return await api<CampaignLive>('GET', `/v1/campaigns/${encodeURIComponent(id)}/live`);
        } catch (failure) {
          if (failure instanceof ApiError && failure.status === 404) {
            return null;
          }
          throw failure;
        }
      },
      refetchInterval: AGAIN_MS,
    })),
  });
  const byId = new Map(
    ids.flatMap((id, place) => {
      const data = days[place]?.data;
      return data === undefined ? [] : [[id, data] as const];
    }),
  );
  return { byId, error: days.find(({ error }) => error !== null)?.error ?? null };
}
