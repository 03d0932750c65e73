import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { AuditEntryOut, AuditListOut, AuditVerdictOut } from '../../contract/audit-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field, SelectField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useToast } from '../shell/components/toast.js';
import { fetchFile, saveFile } from '../shell/fetch-file.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { PERIODS, periodStart } from './blocked-tab.js';
import styles from './compliance.module.css';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';
import { LOG_TEXTS } from './log-texts.js';

type TextKey = keyof (typeof LOG_TEXTS)['pt-BR'];
type KindKey = Extract<TextKey, `kind.${string}`>;

/** Every kind there are words for. */
const LOG_KINDS = (Object.keys(LOG_TEXTS['pt-BR']) as TextKey[]).filter((key): key is KindKey =>
  key.startsWith('kind.'),
);

const FETCH_MS = 180_000;
/** A chain of years is read through. */
const VERIFY_MS = 600_000;

interface Filter {
  readonly kind: string;
  readonly who: string;
  readonly days: (typeof PERIODS)[number];
}

const paramsOf = ({ kind, who, days }: Filter, nowMs: number): URLSearchParams =>
  new URLSearchParams({
    from: periodStart(days, nowMs),
    ...(kind === '' ? {} : { kind }),
    ...(who === '' ? {} : { who }),
  });

/** Who did what, and whether anybody rewrote it. */
export function LogTab() {
  const say = useTexts(LOG_TEXTS);
  const nowMs = useServerNow();
  const [filter, setFilter] = useState<Filter>({ kind: '', who: '', days: 7 });
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey: ['audit-log', filter],
    queryFn: ({ pageParam, signal }) => {
      const params = paramsOf(filter, nowMs);
      if (pageParam !== null) {
        params.set('before', String(pageParam));
      }
      return api<AuditListOut>('GET', `/v1/audit-log?${params}`, { signal });
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  });
  const standing = data?.pages[0]?.standing;
  return (
    <div className={styles['stack']}>
      <Panel title={say('title')} aside={<ChainState standing={standing} />}>
        <p className="soft">{say('why')}</p>
        <FilterForm onFilter={setFilter} />
        <div className={styles['scroll']}>
          <Table
            caption={say('title')}
            columns={useColumns()}
            rows={data?.pages.flatMap(({ items }) => items) ?? []}
            keyOf={({ seq }) => String(seq)}
            empty={error?.message ?? (isFetching ? '…' : say('none'))}
          />
        </div>
        {hasNextPage ? (
          <Button busy={isFetching} onClick={() => void fetchNextPage()}>
            {say('older')}
          </Button>
        ) : null}
      </Panel>
    </div>
  );
}

function useColumns(): readonly Column<AuditEntryOut>[] {
  const say = useTexts(LOG_TEXTS);
  const { dateTime, number } = useFormats();
  const nameOf = (kind: string): string => {
    const key = LOG_KINDS.find((known) => known === `kind.${kind}`);
    return key === undefined ? kind : say(key);
  };
  const long = (text: string) => <span className={styles['wrap']}>{text}</span>;
  return [
    { key: 'seq', head: say('seq'), number: true, cell: ({ seq }) => number(seq) },
    { key: 'when', head: say('when'), cell: ({ atMs }) => dateTime(atMs) },
    { key: 'kind', head: say('kind'), cell: ({ kind }) => nameOf(kind) },
    { key: 'who', head: say('who'), cell: ({ who }) => who },
    { key: 'subject', head: say('subject'), cell: ({ subject }) => long(subject) },
    { key: 'address', head: say('address'), cell: ({ address }) => address ?? '' },
    { key: 'detail', head: say('detail'), cell: ({ detail }) => long(detail) },
  ];
}

/** What the server has checked, and the whole chain on demand. */
function ChainState({ standing }: { readonly standing: AuditListOut['standing'] | undefined }) {
  const say = useTexts(LOG_TEXTS);
  const { number } = useFormats();
  const { say: tell, complain } = useToast();
  const { mutate, isPending, data } = useMutation({
    mutationFn: () => api<AuditVerdictOut>('GET', '/v1/audit-log/verdict', { deadlineMs: VERIFY_MS }),
    onSuccess: ({ entries, brokenCount }) => {
      if (brokenCount === 0) {
        tell(say('verified', { n: number(entries) }));
      }
    },
    onError: complain,
  });
  const what = data?.broken.map(({ seq, problem }) => say(`problem.${problem}`, { seq })).join('; ') ?? '';
  const broken = what !== '' || standing?.broken === true;
  return (
    <>
      {standing === undefined ? null : (
        <StatusBadge tone={broken ? 'bad' : 'good'} icon={broken ? '✕' : '✓'}>
          {broken ? say('broken') : say('holdsTo', { seq: number(standing.seen.seq) })}
        </StatusBadge>
      )}
      {what === '' ? null : <span role="alert">{say('brokenAt', { what })}</span>}
      <Button busy={isPending} onClick={() => mutate()}>
        {say('verify')}
      </Button>
    </>
  );
}

function FilterForm({ onFilter }: { readonly onFilter: (filter: Filter) => void }) {
  const say = useTexts(LOG_TEXTS);
  const common = useTexts(COMPLIANCE_TEXTS);
  const nowMs = useServerNow();
  const { complain } = useToast();
  const [kind, setKind] = useState('');
  const [who, setWho] = useState('');
  const [days, setDays] = useState<Filter['days']>(7);
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      const params = paramsOf({ kind, who, days }, nowMs);
      const { blob, name } = await fetchFile(`/v1/audit-log/file?format=csv&${params}`, FETCH_MS);
      saveFile(blob, name ?? 'audit-log.csv');
    },
    onError: complain,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onFilter({ kind, who, days });
  };
  return (
    <form className={styles['filters']} onSubmit={submit}>
      <SelectField label={say('kind')} value={kind} onChange={(event) => setKind(event.target.value)}>
        <option value="">{say('anyKind')}</option>
        {LOG_KINDS.map((key) => (
          <option key={key} value={key.slice('kind.'.length)}>
            {say(key)}
          </option>
        ))}
      </SelectField>
      <Field
        label={say('who')}
        maxLength={200}
        value={who}
        onChange={(event) => setWho(event.target.value.trim())}
      />
      <SelectField
        label={say('days')}
        value={days}
        onChange={(event) => setDays(PERIODS.find((n) => n === Number(event.target.value)) ?? 7)}
      >
        {PERIODS.map((n) => (
          <option key={n} value={n}>
            {common(`period.${n}`)}
          </option>
        ))}
      </SelectField>
      <span className={styles['row']}>
        <Button tone="go" type="submit">
          {say('apply')}
        </Button>
        <Button busy={isPending} onClick={() => mutate()}>
          {say('export')}
        </Button>
      </span>
    </form>
  );
}
