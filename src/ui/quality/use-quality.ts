import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DrawListOut, DrawnOut, FormListOut, ScoreListOut } from '../../contract/quality-wire.js';
import { api } from '../shell/api.js';
import { useToast } from '../shell/components/toast.js';
import { useLive } from '../shell/live/live-context.js';

/** A month as `2026-11`, from its first instant to its end, by Brasília. */
export function monthRange(month: string): { readonly from: string; readonly to: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return { from: `${month}-01T00:00:00-03:00`, to: `${next}-01T00:00:00-03:00` };
}

/** The month of an instant by Brasília. */
export const monthOf = (atMs: number): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'America/Sao_Paulo',
    year: 'numeric',
    month: '2-digit',
  }).format(atMs);

/** The first instant after a day by Brasília. */
export const endOfDay = (day: string): string => new Date(`${day}T24:00:00-03:00`).toISOString();

export const useForms = () =>
  useQuery({ queryKey: ['quality', 'forms'], queryFn: () => api<FormListOut>('GET', '/v1/quality/forms') });

export const useDraws = () =>
  useQuery({ queryKey: ['quality', 'draws'], queryFn: () => api<DrawListOut>('GET', '/v1/quality/draws') });

export const useDraw = (id: string) =>
  useQuery({
    queryKey: ['quality', 'draw', id],
    queryFn: () => api<DrawnOut>('GET', `/v1/quality/draws/${id}`),
  });

/** Scores given in a time: of a month, or since ever of one call. */
export function useScores(query: Readonly<Record<string, string>>) {
  return useQuery({
    queryKey: ['quality', 'scores', query],
    queryFn: () => api<ScoreListOut>('GET', `/v1/quality/scores?${new URLSearchParams(query)}`),
  });
}

export const EVER = { from: '2020-01-01T00:00:00-03:00', to: '2100-01-01T00:00:00-03:00' } as const;

/** A change of quality: told when done, complained of when not, and everything is read again. */
export function useQualityChange<Answer, Given = void>(
  run: (given: Given) => Promise<Answer>,
  onDone: (answer: Answer) => void,
) {
  const { complain } = useToast();
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: onDone,
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: ['quality'] }),
  });
}

/** Names of agents by their ids; one who is not on the floor is shown by his id. */
export function useAgentNames(): (id: string) => string {
  const agents = useLive((live) => live.agents);
  return (id) => agents.get(id)?.name ?? id;
}
