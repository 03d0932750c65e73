import type { AccessEventOut } from '../../../contract/user-wire.js';
import { Panel } from '../../shell/components/panel.js';
import { StatusBadge, type Tone } from '../../shell/components/status-badge.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useAccessEvents } from './use-people.js';
import styles from './users.module.css';
import { USERS_TEXTS } from './users-texts.js';

const LOOK: Partial<Record<AccessEventOut['kind'], readonly [Tone, string]>> = {
  signed_in: ['good', '→'],
  signed_out: ['soft', '←'],
  refused: ['warn', '✕'],
  locked: ['bad', '■'],
  user_blocked: ['bad', '✕'],
};

/** What happened at the door and to those who may pass it, the newest first. */
export function AccessPanel() {
  const say = useTexts(USERS_TEXTS);
  const { dateTime } = useFormats();
  const events = useAccessEvents();
  const rows = (events.data?.items ?? []).map((event, place) => ({
    ...event,
    key: `${event.atMs}-${place}`,
  }));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { key: 'when', head: say('when'), cell: ({ atMs }) => dateTime(atMs) },
    {
      key: 'what',
      head: say('what'),
      cell: ({ kind }) => {
        const [tone, icon] = LOOK[kind] ?? ['calm', '•'];
        return (
          <StatusBadge tone={tone} icon={icon}>
            {say(`event.${kind}`)}
          </StatusBadge>
        );
      },
    },
    { key: 'whom', head: say('whom'), cell: ({ subject }) => subject },
    { key: 'who', head: say('who'), cell: ({ who }) => who },
    { key: 'where', head: say('where'), cell: ({ address }) => address },
    {
      key: 'detail',
      head: say('detail'),
      cell: ({ detail }) => <span className={styles['long']}>{detail}</span>,
    },
  ];
  return (
    <Panel title={say('record')}>
      <Table
        caption={say('record')}
        columns={columns}
        rows={rows}
        keyOf={({ key }) => key}
        empty={events.isPending ? say('loading') : (events.error?.message ?? say('noEvents'))}
      />
    </Panel>
  );
}
