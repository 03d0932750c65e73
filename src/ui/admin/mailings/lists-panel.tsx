import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConsumptionOut } from '../../../contract/cadence-wire.js';
import type { CampaignOut } from '../../../contract/campaign-wire.js';
import type { MailingOut } from '../../../contract/mailing-wire.js';
import { ApiError, api, type Tagged } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Panel } from '../../shell/components/panel.js';
import { StatusBadge } from '../../shell/components/status-badge.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useLive } from '../../shell/live/live-context.js';
import { useSession } from '../../shell/session/session-context.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { useChange } from '../use-change.js';
import { MAILING_TEXTS } from './mailing-texts.js';
import { RejectsDialog } from './rejects-dialog.js';

type Mix = CampaignOut['settings']['listMix'];
type Order = Mix[string & keyof Mix];
const UNNAMED: Order = { priority: 5, share: 1, paused: false };

/** The lists of a campaign: how they loaded, what they yield, and in which order and parts they are dialled. */
export function ListsPanel({ campaign }: { readonly campaign: Tagged<CampaignOut> }) {
  const say = useTexts(MAILING_TEXTS);
  const { number } = useFormats();
  const { id } = campaign.data.settings;
  const counts = useLive((live) => live.campaigns).get(id)?.contacts;
  const [rejectsOf, setRejectsOf] = useState<MailingOut | null>(null);
  const edit = useOrder(campaign);
  const query = useQuery({
    queryKey: ['mailings', id],
    queryFn: ({ signal }) =>
      api<{ items: readonly MailingOut[] }>('GET', `/v1/campaigns/${encodeURIComponent(id)}/mailings`, {
        signal,
      }),
  });
  const columns = useColumns(id, edit, setRejectsOf);
  return (
    <Panel
      title={say('lists')}
      aside={
        counts === undefined
          ? undefined
          : say('left', {
              ready: number(counts.ready),
              later: number(counts.later),
              done: number(counts.done),
            })
      }
    >
      <ReadState query={query} />
      <p className={styles['note']}>{say('orderWhy')}</p>
      <Table
        caption={say('lists')}
        columns={columns}
        rows={query.data?.items ?? []}
        keyOf={({ mailingId }) => mailingId}
        empty={query.data === undefined ? '' : say('none')}
      />
      {edit.may ? (
        <div className={styles['row']}>
          <Button tone="go" busy={edit.busy} disabled={!edit.ready} onClick={() => void edit.save()}>
            {say('saveOrder')}
          </Button>
        </div>
      ) : null}
      {rejectsOf === null ? null : <RejectsDialog mailing={rejectsOf} onClose={() => setRejectsOf(null)} />}
    </Panel>
  );
}

type Edit = ReturnType<typeof useOrder>;

/** The order that is being written over the one that was read. */
function useOrder({ data, etag }: Tagged<CampaignOut>) {
  const say = useTexts(MAILING_TEXTS);
  const { may } = useSession();
  const { busy, run } = useChange('campaign', 'campaigns');
  const [written, setWritten] = useState<Readonly<Record<string, Order>>>({});
  const stored: Readonly<Record<string, Order>> = data.settings.listMix;
  const orderOf = (id: string): Order => written[id] ?? stored[id] ?? UNNAMED;
  const legal = Object.values(written).every(
    ({ priority, share }) =>
      Number.isInteger(priority) && priority >= 1 && priority <= 99 && share >= 0.01 && share <= 100,
  );
  const save = () =>
    run(
      'order',
      async () => {
        const body = { listMix: { ...stored, ...written } };
        try {
          await api('PATCH', `/v1/campaigns/${encodeURIComponent(data.settings.id)}`, {
            body,
            ...(etag === null ? {} : { ifMatch: etag }),
          });
        } catch (failure) {
          throw failure instanceof ApiError && failure.status === 412
            ? new Error(say('orderStale'))
            : failure;
        }
        setWritten({});
      },
      say('orderSaved'),
    );
  return {
    orderOf,
    save,
    may: may('run'),
    busy: busy !== null,
    ready: Object.keys(written).length > 0 && legal,
    set: (id: string, change: Partial<Order>) =>
      setWritten((now) => ({ ...now, [id]: { ...orderOf(id), ...change } })),
  };
}

function useYields(campaignId: string) {
  return useQuery({
    queryKey: ['consumption', campaignId],
    queryFn: ({ signal }) =>
      api<ConsumptionOut>('GET', `/v1/campaigns/${encodeURIComponent(campaignId)}/consumption`, { signal }),
    staleTime: 60_000,
  });
}

function useColumns(
  campaignId: string,
  edit: Edit,
  onRejects: (mailing: MailingOut) => void,
): readonly Column<MailingOut>[] {
  const say = useTexts(MAILING_TEXTS);
  const { number, date } = useFormats();
  const yields = useYields(campaignId).data?.byBase ?? [];
  const yieldOf = (id: string) => yields.find(({ key }) => key === id);
  const figure = (key: 'rows' | 'added' | 'duplicates'): Column<MailingOut> => ({
    key,
    head: say(key),
    number: true,
    cell: (row) => number(row[key]),
  });
  return [
    {
      key: 'name',
      head: say('name'),
      cell: ({ name, state }) =>
        state === 'failed' ? (
          <StatusBadge tone="bad" icon="✕">
            {name}
          </StatusBadge>
        ) : (
          name
        ),
    },
    { key: 'loaded', head: say('loaded'), cell: ({ createdAtMs }) => date(createdAtMs) },
    figure('rows'),
    figure('added'),
    figure('duplicates'),
    {
      key: 'rejected',
      head: say('rejected'),
      number: true,
      cell: (row) =>
        row.rejected === 0 ? (
          '0'
        ) : (
          <Button
            aria-label={say('rejectsOf', { n: number(row.rejected), name: row.name })}
            onClick={() => onRejects(row)}
          >
            {number(row.rejected)} · {say('rejects')}
          </Button>
        ),
    },
    {
      key: 'attempts',
      head: say('attempts'),
      number: true,
      cell: ({ mailingId }) => number(yieldOf(mailingId)?.attempts ?? 0),
    },
    {
      key: 'yield',
      head: say('yield'),
      number: true,
      cell: ({ mailingId }) => {
        const base = yieldOf(mailingId);
        return base === undefined ? '–' : number(base.contactYield.perThousand, 1);
      },
    },
    ...orderColumns(say, edit),
  ];
}

function orderColumns(
  say: ReturnType<typeof useTexts<(typeof MAILING_TEXTS)['pt-BR']>>,
  edit: Edit,
): readonly Column<MailingOut>[] {
  const figure = (key: 'priority' | 'share', least: number, most: number, step: number) => ({
    key,
    head: say(key),
    cell: ({ mailingId, name }: MailingOut) => {
      const value = edit.orderOf(mailingId)[key];
      return (
        <input
          type="number"
          className={`${styles['narrow']} ${styles['tight']}`}
          {...{ min: least, max: most, step }}
          aria-label={say(`${key}Of`, { name })}
          aria-invalid={!(value >= least && value <= most) || undefined}
          disabled={!edit.may}
          value={Number.isNaN(value) ? '' : value}
          onChange={({ target }) => edit.set(mailingId, { [key]: target.valueAsNumber })}
        />
      );
    },
  });
  return [
    figure('priority', 1, 99, 1),
    figure('share', 0.01, 100, 0.01),
    {
      key: 'paused',
      head: say('paused'),
      cell: ({ mailingId, name }) => (
        <input
          type="checkbox"
          aria-label={say('pausedOf', { name })}
          disabled={!edit.may}
          checked={edit.orderOf(mailingId).paused}
          onChange={({ target }) => edit.set(mailingId, { paused: target.checked })}
        />
      ),
    },
  ];
}
