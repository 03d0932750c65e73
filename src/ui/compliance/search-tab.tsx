import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useToast } from '../shell/components/toast.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './compliance.module.css';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';
import { EvidencePanel } from './evidence-panel.js';
import { type Moment, momentsOf, type PersonRecords, wantedOf } from './person-timeline.js';

const LOOK = {
  attempt: ['calm', '☎'],
  allowed: ['good', '✓'],
  refused: ['bad', '■'],
  fact: ['soft', '▤'],
} as const;

/** All that is on file of a person, in time, and the evidence of each call. */
export function SearchTab() {
  const say = useTexts(COMPLIANCE_TEXTS);
  const { complain } = useToast();
  const { may } = useSession();
  const [who, setWho] = useState('');
  const [reason, setReason] = useState('');
  const [attempt, setAttempt] = useState<string | null>(null);
  const { mutate, isPending, data } = useMutation({
    mutationFn: () =>
      api<PersonRecords>('POST', '/v1/persons/export', { body: { ...wantedOf(who), reason: reason.trim() } }),
    onError: complain,
    onMutate: () => setAttempt(null),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  if (!may('comply')) {
    return <p className="soft">{say('notThisRole')}</p>;
  }
  return (
    <div className={styles['stack']}>
      <Panel title={say('search')}>
        <form className={styles['searchForm']} onSubmit={submit}>
          <Field
            label={say('who')}
            hint={say('searchHelp')}
            required
            value={who}
            onChange={(event) => setWho(event.target.value)}
          />
          <Field
            label={say('reason')}
            required
            minLength={3}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button tone="go" type="submit" busy={isPending}>
            {say('go')}
          </Button>
        </form>
      </Panel>
      {data === undefined ? null : <Timeline records={data} onEvidence={setAttempt} />}
      {attempt === null ? null : <EvidencePanel attemptId={attempt} onClose={() => setAttempt(null)} />}
    </div>
  );
}

function Timeline({
  records,
  onEvidence,
}: {
  readonly records: PersonRecords;
  readonly onEvidence: (attemptId: string) => void;
}) {
  const say = useTexts(COMPLIANCE_TEXTS);
  const words = useWords();
  const { dateTime } = useFormats();
  const moments = momentsOf(records);
  const columns: readonly Column<Moment>[] = [
    { key: 'time', head: say('time'), cell: ({ atMs }) => dateTime(atMs) },
    {
      key: 'what',
      head: say('what'),
      cell: ({ kind }) => (
        <StatusBadge tone={LOOK[kind][0]} icon={LOOK[kind][1]}>
          {say(kind)}
        </StatusBadge>
      ),
    },
    {
      key: 'detail',
      head: say('detail'),
      cell: ({ family, word, extra }) => (
        <span className={styles['wide']}>
          {[family === null ? word : words(family, word), extra].filter(Boolean).join(' · ')}
        </span>
      ),
    },
    {
      key: 'evidence',
      head: say('evidence'),
      cell: ({ attemptId }) =>
        attemptId === null ? null : (
          <Button
            onClick={() => onEvidence(attemptId)}
            aria-label={`${say('show')}: ${say('evidenceOf', { id: attemptId })}`}
          >
            {say('show')}
          </Button>
        ),
    },
  ];
  return (
    <Panel
      title={say('timeline')}
      aside={say('found', {
        c: records.contacts.length,
        a: records.attempts.length,
        d: records.decisions.length,
        f: records.facts.length,
      })}
    >
      <div className={styles['scroll']}>
        <Table
          caption={say('timeline')}
          columns={columns}
          rows={moments}
          keyOf={({ key }) => key}
          empty={say('nothingFound')}
        />
      </div>
    </Panel>
  );
}
