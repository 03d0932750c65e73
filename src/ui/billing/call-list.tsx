import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StatementCallsOut } from '../../contract/billing-wire.js';
import { EvidencePanel } from '../compliance/evidence-panel.js';
import { useAgentNames } from '../quality/use-quality.js';
import { useDispositions } from '../recordings/recording-filters.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useSession } from '../shell/session/session-context.js';
import { duration, useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { ProposeDialog } from './propose-dialog.js';
import { Revealed } from './revealed.js';

type Call = NonNullable<StatementCallsOut['rows']>[number];

const PAGE = 50;

interface Props {
  /** Of the API, such as `/v1/statements/…/lines/0/calls`. */
  readonly path: string;
  readonly contractId: string;
  readonly what: string;
  readonly onClose: () => void;
}

/** The calls behind a line or a count, page by page, each with its evidence. */
export function CallList({ path, contractId, what, onClose }: Props) {
  const say = useTexts(BILLING_TEXTS);
  const { number } = useFormats();
  const [evidence, setEvidence] = useState<string | null>(null);
  const [correcting, setCorrecting] = useState<string | null>(null);
  const pages = useInfiniteQuery({
    queryKey: ['bill-calls', path],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      api<StatementCallsOut>('GET', `${path}?rows=true&limit=${PAGE}&offset=${pageParam}`),
    getNextPageParam: ({ next }) => next,
  });
  const calls = pages.data?.pages.flatMap(({ rows }) => rows ?? []) ?? [];
  const total = pages.data?.pages[0]?.total ?? 0;
  return (
    <>
      <Panel
        title={say('callsOf', { what })}
        aside={
          <>
            <span className={styles['note']}>
              {say('callsShown', { n: number(calls.length), m: number(total) })}
            </span>
            <Button onClick={onClose}>{say('close')}</Button>
          </>
        }
      >
        {pages.error === null ? null : <p role="alert">{pages.error.message}</p>}
        <CallTable
          calls={calls}
          caption={say('callsOf', { what })}
          empty={say(pages.isPending ? 'loading' : 'nothing')}
          onEvidence={setEvidence}
          onCorrect={setCorrecting}
        />
        {pages.hasNextPage ? (
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {say('more')}
          </Button>
        ) : null}
      </Panel>
      {evidence === null ? null : (
        <Revealed key={evidence}>
          <EvidencePanel attemptId={evidence} onClose={() => setEvidence(null)} />
        </Revealed>
      )}
      {correcting === null ? null : (
        <ProposeDialog contractId={contractId} attemptId={correcting} onClose={() => setCorrecting(null)} />
      )}
    </>
  );
}

interface TableProps {
  readonly calls: readonly Call[];
  readonly caption: string;
  readonly empty: string;
  readonly onEvidence: (id: string) => void;
  readonly onCorrect: (id: string) => void;
}

function CallTable({ calls, caption, empty, onEvidence, onCorrect }: TableProps) {
  const say = useTexts(BILLING_TEXTS);
  const { dateTime } = useFormats();
  const { may } = useSession();
  const words = useWords();
  const agentName = useAgentNames();
  const dispositionName = useDispositions();
  const columns: readonly Column<Call>[] = [
    { key: 'id', head: say('call'), cell: ({ id }) => <code className={styles['code']}>{id}</code> },
    {
      key: 'when',
      head: say('when'),
      cell: ({ atMs }) => (atMs === null ? say('nothing') : dateTime(atMs)),
    },
    { key: 'service', head: say('service'), cell: ({ service }) => service || say('nothing') },
    {
      key: 'agent',
      head: say('agent'),
      cell: ({ agentId }) => (agentId === null ? say('nothing') : agentName(agentId)),
    },
    {
      key: 'disposition',
      head: say('disposition'),
      cell: ({ disposition }) => dispositionName(disposition) || say('nothing'),
    },
    {
      key: 'outcome',
      head: say('outcome'),
      cell: ({ outcome, reason }) =>
        outcome === '' ? say('nothing') : `${words('outcome', outcome)} · ${words('reason', reason)}`,
    },
    {
      key: 'talk',
      head: say('talk'),
      number: true,
      cell: ({ talkMs }) => (talkMs === null ? say('nothing') : duration(talkMs)),
    },
    {
      key: 'act',
      head: <span className="unseen">{say('evidence')}</span>,
      cell: ({ id, atMs }) =>
        atMs === null ? null : (
          <span className={styles['row']}>
            <Button aria-label={say('evidenceOf', { id })} onClick={() => onEvidence(id)}>
              {say('evidence')}
            </Button>
            {may('run') ? (
              <Button tone="quiet" aria-label={say('correctOf', { id })} onClick={() => onCorrect(id)}>
                {say('correct')}
              </Button>
            ) : null}
          </span>
        ),
    },
  ];
  return (
    <div className={styles['scroll']}>
      <Table caption={caption} columns={columns} rows={calls} keyOf={({ id }) => id} empty={empty} />
    </div>
  );
}
