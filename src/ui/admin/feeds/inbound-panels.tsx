import { useState } from 'react';
import type { IntakeDeliveryItem } from '../../../contract/intake-wire.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { Panel } from '../../shell/components/panel.js';
import { StatusBadge } from '../../shell/components/status-badge.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { FEED_TEXTS } from './feed-texts.js';
import { type IntakeSource, intakeSources, refusedRows } from './intake-sources.js';
import { useIntake } from './use-feeds.js';

const COUNTS = [
  'added',
  'updated',
  'unchanged',
  'returned',
  'withdrawn',
  'unknown',
  'noted',
  'repeated',
  'refused',
] as const;
const KINDS = ['contacts', 'withdrawals', 'debts', 'balances'] as const;

/** What a delivery is of: its kind in words, and campaign or contract. */
function useFeedName(): (feed: string) => string {
  const say = useTexts(FEED_TEXTS);
  return (feed) => {
    const [word = '', ...target] = feed.split('/');
    const kind = KINDS.find((one) => one === word);
    return [kind === undefined ? word : say(`kindIn.${kind}`), ...target].join(' · ');
  };
}

const fileOf = ({ name, id }: IntakeDeliveryItem): string => (name === '' ? id : name);

/** What other systems told: who, what came of it, and each row that was refused. */
export function InboundPanels() {
  const say = useTexts(FEED_TEXTS);
  const { number, dateTime } = useFormats();
  const feedName = useFeedName();
  const query = useIntake();
  const deliveries = query.data ?? [];
  const columns: readonly Column<IntakeSource>[] = [
    { key: 'source', head: say('source'), cell: ({ feed }) => feedName(feed) },
    { key: 'how', head: say('how'), cell: ({ source }) => say(`how.${source}`) },
    { key: 'by', head: say('by'), cell: ({ by }) => by },
    { key: 'last', head: say('lastCame'), cell: ({ lastMs }) => dateTime(lastMs) },
    { key: 'deliveries', head: say('deliveries'), number: true, cell: (one) => number(one.deliveries) },
    { key: 'taken', head: say('rowsTaken'), number: true, cell: ({ taken }) => number(taken) },
    { key: 'refused', head: say('rowsRefused'), number: true, cell: ({ refused }) => number(refused) },
  ];
  return (
    <div className={styles['stack']}>
      <Panel title={say('sources')}>
        <p className={styles['note']}>{say('inWhy')}</p>
        <ReadState query={query} />
        <Table
          caption={say('sources')}
          columns={columns}
          rows={intakeSources(deliveries)}
          keyOf={({ key }) => key}
          empty={query.data === undefined ? '' : say('noIn')}
        />
      </Panel>
      {deliveries.length === 0 ? null : <DeliveriesPanel deliveries={deliveries} />}
    </div>
  );
}

function DeliveriesPanel({ deliveries }: { readonly deliveries: readonly IntakeDeliveryItem[] }) {
  const say = useTexts(FEED_TEXTS);
  const { number, dateTime } = useFormats();
  const feedName = useFeedName();
  const [open, setOpen] = useState<IntakeDeliveryItem | null>(null);
  const words = ({ counts }: IntakeDeliveryItem): string =>
    COUNTS.filter((word) => (counts[word] ?? 0) > 0)
      .map((word) => say(`count.${word}`, { n: number(counts[word] ?? 0) }))
      .join(', ');
  const columns: readonly Column<IntakeDeliveryItem>[] = [
    { key: 'when', head: say('when'), cell: ({ atMs }) => dateTime(atMs) },
    { key: 'source', head: say('source'), cell: ({ feed }) => feedName(feed) },
    { key: 'file', head: say('file'), cell: fileOf },
    {
      key: 'result',
      head: say('result'),
      cell: (one) => (
        <StatusBadge
          tone={one.problem !== '' ? 'bad' : refusedRows(one) > 0 ? 'warn' : 'good'}
          icon={one.problem !== '' ? '✕' : refusedRows(one) > 0 ? '!' : '✓'}
        >
          {one.problem === '' ? words(one) : say('wholeRefused', { why: one.problem })}
        </StatusBadge>
      ),
    },
    {
      key: 'actions',
      head: say('actions'),
      cell: (one) =>
        one.refused.length === 0 ? null : (
          <Button aria-label={say('seeRefusedOf', { name: fileOf(one) })} onClick={() => setOpen(one)}>
            {say('seeRefused')}
          </Button>
        ),
    },
    { key: 'by', head: say('by'), cell: ({ by }) => by },
  ];
  return (
    <Panel title={say('lastFiles')}>
      <Table
        caption={say('lastFiles')}
        columns={columns}
        rows={deliveries}
        keyOf={({ id, feed, atMs }) => `${id} ${feed} ${atMs}`}
        empty=""
      />
      {open === null ? null : (
        <Dialog title={say('refusedOf', { name: fileOf(open) })} onClose={() => setOpen(null)}>
          <Table
            caption={say('rowsRefused')}
            columns={[
              { key: 'line', head: say('line'), cell: ({ line }) => line },
              { key: 'column', head: say('column'), cell: ({ column }) => column },
              {
                key: 'reason',
                head: say('reason'),
                cell: ({ reason }) => <span className={styles['wrapped']}>{reason}</span>,
              },
            ]}
            rows={open.refused}
            keyOf={({ line, column }) => `${line} ${column}`}
            empty=""
          />
          <DialogButtons>
            <Button tone="go" onClick={() => setOpen(null)}>
              {say('close')}
            </Button>
          </DialogButtons>
        </Dialog>
      )}
    </Panel>
  );
}
