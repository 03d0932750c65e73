import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { RecordingListOut } from '../../contract/recording-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useLive } from '../shell/live/live-context.js';
import { duration, useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { ANY, RecordingFilters, useDispositions, type Wanted } from './recording-filters.js';
import { RecordingPanel } from './recording-panel.js';
import styles from './recordings.module.css';
import { RECORDINGS_TEXTS } from './recordings-texts.js';

type Row = RecordingListOut['items'][number];

const PAGE = 50;
const REFRESH_MS = 15_000;

function usePages(wanted: Wanted, call: string | null) {
  const asked = Object.entries({ ...wanted, call: call ?? '' }).filter(([, value]) => value !== '');
  return useInfiniteQuery({
    queryKey: ['recordings', asked],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams([
        ...asked,
        ['limit', String(PAGE)],
        ...(pageParam === null ? [] : [['after', pageParam]]),
      ] as [string, string][]);
      return api<RecordingListOut>('GET', `/v1/recordings?${query}`);
    },
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : REFRESH_MS),
    placeholderData: (before) => before,
  });
}

/** Recordings: found on the left, heard on the right. Another screen leads here with the call in the address. */
export function RecordingsScreen() {
  const say = useTexts(RECORDINGS_TEXTS);
  const [place, setPlace] = useSearchParams();
  const [wanted, setWanted] = useState(ANY);
  const call = place.get('call');
  const chosen = place.get('id');
  const pages = usePages(wanted, call);
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const open = chosen ?? (call !== null ? (rows[0]?.id ?? null) : null);
  return (
    <div className={styles['screen']}>
      <h1>{say('title')}</h1>
      <RecordingFilters
        onSearch={(next) => {
          setWanted(next);
          setPlace({});
        }}
      />
      <div className={styles['columns']}>
        <Panel
          title={say('found', { n: rows.length })}
          aside={
            call === null ? null : (
              <>
                {say('onlyCall', { id: call })}
                <Button onClick={() => setPlace({})}>{say('showAll')}</Button>
              </>
            )
          }
        >
          {pages.error === null ? null : <p role="alert">{pages.error.message}</p>}
          <div className={styles['scroll']}>
            <RecordingTable
              rows={rows}
              chosen={open}
              loading={pages.isPending}
              onOpen={(id) => setPlace(call === null ? { id } : { call, id })}
            />
          </div>
          {pages.hasNextPage ? (
            <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {say('more')}
            </Button>
          ) : null}
        </Panel>
        {open === null ? (
          <p className={`soft ${styles['choose']}`}>{say('choose')}</p>
        ) : (
          <RecordingPanel key={open} id={open} onClose={call === null ? () => setPlace({}) : null} />
        )}
      </div>
    </div>
  );
}

interface TableProps {
  readonly rows: readonly Row[];
  readonly chosen: string | null;
  readonly loading: boolean;
  readonly onOpen: (id: string) => void;
}

function RecordingTable({ rows, chosen, loading, onOpen }: TableProps) {
  const say = useTexts(RECORDINGS_TEXTS);
  const { dateTime } = useFormats();
  const agents = useLive((live) => live.agents);
  const dispositionName = useDispositions();
  const columns: readonly Column<Row>[] = [
    {
      key: 'time',
      head: say('time'),
      cell: ({ id, startedAtMs }) => (
        <Button
          aria-label={say('openOf', { time: dateTime(startedAtMs) })}
          aria-pressed={id === chosen}
          onClick={() => onOpen(id)}
        >
          <span aria-hidden="true">{id === chosen ? '●' : '▷'}</span> {dateTime(startedAtMs)}
        </Button>
      ),
    },
    {
      key: 'agent',
      head: say('agent'),
      cell: ({ agentId }) => (agentId === null ? say('nobody') : (agents.get(agentId)?.name ?? agentId)),
    },
    { key: 'phone', head: say('client'), cell: ({ phone }) => phone || say('nothing') },
    {
      key: 'disposition',
      head: say('disposition'),
      cell: ({ disposition }) => dispositionName(disposition) || say('nothing'),
    },
    { key: 'length', head: say('length'), number: true, cell: ({ durationMs }) => duration(durationMs) },
  ];
  return (
    <Table
      caption={say('title')}
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      empty={say(loading ? 'loading' : 'none')}
    />
  );
}
