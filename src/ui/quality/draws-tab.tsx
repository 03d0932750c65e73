import { type FormEvent, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { DrawListOut, DrawnOut } from '../../contract/quality-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './quality.module.css';
import { QUALITY_TEXTS } from './quality-texts.js';
import {
  EVER,
  endOfDay,
  useAgentNames,
  useDraw,
  useDraws,
  useQualityChange,
  useScores,
} from './use-quality.js';

type Draw = DrawListOut['items'][number];
type Pick = DrawnOut['picks'][number];

const LOOK = { committed: ['calm', '◷'], due: ['warn', '▶'], drawn: ['good', '✓'] } as const;

function stateOf({ drawnAtMs, toMs }: Draw, nowMs: number): keyof typeof LOOK {
  return drawnAtMs !== null ? 'drawn' : toMs > nowMs ? 'committed' : 'due';
}

/** The draws: fixed before their period ends, done after it, with the calls they chose. */
export function DrawsTab() {
  const say = useTexts(QUALITY_TEXTS);
  const { may } = useSession();
  const [place] = useSearchParams();
  const { data, error } = useDraws();
  const open = place.get('draw');
  return (
    <div className={styles['stack']}>
      {may('run') ? <NewDraw /> : null}
      <Panel title={say('draws')} aside={say('drawsHelp')}>
        {error === null ? null : <p role="alert">{error.message}</p>}
        <DrawTable draws={data?.items ?? []} empty={say(data === undefined ? 'loading' : 'noDraws')} />
      </Panel>
      {open === null ? null : <Picks key={open} id={open} />}
    </div>
  );
}

function DrawTable({ draws, empty }: { readonly draws: readonly Draw[]; readonly empty: string }) {
  const say = useTexts(QUALITY_TEXTS);
  const { date } = useFormats();
  const { may } = useSession();
  const nowMs = useServerNow();
  const [, setPlace] = useSearchParams();
  const { mutate, isPending } = useQualityChange(
    (id: string) => api<DrawnOut>('POST', `/v1/quality/draws/${id}/draw`, { deadlineMs: 60_000 }),
    ({ draw }) => setPlace({ tab: 'draws', draw: draw.id }),
  );
  const columns: readonly Column<Draw>[] = [
    {
      key: 'period',
      head: say('period'),
      cell: ({ fromMs, toMs }) => `${date(fromMs)} – ${date(toMs - 1)}`,
    },
    { key: 'each', head: say('perAgent'), number: true, cell: ({ perAgent }) => perAgent },
    {
      key: 'state',
      head: say('state'),
      cell: (draw) => {
        const state = stateOf(draw, nowMs);
        return (
          <StatusBadge tone={LOOK[state][0]} icon={LOOK[state][1]}>
            {say(`draw.${state}`)}
          </StatusBadge>
        );
      },
    },
    {
      key: 'hash',
      head: say('commitment'),
      cell: ({ commitment }) => <code className={styles['code']}>{commitment}</code>,
    },
    { key: 'by', head: say('by'), cell: ({ committedBy }) => committedBy },
    {
      key: 'act',
      head: <span className="unseen">{say('show')}</span>,
      cell: (draw) =>
        draw.drawnAtMs !== null ? (
          <Button
            aria-label={say('showDraw', { id: draw.id })}
            onClick={() => setPlace({ tab: 'draws', draw: draw.id })}
          >
            {say('show')}
          </Button>
        ) : draw.toMs <= nowMs && may('run') ? (
          <Button
            tone="go"
            busy={isPending}
            aria-label={say('runDraw', { id: draw.id })}
            onClick={() => mutate(draw.id)}
          >
            {say('draw')}
          </Button>
        ) : null,
    },
  ];
  return <Table caption={say('draws')} columns={columns} rows={draws} keyOf={({ id }) => id} empty={empty} />;
}

function NewDraw() {
  const say = useTexts(QUALITY_TEXTS);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Sao_Paulo' }).format(useServerNow());
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [perAgent, setPerAgent] = useState(2);
  const { mutate, isPending } = useQualityChange(
    () =>
      api('POST', '/v1/quality/draws', {
        body: {
          from: new Date(`${from || today}T00:00:00-03:00`).toISOString(),
          to: endOfDay(to || today),
          perAgent,
        },
      }),
    () => undefined,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <Panel title={say('newDraw')}>
      <form className={styles['filters']} onSubmit={submit}>
        <Field
          label={say('from')}
          type="date"
          value={from || today}
          onChange={({ target }) => setFrom(target.value)}
        />
        <Field
          label={say('to')}
          type="date"
          value={to || today}
          onChange={({ target }) => setTo(target.value)}
        />
        <Field
          label={say('perAgent')}
          type="number"
          min={1}
          max={100}
          value={perAgent}
          onChange={({ target }) => setPerAgent(Number(target.value))}
        />
        <Button tone="go" type="submit" busy={isPending}>
          {say('newDraw')}
        </Button>
      </form>
    </Panel>
  );
}

function Picks({ id }: { readonly id: string }) {
  const say = useTexts(QUALITY_TEXTS);
  const { number } = useFormats();
  const nameOf = useAgentNames();
  const { data } = useDraw(id);
  const scores = useScores(EVER).data?.items ?? [];
  const scoreOf = (call: string) =>
    scores.find(({ attemptId, side }) => attemptId === call && side === 'own')?.score ?? null;
  const strata = data?.draw.strata ?? [];
  const candidates = strata.reduce((sum, { calls }) => sum + calls, 0);
  const columns: readonly Column<Pick>[] = [
    { key: 'agent', head: say('agent'), cell: ({ agentId }) => nameOf(agentId) },
    { key: 'band', head: say('band'), cell: ({ band }) => say(`band.${band}`) },
    { key: 'ticket', head: say('ticket'), cell: ({ ticket }) => <code>{ticket.slice(0, 16)}…</code> },
    {
      key: 'score',
      head: say('scored'),
      number: true,
      cell: ({ attemptId }) => {
        const score = scoreOf(attemptId);
        return score === null ? say('notScored') : number(score, 2);
      },
    },
    {
      key: 'assess',
      head: <span className="unseen">{say('assess')}</span>,
      cell: ({ attemptId }) => (
        <Link
          aria-label={say('assessCall', { id: attemptId })}
          to={`?${new URLSearchParams({ tab: 'draws', draw: id, call: attemptId })}`}
        >
          {say('assess')}
        </Link>
      ),
    },
  ];
  return (
    <Panel title={say('picks')} aside={say('candidates', { n: data?.picks.length ?? 0, m: candidates })}>
      {data?.draw.seed == null ? null : (
        <p className={styles['small']}>
          {say('seed')}: <code className={styles['code']}>{data.draw.seed}</code>
        </p>
      )}
      <div className={styles['scroll']}>
        <Table
          caption={say('picks')}
          columns={columns}
          rows={data?.picks ?? []}
          keyOf={({ attemptId }) => attemptId}
          empty={say(data === undefined ? 'loading' : 'noPicks')}
        />
      </div>
    </Panel>
  );
}
