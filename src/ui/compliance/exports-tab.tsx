import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { SelectField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useToast } from '../shell/components/toast.js';
import { fetchFile, saveFile } from '../shell/fetch-file.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { PERIODS, periodStart } from './blocked-tab.js';
import styles from './compliance.module.css';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';

interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: 'waiting' | 'active' | 'completed' | 'failed';
  readonly progress: { readonly done: number; readonly total: number | null } | null;
  readonly error: string | null;
  readonly createdAtMs: number;
}

const KINDS = ['calls', 'agent-states', 'ledger', 'lists'] as const;
type Kind = (typeof KINDS)[number];
const FORMATS = ['jsonl', 'csv'] as const;

const exportKind = (kind: string): Kind | undefined => KINDS.find((name) => kind === `export-${name}`);

const FETCH_MS = 180_000;

/** Saves the file of an export and tells the SHA-256 of the very bytes that came. */
async function download(job: Job): Promise<string> {
  const { blob, name } = await fetchFile(`/v1/jobs/${job.id}/result`, FETCH_MS);
  saveFile(blob, name ?? `${job.kind}-${job.id}`);
  const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Exports, and the hash of what was downloaded. */
export function ExportsTab() {
  const say = useTexts(COMPLIANCE_TEXTS);
  const { dateTime } = useFormats();
  const { complain } = useToast();
  const [hashes, setHashes] = useState<ReadonlyMap<string, string>>(new Map());
  const { data } = useQuery({
    queryKey: ['jobs'],
    queryFn: () => api<{ items: Job[] }>('GET', '/v1/jobs'),
    refetchInterval: 3000,
  });
  const { mutate, isPending } = useMutation({
    mutationFn: async (job: Job) => ({ id: job.id, hash: await download(job) }),
    onSuccess: ({ id, hash }) => setHashes((now) => new Map(now).set(id, hash)),
    onError: complain,
  });
  const jobs = (data?.items ?? []).filter(({ kind }) => exportKind(kind) !== undefined);
  const columns: readonly Column<Job>[] = [
    { key: 'made', head: say('made'), cell: ({ createdAtMs }) => dateTime(createdAtMs) },
    { key: 'kind', head: say('kind'), cell: ({ kind }) => say(`kind.${exportKind(kind) ?? 'calls'}`) },
    {
      key: 'state',
      head: say('progress'),
      cell: ({ state, error }) => `${say(`job.${state}`)}${error === null ? '' : `: ${error}`}`,
    },
    {
      key: 'download',
      head: say('download'),
      cell: (job) =>
        job.state === 'completed' && job.kind !== 'export-lists' ? (
          <Button busy={isPending} onClick={() => mutate(job)}>
            {say('download')}
          </Button>
        ) : null,
    },
    {
      key: 'hash',
      head: say('fileHash'),
      cell: ({ id }) => <code className={styles['wide']}>{hashes.get(id) ?? say('notYet')}</code>,
    },
  ];
  return (
    <div className={styles['stack']}>
      <OrderPanel />
      <Panel title={say('jobs')}>
        <div className={styles['scroll']}>
          <Table
            caption={say('jobs')}
            columns={columns}
            rows={jobs}
            keyOf={({ id }) => id}
            empty={say('noJobs')}
          />
        </div>
      </Panel>
    </div>
  );
}

function OrderPanel() {
  const say = useTexts(COMPLIANCE_TEXTS);
  const { may } = useSession();
  const { say: tell, complain } = useToast();
  const client = useQueryClient();
  const nowMs = useServerNow();
  const [kind, setKind] = useState<Kind>('calls');
  const [format, setFormat] = useState<(typeof FORMATS)[number]>('jsonl');
  const [days, setDays] = useState<(typeof PERIODS)[number]>(1);
  const { mutate, isPending } = useMutation({
    mutationFn: () => {
      const from = periodStart(days, nowMs);
      const body = kind === 'lists' ? { kind } : { kind, format: kind === 'ledger' ? 'jsonl' : format, from };
      return api('POST', '/v1/exports', { body });
    },
    onSuccess: () => tell(say('ordered')),
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const kinds = KINDS.filter((name) => name !== 'lists' || may('see_clear'));
  return (
    <Panel title={say('exports')}>
      <form className={styles['filters']} onSubmit={submit}>
        <SelectField
          label={say('kind')}
          value={kind}
          onChange={(event) => setKind(KINDS.find((name) => name === event.target.value) ?? 'calls')}
        >
          {kinds.map((name) => (
            <option key={name} value={name}>
              {say(`kind.${name}`)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={say('format')}
          value={format}
          onChange={(event) => setFormat(event.target.value === 'csv' ? 'csv' : 'jsonl')}
        >
          {FORMATS.map((name) => (
            <option key={name} value={name}>
              {name.toUpperCase()}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={say('days')}
          value={days}
          onChange={(event) => setDays(PERIODS.find((n) => n === Number(event.target.value)) ?? 1)}
        >
          {PERIODS.map((n) => (
            <option key={n} value={n}>
              {say(`period.${n}`)}
            </option>
          ))}
        </SelectField>
        <Button tone="go" type="submit" busy={isPending}>
          {say('order')}
        </Button>
      </form>
    </Panel>
  );
}
