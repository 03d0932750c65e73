import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TestCallOut } from '../../contract/test-call-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { ChoiceField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useToast } from '../shell/components/toast.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './carriers.module.css';
import { TEST_CALL_TEXTS } from './test-call-texts.js';
import { TestForm } from './test-form.js';
import { TEST_CALLS_KEY, useTrunks } from './use-test-calls.js';

/** While one is on the line it is asked for each second. */
const LIVE_MS = 1000;
const REST_MS = 15_000;

/** Trying a trunk and a line, and what came of those who did. */
export function TestsPanel() {
  const say = useTexts(TEST_CALL_TEXTS);
  const [trunk, setTrunk] = useState('');
  const trunks = useTrunks();
  const { data: rows = [] } = useQuery({
    queryKey: [...TEST_CALLS_KEY, trunk],
    queryFn: async ({ signal }) => {
      const of = trunk === '' ? '' : `?trunk=${encodeURIComponent(trunk)}`;
      return (await api<{ items: readonly TestCallOut[] }>('GET', `/v1/test-calls${of}`, { signal })).items;
    },
    refetchInterval: ({ state }) => (state.data?.some(isLive) ? LIVE_MS : REST_MS),
    placeholderData: (before) => before,
  });
  const known = [...new Set(rows.map(({ phone }) => phone).filter(Boolean))];
  return (
    <div className={styles['carriers']}>
      <Panel title={say('place')}>
        <p className={styles['stretch']}>{say('help')}</p>
        <TestForm trunks={trunks} known={known} />
      </Panel>
      <Panel
        title={say('history')}
        aside={
          <ChoiceField
            label={say('trunk')}
            value={trunk}
            words={[['', say('every')] as const, ...trunks.map(({ id }) => [id, id] as const)]}
            onChoose={setTrunk}
          />
        }
      >
        <Table
          caption={say('history')}
          columns={useColumns()}
          rows={rows}
          keyOf={({ id }) => id}
          empty={say('empty')}
        />
      </Panel>
    </div>
  );
}

const isLive = ({ state }: TestCallOut): boolean => state !== 'closed' && state !== 'open';

function useColumns(): readonly Column<TestCallOut>[] {
  const say = useTexts(TEST_CALL_TEXTS);
  const { number, dateTime } = useFormats();
  const seconds = (ms: number | null): string =>
    ms === null ? say('none') : say('seconds', { n: number(ms / 1000, 2) });
  return [
    { key: 'when', head: say('when'), cell: ({ atMs }) => dateTime(atMs) },
    { key: 'trunk', head: say('trunk'), cell: ({ trunkId }) => trunkId },
    { key: 'line', head: say('line'), cell: ({ line }) => line },
    { key: 'number', head: say('number'), cell: ({ phone }) => phone || say('none') },
    { key: 'state', head: say('state'), cell: (row) => <State row={row} /> },
    { key: 'do', head: '', cell: (row) => (isLive(row) ? <End id={row.id} /> : null) },
    { key: 'pdd', head: say('pdd'), number: true, cell: ({ pddMs }) => seconds(pddMs) },
    { key: 'ring', head: say('ring'), number: true, cell: ({ ringMs }) => seconds(ringMs) },
    {
      key: 'cause',
      head: say('cause'),
      cell: ({ sipCode, q850 }) => [sipCode, q850].map((code) => code ?? say('none')).join(' · '),
    },
    { key: 'sound', head: say('sound'), cell: (row) => <Sound row={row} /> },
    { key: 'by', head: say('by'), cell: ({ by }) => by },
    {
      key: 'ids',
      head: say('ids'),
      cell: ({ id, mediaServerId, sipCallId }) => (
        <span className={styles['wide']}>
          {mediaServerId} <code>{id}</code>
          {sipCallId === '' ? null : (
            <>
              {' '}
              Call-ID <code>{sipCallId}</code>
            </>
          )}
        </span>
      ),
    },
  ];
}

function State({ row }: { readonly row: TestCallOut }) {
  const say = useTexts(TEST_CALL_TEXTS);
  const words = useWords();
  const { state, answered, reason } = row;
  const [tone, icon]: readonly [Tone, string] =
    state !== 'closed' ? ['calm', '…'] : answered ? ['good', '✓'] : ['warn', '✕'];
  const word = state === 'closed' && answered ? 'done' : state;
  return (
    <span className={styles['told']}>
      <StatusBadge tone={tone} icon={icon}>
        {say(`state.${word}`)}
      </StatusBadge>
      {state === 'closed' && !answered ? <small>{words('reason', reason)}</small> : null}
    </span>
  );
}

function Sound({ row }: { readonly row: TestCallOut }) {
  const say = useTexts(TEST_CALL_TEXTS);
  const { sound, codec, packetsIn, packetsOut, earlyMedia } = row;
  return (
    <span className={`${styles['wide']} ${styles['sound']}`}>
      {sound === null ? say('none') : say(`sound.${sound}`)}
      {codec === '' ? null : (
        <small>
          {' '}
          {say('packets', { codec, in: packetsIn ?? say('none'), out: packetsOut ?? say('none') })}
        </small>
      )}
      {earlyMedia ? <small> {say('early')}</small> : null}
    </span>
  );
}

function End({ id }: { readonly id: string }) {
  const say = useTexts(TEST_CALL_TEXTS);
  const client = useQueryClient();
  const { complain } = useToast();
  const { mutate, isPending } = useMutation({
    mutationFn: () => api('POST', `/v1/test-calls/${encodeURIComponent(id)}/cancel`),
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: TEST_CALLS_KEY }),
  });
  return (
    <Button tone="stop" busy={isPending} onClick={() => mutate()}>
      {say('cancel')}
    </Button>
  );
}
