import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StatementFatesOut, StatementOut } from '../../contract/billing-wire.js';
import type { JobOut } from '../../contract/job-wire.js';
import { ReadState } from '../admin/read-state.js';
import { useChange } from '../admin/use-change.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './billing.module.css';
import { BillingJob } from './billing-job.js';
import { BILLING_TEXTS } from './billing-texts.js';
import { CallList } from './call-list.js';
import { Revealed } from './revealed.js';
import { BILLING, statementPath } from './use-billing.js';

type Fate = StatementFatesOut['items'][number];

const OWN = ['billed', 'disputed', 'transferred', 'same_try', 'class_not_paid'] as const;

/** What a fate is called: the reasons of the log by the words that all screens use. */
function useFateName(): (fate: string) => string {
  const say = useTexts(BILLING_TEXTS);
  const words = useWords();
  return (fate) => {
    const own = OWN.find((one) => one === fate);
    return own === undefined ? words('reason', fate) : say(`fate.${own}`);
  };
}

/** Every call of the period by what became of it, down to the call. */
export function FatesPanel({ statement }: { readonly statement: StatementOut }) {
  const say = useTexts(BILLING_TEXTS);
  const nameOf = useFateName();
  const [chosen, setChosen] = useState<string | null>(null);
  const path = `${statementPath(statement.id)}/fates`;
  const query = useQuery({
    queryKey: [BILLING, 'fates', statement.id],
    queryFn: () => api<StatementFatesOut>('GET', path),
  });
  const kept = query.data?.kept === true;
  return (
    <div className={styles['stack']}>
      <Panel title={say('fates')} aside={<span className={styles['note']}>{say('fatesWhy')}</span>}>
        <ReadState query={query} />
        {query.data === undefined || kept ? null : <Recount id={statement.id} />}
        <FateTable
          fates={query.data?.items ?? []}
          all={statement.calls.calls}
          chosen={chosen}
          onOpen={kept ? (fate) => setChosen(fate === chosen ? null : fate) : null}
        />
      </Panel>
      {chosen === null ? null : (
        <Revealed key={chosen}>
          <CallList
            path={`${path}/${chosen}/calls`}
            contractId={statement.contractId}
            what={nameOf(chosen)}
            onClose={() => setChosen(null)}
          />
        </Revealed>
      )}
    </div>
  );
}

interface TableProps {
  readonly fates: readonly Fate[];
  readonly all: number;
  readonly chosen: string | null;
  /** null where the calls are not on file. */
  readonly onOpen: ((fate: string) => void) | null;
}

function FateTable({ fates, all, chosen, onOpen }: TableProps) {
  const say = useTexts(BILLING_TEXTS);
  const { number, percent } = useFormats();
  const nameOf = useFateName();
  const columns: readonly Column<Fate>[] = [
    {
      key: 'fate',
      head: say('fate'),
      cell: ({ fate }) =>
        onOpen === null ? (
          nameOf(fate)
        ) : (
          <button
            type="button"
            className={styles['plain']}
            aria-pressed={fate === chosen}
            onClick={() => onOpen(fate)}
          >
            {nameOf(fate)}
          </button>
        ),
    },
    {
      key: 'kind',
      head: say('state'),
      cell: ({ fate }) => (
        <StatusBadge
          tone={fate === 'billed' ? 'good' : fate === 'disputed' ? 'warn' : 'soft'}
          icon={fate === 'billed' ? '✓' : fate === 'disputed' ? '?' : '○'}
        >
          {fate === 'billed' || fate === 'disputed' ? say(`fate.${fate}`) : say('notPaid')}
        </StatusBadge>
      ),
    },
    { key: 'count', head: say('callCount'), number: true, cell: ({ count }) => number(count) },
    {
      key: 'share',
      head: say('share'),
      number: true,
      cell: ({ count }) => (all === 0 ? say('nothing') : percent(count / all)),
    },
  ];
  return (
    <Table
      caption={say('fates')}
      columns={columns}
      rows={fates}
      keyOf={({ fate }) => fate}
      empty={say('nothing')}
    />
  );
}

/** For statements of before calls were kept by fate. */
function Recount({ id }: { readonly id: string }) {
  const say = useTexts(BILLING_TEXTS);
  const { may } = useSession();
  const { busy, run } = useChange(BILLING);
  const [job, setJob] = useState<string | null>(null);
  const order = () =>
    run('recount', async () => {
      setJob((await api<JobOut>('POST', `${statementPath(id)}/recount`)).id);
    });
  return (
    <div className={styles['row']}>
      <p>{say('notKept')}</p>
      {may('run') ? (
        <Button busy={busy !== null} onClick={() => void order()}>
          {say('recount')}
        </Button>
      ) : null}
      {job === null ? null : <BillingJob id={job} result={() => say('recounted')} />}
    </div>
  );
}
