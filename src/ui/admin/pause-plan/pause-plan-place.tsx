import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PausePlanOut } from '../../../contract/pause-wire.js';
import { PauseStandingBadge } from '../../pauses/pause-standing-badge.js';
import { PLANNED_PAUSE_TEXTS } from '../../pauses/planned-pause-texts.js';
import { useMinuteSpan } from '../../pauses/use-minute-span.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import type { Column } from '../../shell/components/table.js';
import { useSession } from '../../shell/session/session-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ReadTablePanel } from '../read-table-panel.js';
import { useChange } from '../use-change.js';
import { PLAN_TEXTS } from './plan-texts.js';

/** A plan changes by the minute, not by the second; nothing here hurries anybody. */
const LOOK_MS = 30_000;
const CODES = ['nr17_10a', 'refeicao', 'nr17_10b'] as const;
type Pause = PausePlanOut['pauses'][number];

/** When each agent's pauses of today are planned, and which were taken. */
export function PausePlanPlace() {
  const say = useTexts(PLAN_TEXTS);
  const { may } = useSession();
  const [asking, setAsking] = useState(false);
  const query = useQuery({
    queryKey: ['pause-plan'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly PausePlanOut[] }>('GET', '/v1/pause-plan', { signal })).items,
    refetchInterval: LOOK_MS,
  });
  const columns = usePlanColumns();
  const all = (query.data ?? []).flatMap(({ pauses }) => pauses);
  const count = (standing: Pause['standing']) => all.filter((pause) => pause.standing === standing).length;
  return (
    <ReadTablePanel
      title={say('title')}
      note={say('why')}
      query={query}
      columns={columns}
      keyOf={({ agentId }) => agentId}
      empty={say('none')}
      aside={
        <>
          {say('dueCount', { n: count('due'), m: count('missed') })}
          {may('run') ? <Button onClick={() => setAsking(true)}>{say('replan')}</Button> : null}
        </>
      }
    >
      {asking ? <ReplanDialog onClose={() => setAsking(false)} /> : null}
    </ReadTablePanel>
  );
}

function ReplanDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useTexts(PLAN_TEXTS);
  const { busy, run } = useChange('pause-plan');
  const replan = async () => {
    if (await run('replan', () => api('POST', '/v1/pause-plan/replan'), say('replanned'))) {
      onClose();
    }
  };
  return (
    <Dialog title={say('replanTitle')} onClose={onClose}>
      <p>{say('replanText')}</p>
      <DialogButtons>
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button tone="go" busy={busy !== null} onClick={() => void replan()}>
          {say('replan')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}

function usePlanColumns(): readonly Column<PausePlanOut>[] {
  const say = useTexts(PLAN_TEXTS);
  const name = useTexts(PLANNED_PAUSE_TEXTS);
  const span = useMinuteSpan();
  const pauseColumn = (code: Pause['code']): Column<PausePlanOut> => ({
    key: code,
    head: name(code),
    cell: ({ pauses, problem }) => {
      const pause = pauses.find((one) => one.code === code);
      if (pause === undefined) {
        return code === 'nr17_10a' && problem !== '' ? (
          <span className={styles['wrapped']}>{problem}</span>
        ) : (
          '–'
        );
      }
      return (
        <span className={styles['row']}>
          {span(pause.startMs, pause.endMs)}
          <PauseStandingBadge standing={pause.standing} />
        </span>
      );
    },
  });
  return [
    { key: 'agent', head: say('agent'), cell: ({ agentId }) => agentId },
    {
      key: 'shift',
      head: say('shift'),
      cell: ({ startMs, endMs, rostered }) =>
        `${span(startMs, endMs)} · ${say(rostered ? 'rostered' : 'fromLogIn')}`,
    },
    ...CODES.map(pauseColumn),
  ];
}
