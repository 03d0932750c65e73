import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FloorOut, MonitorOut } from '../../contract/floor-wire.js';
import { api } from '../shell/api.js';
import { useToast } from '../shell/components/toast.js';
import { useSession } from '../shell/session/session-context.js';

const KEY = ['floor'];
const EVERY_MS = 2000;

/** What is not on the live socket: alerts, carriers, who listens. */
export function useFloor(): FloorOut | undefined {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api<FloorOut>('GET', '/v1/floor', { signal }),
    refetchInterval: EVERY_MS,
    placeholderData: (before) => before,
  }).data;
}

/** The phone of who is here, and whom he hears. */
export function useOwnMonitor(floor: FloorOut | undefined): MonitorOut | null {
  const { session } = useSession();
  return floor?.monitors.find(({ person }) => person === session.name) ?? null;
}

/** Runs a command, says how it went and looks at the floor anew. */
export function useCommand() {
  const client = useQueryClient();
  const { say, complain } = useToast();
  return useMutation({
    mutationFn: async ({ run }: { readonly run: () => Promise<string | null> }) => run(),
    onSuccess: (text) => {
      if (text !== null) {
        say(text);
      }
    },
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
