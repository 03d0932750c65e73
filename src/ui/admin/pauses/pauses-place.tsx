import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PauseCodeOut } from '../../../contract/pause-code-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { StatusBadge } from '../../shell/components/status-badge.js';
import type { Column } from '../../shell/components/table.js';
import { useSession } from '../../shell/session/session-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import { ReadTablePanel } from '../read-table-panel.js';
import { PauseDialog } from './pause-dialog.js';
import { PAUSE_TEXTS } from './pause-texts.js';

/** True of a pause that is owed at any time: it cannot be taken away. */
const isAlways = ({ kind }: Pick<PauseCodeOut, 'kind'>): boolean =>
  kind === 'toilet' || kind === 'after_abuse';

/** Reasons for a pause: those of the program under the operation's labels, and the operation's own. */
export function PausesPlace() {
  const say = useTexts(PAUSE_TEXTS);
  const { may } = useSession();
  const [open, setOpen] = useState<PauseCodeOut | 'new' | null>(null);
  const query = useQuery({
    queryKey: ['pause-codes'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly PauseCodeOut[] }>('GET', '/v1/pause-codes', { signal })).items,
  });
  const yesNo = (key: 'paid' | 'planned'): Column<PauseCodeOut> => ({
    key,
    head: say(key),
    cell: (row) => say(row[key] ? 'yes' : 'no'),
  });
  const actions: Column<PauseCodeOut> = {
    key: 'actions',
    head: say('actions'),
    cell: (row) => (
      <Button aria-label={say('changeOf', { name: row.labelPtBr })} onClick={() => setOpen(row)}>
        {say('change')}
      </Button>
    ),
  };
  const columns: readonly Column<PauseCodeOut>[] = [
    { key: 'labelPtBr', head: say('labelPtBr'), cell: ({ labelPtBr }) => labelPtBr },
    { key: 'labelEn', head: say('labelEn'), cell: ({ labelEn }) => labelEn },
    { key: 'code', head: say('code'), cell: ({ code }) => code },
    { key: 'kind', head: say('kind'), cell: ({ kind }) => say(`kind.${kind}`) },
    yesNo('paid'),
    yesNo('planned'),
    {
      key: 'state',
      head: say('state'),
      cell: (row) => (
        <StatusBadge tone={row.active ? 'good' : 'soft'} icon={row.active ? '●' : '○'}>
          {say(isAlways(row) ? 'always' : row.active ? 'active' : 'off')}
        </StatusBadge>
      ),
    },
    ...(may('govern') ? [actions] : []),
  ];
  return (
    <ReadTablePanel
      title={say('title')}
      note={say('why')}
      query={query}
      columns={columns}
      keyOf={({ code }) => code}
      empty={say('none')}
      aside={
        may('govern') ? (
          <Button tone="go" onClick={() => setOpen('new')}>
            {say('add')}
          </Button>
        ) : undefined
      }
    >
      {open === null ? null : (
        <PauseDialog
          pause={open === 'new' ? null : open}
          taken={(query.data ?? []).map(({ code }) => code)}
          onClose={() => setOpen(null)}
        />
      )}
    </ReadTablePanel>
  );
}
