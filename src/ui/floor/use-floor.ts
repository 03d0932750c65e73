import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FloorOut, MonitorOut } from '../../contract/floor-wire.js';
import type { SessionOut } from '../../contract/session-wire.js';
import { api } from '../shell/api.js';
import { useToast } from '../shell/components/toast.js';

const KEY = ['floor'];
const EVERY_MS = 2000;

/** What is not on the live socket: alerts, carriers, who listens. Undefined until the first answer is there. */
export function useFloor(): FloorOut | undefined {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api<FloorOut>('GET', '/v1/floor', { signal }),
    refetchInterval: EVERY_MS,
    placeholderData: (before) => before,
  }).data;
}

/** The floor for what is done by it: waits for the first answer, where the agents are shown before it is there. */
export function useKnownFloor(): () => Promise<FloorOut> {
  const client = useQueryClient();
  return () =>
    client.ensureQueryData({
      queryKey: KEY,
      queryFn: ({ signal }) => api<FloorOut>('GET', '/v1/floor', { signal }),
    });
}

/** The phone of who is here, and whom he hears. */
export function ownMonitor(floor: FloorOut | undefined, session: SessionOut): MonitorOut | null {
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
