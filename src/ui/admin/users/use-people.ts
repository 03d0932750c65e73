import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AccessEventOut, TeamOut, UserOut } from '../../../contract/user-wire.js';
import { api } from '../../shell/api.js';
import { useToast } from '../../shell/components/toast.js';

interface List<Item> {
  readonly items: readonly Item[];
}

const AGAIN_MS = 10_000;

export const useUsers = () =>
  useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => api<List<UserOut>>('GET', '/v1/users', { signal }),
  });

export const useTeams = () =>
  useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => api<List<TeamOut>>('GET', '/v1/teams', { signal }),
  });

export const useAccessEvents = () =>
  useQuery({
    queryKey: ['access-events'],
    queryFn: ({ signal }) => api<List<AccessEventOut>>('GET', '/v1/access-events?limit=200', { signal }),
    refetchInterval: AGAIN_MS,
  });

interface Profile {
  readonly id: string;
  readonly name: string;
}

/** Every agent on file: the list comes in pages. */
export const useAgentProfiles = () =>
  useQuery({
    queryKey: ['agent-profiles'],
    queryFn: async ({ signal }) => {
      const found: Profile[] = [];
      let next: string | null = '';
      while (next !== null) {
        const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
        const page: List<Profile> & { next: string | null } = await api(
          'GET',
          `/v1/agents?limit=200${after}`,
          {
            signal,
          },
        );
        found.push(...page.items);
        next = page.next;
      }
      return found;
    },
  });

/** Something that changes people: afterwards what is shown of them is read anew, and a failure is told. */
export function useChange<Input, Answer>(work: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  const { complain } = useToast();
  return useMutation({
    mutationFn: work,
    onError: complain,
    onSettled: () =>
      Promise.all(
        ['users', 'teams', 'access-events'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
}
