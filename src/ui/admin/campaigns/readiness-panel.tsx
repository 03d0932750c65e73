import { useQuery } from '@tanstack/react-query';
import type { CampaignReadinessOut } from '../../../contract/readiness-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Panel } from '../../shell/components/panel.js';
import { StatusBadge } from '../../shell/components/status-badge.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useWords } from '../../shell/texts/use-words.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { CAMPAIGN_TEXTS } from './campaign-texts.js';

type Obstacle = CampaignReadinessOut['obstacles'][number];

/** A dry run before the start: all that would keep the campaign from dialling, found by what the engine goes by. */
export function ReadinessPanel({ id }: { readonly id: string }) {
  const say = useTexts(CAMPAIGN_TEXTS);
  const words = useWords();
  const { dateTime, time, number } = useFormats();
  const query = useQuery({
    queryKey: ['readiness', id],
    queryFn: ({ signal }) =>
      api<CampaignReadinessOut>('GET', `/v1/campaigns/${encodeURIComponent(id)}/readiness`, { signal }),
    refetchInterval: 10_000,
  });
  const { data } = query;
  const columns: readonly Column<Obstacle>[] = [
    {
      key: 'what',
      head: say('obstacle'),
      cell: ({ code, reach }) => (
        <StatusBadge tone={reach === 'all' ? 'bad' : 'warn'} icon={reach === 'all' ? '✕' : '!'}>
          {words('obstacle', code)}
        </StatusBadge>
      ),
    },
    { key: 'reach', head: say('reach'), cell: ({ reach }) => say(`reach.${reach}`) },
    {
      key: 'rule',
      head: say('rule'),
      cell: ({ rule }) => (rule === null ? '–' : `${rule} · ${words('rule', rule)}`),
    },
    {
      key: 'until',
      head: say('until'),
      cell: ({ until }) => (until === null ? '–' : dateTime(Date.parse(until))),
    },
    {
      key: 'detail',
      head: say('detail'),
      cell: ({ text }) => (
        <span lang="en" className={styles['wrapped']}>
          {text}
        </span>
      ),
    },
  ];
  const blocked = Object.entries(data?.blockedToday ?? {}).sort(([, a], [, b]) => b - a);
  return (
    <Panel
      title={
        data === undefined ? (
          say('tab.ready')
        ) : (
          <StatusBadge tone={data.dialable ? 'good' : 'bad'} icon={data.dialable ? '✓' : '✕'}>
            {say(data.dialable ? 'dialable' : 'notDialable')}
          </StatusBadge>
        )
      }
      aside={
        <>
          {data === undefined ? null : say('checkedAt', { time: time(Date.parse(data.at)) })}
          <Button busy={query.isFetching} onClick={() => void query.refetch()}>
            {say('checkAgain')}
          </Button>
        </>
      }
    >
      <ReadState query={query} />
      <Table
        caption={say('obstacle')}
        columns={columns}
        rows={data?.obstacles ?? []}
        keyOf={({ code, rule, text }) => `${code} ${rule} ${text}`}
        empty={data === undefined ? '' : say('obstacleNone')}
      />
      {blocked.length === 0 ? null : (
        <Table
          caption={say('blockedToday')}
          captionShown
          columns={[
            { key: 'rule', head: say('rule'), cell: ([rule]) => `${rule} · ${words('rule', rule)}` },
            { key: 'calls', head: say('calls'), number: true, cell: ([, calls]) => number(calls) },
          ]}
          rows={blocked}
          keyOf={([rule]) => rule}
          empty=""
        />
      )}
    </Panel>
  );
}
