import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JobOut } from '../../../contract/job-wire.js';
import type { ReportPackItem } from '../../../contract/report-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Panel } from '../../shell/components/panel.js';
import { StatusBadge, type Tone } from '../../shell/components/status-badge.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { PackPanels } from './pack-panels.js';
import { periodText } from './period-text.js';
import { REPORT_TEXTS } from './report-texts.js';

const AGAIN_MS = 5000;
const JOBS_SHOWN = 8;
const JOB_LOOK: Readonly<Record<JobOut['state'], readonly [Tone, string]>> = {
  waiting: ['soft', '○'],
  active: ['calm', '↻'],
  completed: ['good', '✓'],
  failed: ['bad', '✕'],
};

/** Report packs: which there are, what became of them, and their files. */
export function ReportsPlace() {
  const say = useTexts(REPORT_TEXTS);
  const [chosen, setChosen] = useState('');
  const query = useQuery({
    queryKey: ['reports'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly ReportPackItem[] }>('GET', '/v1/reports', { signal })).items,
    refetchInterval: AGAIN_MS,
  });
  const packs = query.data ?? [];
  const shown = packs.find(({ id }) => id === chosen) ?? packs[0];
  return (
    <div className={styles['stack']}>
      <h1 className="unseen">{say('title')}</h1>
      <Panel title={say('title')}>
        <p className={styles['note']}>{say('why')}</p>
        <ReadState query={query} />
        <Table
          caption={say('title')}
          columns={usePackColumns(setChosen)}
          rows={packs}
          keyOf={({ id }) => id}
          empty={query.data === undefined ? '' : say('none')}
        />
      </Panel>
      {shown === undefined ? null : <PackPanels key={shown.id} pack={shown} />}
      <JobsPanel />
    </div>
  );
}

function usePackColumns(setChosen: (id: string) => void): readonly Column<ReportPackItem>[] {
  const say = useTexts(REPORT_TEXTS);
  const { number } = useFormats();
  return [
    { key: 'pack', head: say('pack'), cell: ({ id, title }) => title || id },
    { key: 'schedule', head: say('schedule'), cell: ({ every, hour }) => say(`every.${every}`, { hour }) },
    {
      key: 'whose',
      head: say('whose'),
      cell: ({ creditor }) => (creditor === '' ? say('wholeHouse') : say('ofCreditor', { cnpj: creditor })),
    },
    {
      key: 'state',
      head: say('state'),
      cell: ({ due, made }) => {
        const [tone, icon, text]: readonly [Tone, string, string] =
          due.length > 0
            ? ['warn', '!', say('state.due', { n: number(due.length) })]
            : made.length === 0
              ? ['soft', '○', say('state.new')]
              : ['good', '✓', say('state.fine')];
        return (
          <StatusBadge tone={tone} icon={icon}>
            {text}
          </StatusBadge>
        );
      },
    },
    {
      key: 'last',
      head: say('last'),
      cell: ({ made }) => (made[0] === undefined ? say('never') : periodText(made[0])),
    },
    {
      key: 'actions',
      head: say('actions'),
      cell: ({ id, title }) => (
        <Button aria-label={say('openOf', { name: title || id })} onClick={() => setChosen(id)}>
          {say('open')}
        </Button>
      ),
    },
  ];
}

/** Packs that are being made, or could not be; a failure is tried again a minute later. */
function JobsPanel() {
  const say = useTexts(REPORT_TEXTS);
  const { dateTime } = useFormats();
  const { data } = useQuery({
    queryKey: ['jobs'],
    queryFn: ({ signal }) => api<{ items: readonly JobOut[] }>('GET', '/v1/jobs', { signal }),
    refetchInterval: AGAIN_MS,
  });
  const jobs = (data?.items ?? []).filter(({ kind }) => kind === 'make-report').slice(0, JOBS_SHOWN);
  return (
    <Panel title={say('work')}>
      <Table<JobOut>
        caption={say('work')}
        columns={[
          { key: 'made', head: say('ordered2'), cell: ({ createdAtMs }) => dateTime(createdAtMs) },
          {
            key: 'state',
            head: say('state'),
            cell: ({ state }) => (
              <StatusBadge tone={JOB_LOOK[state][0]} icon={JOB_LOOK[state][1]}>
                {say(`job.${state}`)}
              </StatusBadge>
            ),
          },
          { key: 'error', head: say('error'), cell: ({ error }) => error ?? say('never') },
        ]}
        rows={jobs}
        keyOf={({ id }) => id}
        empty={say('noWork')}
      />
    </Panel>
  );
}
