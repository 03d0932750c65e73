import { useQuery } from '@tanstack/react-query';
import type { PausePlanOut } from '../../contract/pause-wire.js';
import { PauseStandingBadge } from '../pauses/pause-standing-badge.js';
import { PLANNED_PAUSE_TEXTS } from '../pauses/planned-pause-texts.js';
import { useMinuteSpan } from '../pauses/use-minute-span.js';
import { ApiError, api } from '../shell/api.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useTexts } from '../shell/texts/texts.js';
import { OWN_PAUSE_TEXTS } from './own-pause-texts.js';

type Pause = PausePlanOut['pauses'][number];
/** A plan changes by the minute; nothing here counts down, so that nothing hurries him. */
const AGAIN_MS = 60_000;

/** The plan of the agent's shift of today; null where he has none. */
async function readPlan(agentId: string, signal: AbortSignal): Promise<PausePlanOut | null> {
  try {
    return await api<PausePlanOut>('GET', `/v1/agents/${encodeURIComponent(agentId)}/pauses`, { signal });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return null;
    }
    throw error;
  }
}

/** When the agent's own pauses of today are planned, and which he took. Read again as he goes on pause and comes back. */
export function OwnPauses({ agentId, onPause }: { readonly agentId: string; readonly onPause: boolean }) {
  const say = useTexts(OWN_PAUSE_TEXTS);
  const name = useTexts(PLANNED_PAUSE_TEXTS);
  const span = useMinuteSpan();
  const { data } = useQuery({
    queryKey: ['own-pauses', agentId, onPause],
    queryFn: ({ signal }) => readPlan(agentId, signal),
    refetchInterval: AGAIN_MS,
    placeholderData: (before) => before,
  });
  const columns: readonly Column<Pause>[] = [
    { key: 'when', head: say('when'), cell: ({ startMs, endMs }) => span(startMs, endMs) },
    { key: 'pause', head: say('pause'), cell: ({ code }) => name(code) },
    { key: 'state', head: say('state'), cell: ({ standing }) => <PauseStandingBadge standing={standing} /> },
  ];
  return (
    <Panel title={say('title')}>
      <Table
        caption={say('title')}
        columns={columns}
        rows={data?.pauses ?? []}
        keyOf={({ code }) => code}
        empty={say(data === undefined ? 'later' : 'none')}
      />
      <p className="soft">{say('why')}</p>
    </Panel>
  );
}
