import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import type { JobOut } from '../../../contract/job-wire.js';
import { api } from '../api.js';
import { StatusBadge, type Tone } from './status-badge.js';

const WATCH_MS = 500;
const LOOK: Readonly<Record<JobOut['state'], readonly [Tone, string]>> = {
  waiting: ['soft', '○'],
  active: ['calm', '▶'],
  completed: ['good', '✓'],
  failed: ['bad', '✕'],
};

interface JobLineProps {
  readonly id: string;
  /** What is read again when it has ended. */
  readonly refreshes: string;
  readonly state: (state: JobOut['state']) => string;
  readonly progress: (progress: NonNullable<JobOut['progress']>) => string;
  readonly result: (result: NonNullable<JobOut['result']>) => ReactNode;
  readonly className: string | undefined;
}

/** How far a job is, as it goes on; at its end what it made, or why it did not. */
export function JobLine({ id, refreshes, state: stateOf, progress: far, result, className }: JobLineProps) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['job', id],
    queryFn: ({ signal }) => api<JobOut>('GET', `/v1/jobs/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.state === 'completed' || state.data?.state === 'failed' ? false : WATCH_MS,
  });
  const job = query.data;
  const state = job?.state;
  useEffect(() => {
    if (state === 'completed' || state === 'failed') {
      void client.invalidateQueries({ queryKey: [refreshes] });
    }
  }, [state, client, refreshes]);
  if (job === undefined || state === undefined) {
    return null;
  }
  const [tone, icon] = LOOK[state];
  const { progress } = job;
  const words = progress === null ? '' : far(progress);
  return (
    <div role="status" className={className}>
      <StatusBadge tone={tone} icon={icon}>
        {stateOf(state)}
      </StatusBadge>
      {state === 'active' && progress !== null && progress.total !== null ? (
        <progress max={progress.total} value={progress.done} aria-label={words} />
      ) : null}
      <span>{state === 'completed' ? result(job.result ?? {}) : (job.error ?? words)}</span>
    </div>
  );
}
