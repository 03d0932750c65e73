import { useQuery } from '@tanstack/react-query';
import type { FeedDeadItem, FeedList, FeedTriedItem } from '../../../contract/feed-wire.js';
import type { IntakeDeliveryItem } from '../../../contract/intake-wire.js';
import { api } from '../../shell/api.js';

const AGAIN_MS = 5000;

export const feedPath = (id: string, rest = ''): string => `/v1/feeds/${encodeURIComponent(id)}${rest}`;

export function useFeeds() {
  return useQuery({
    queryKey: ['feeds'],
    queryFn: ({ signal }) => api<FeedList>('GET', '/v1/feeds', { signal }),
    refetchInterval: AGAIN_MS,
  });
}

export function useTries(id: string) {
  return useQuery({
    queryKey: ['feed-tries', id],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly FeedTriedItem[] }>('GET', feedPath(id, '/deliveries'), { signal })).items,
    refetchInterval: AGAIN_MS,
  });
}

export function useDeadLetters(id: string) {
  return useQuery({
    queryKey: ['feed-dead', id],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly FeedDeadItem[] }>('GET', feedPath(id, '/dead'), { signal })).items,
    refetchInterval: AGAIN_MS,
  });
}

export function useIntake() {
  return useQuery({
    queryKey: ['intake'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly IntakeDeliveryItem[] }>('GET', '/v1/intake/deliveries', { signal })).items,
    refetchInterval: AGAIN_MS,
  });
}
