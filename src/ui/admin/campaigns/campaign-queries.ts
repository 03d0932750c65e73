import { useQuery } from '@tanstack/react-query';
import type { CampaignFormOut } from '../../../contract/campaign-form-wire.js';
import type { CampaignOut } from '../../../contract/campaign-wire.js';
import type { PolicyItem } from '../../../contract/policy-wire.js';
import type { QuartileDayOut } from '../../../contract/quartile-wire.js';
import type { TrunkOut } from '../../../contract/trunk-wire.js';
import { api, apiTagged } from '../../shell/api.js';

interface Listed<Row> {
  readonly items: readonly Row[];
}

export const useCampaigns = () =>
  useQuery({
    queryKey: ['campaigns'],
    queryFn: async ({ signal }) => (await api<Listed<CampaignOut>>('GET', '/v1/campaigns', { signal })).items,
  });

/** One campaign with the ETag a change starts from. Not read again by itself while somebody writes. */
export const useCampaign = (id: string) =>
  useQuery({
    queryKey: ['campaign', id],
    queryFn: ({ signal }) =>
      apiTagged<CampaignOut>('GET', `/v1/campaigns/${encodeURIComponent(id)}`, { signal }),
  });

/** What the form goes by; it changes with releases only. */
export const useCampaignForm = () =>
  useQuery({
    queryKey: ['campaign-form'],
    queryFn: ({ signal }) => api<CampaignFormOut>('GET', '/v1/campaign-form', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Quartiles of a campaign's agents; made once a day. */
export const useQuartiles = (id: string) =>
  useQuery({
    queryKey: ['quartiles', id],
    queryFn: ({ signal }) =>
      api<QuartileDayOut>('GET', `/v1/campaigns/${encodeURIComponent(id)}/quartiles`, { signal }),
  });

/** Policies that hold today. */
export const usePolicies = () =>
  useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => api<Listed<PolicyItem>>('GET', '/v1/policies', { signal }),
    select: ({ items }) => items.filter(({ inForce }) => inForce),
  });

export const useTrunks = () =>
  useQuery({
    queryKey: ['trunks'],
    queryFn: async ({ signal }) => (await api<Listed<TrunkOut>>('GET', '/v1/trunks', { signal })).items,
    // What is asked of a carrier is learned while one looks.
    refetchInterval: 10_000,
  });
