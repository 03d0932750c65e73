import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { OwnScoreListOut, OwnScoreOut } from '../../contract/quality-wire.js';
import { useQualityChange } from '../quality/use-quality.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useToast } from '../shell/components/toast.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { OWN_SCORE_TEXTS } from './own-score-texts.js';

type StateWord = Exclude<OwnScoreOut['contest'], 'contested'> | 'waiting' | 'upheld' | 'refused';

const LOOK: Readonly<Record<StateWord, readonly [Tone, string]>> = {
  open: ['calm', '○'],
  too_late: ['calm', '–'],
  last_business_day: ['calm', '–'],
  waiting: ['warn', '◷'],
  upheld: ['good', '✓'],
  refused: ['bad', '✕'],
};
const AGAIN_MS = 60_000;

function stateOf({ contest, score }: OwnScoreOut): StateWord {
  if (contest !== 'contested') {
    return contest;
  }
  const decision = score.contest?.decision ?? 'open';
  return decision === 'open' ? 'waiting' : decision;
}

/** What was begun to be written against a score: a call that comes in takes the panel away, not the words. */
const drafts = new Map<string, string>();

/** The agent's own sheets of quality monitoring, and his word against them; between calls. */
export function OwnScores({ agentId }: { readonly agentId: string }) {
  const say = useTexts(OWN_SCORE_TEXTS);
  const { date, dateTime, number } = useFormats();
  const [open, setOpen] = useState('');
  const { data } = useQuery({
    queryKey: ['quality', 'own', agentId],
    queryFn: async ({ signal }) =>
      (await api<OwnScoreListOut>('GET', `/v1/agents/${encodeURIComponent(agentId)}/scores`, { signal }))
        .items,
    refetchInterval: AGAIN_MS,
    placeholderData: (before) => before,
  });
  const columns: readonly Column<OwnScoreOut>[] = [
    {
      key: 'when',
      head: say('when'),
      cell: ({ score: { id, atMs } }) => (
        <Button
          aria-expanded={id === open}
          aria-label={say('openOf', { when: dateTime(atMs) })}
          onClick={() => setOpen(id === open ? '' : id)}
        >
          {date(atMs)}
        </Button>
      ),
    },
    { key: 'score', head: say('score'), number: true, cell: ({ score }) => number(score.score, 2) },
    { key: 'state', head: say('state'), cell: (own) => <ScoreState word={stateOf(own)} /> },
  ];
  const shown = data?.find(({ score }) => score.id === open);
  return (
    <Panel title={say('title')}>
      <Table
        caption={say('title')}
        columns={columns}
        rows={data ?? []}
        keyOf={({ score }) => score.id}
        empty={say(data === undefined ? 'later' : 'none')}
      />
      {shown === undefined ? null : <OwnSheet key={open} own={shown} agentId={agentId} />}
    </Panel>
  );
}

function ScoreState({ word }: { readonly word: StateWord }) {
  const say = useTexts(OWN_SCORE_TEXTS);
  const [tone, icon] = LOOK[word];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {say(`state.${word}`)}
    </StatusBadge>
  );
}

/** What was not kept to, in the words of the form it was judged by. */
function OwnSheet({ own, agentId }: { readonly own: OwnScoreOut; readonly agentId: string }) {
  const say = useTexts(OWN_SCORE_TEXTS);
  const { dateTime } = useFormats();
  const { score, form } = own;
  const texts = new Map(form?.dimensions.flatMap(({ items }) => items.map(({ id, text }) => [id, text])));
  const missed = Object.entries(score.marks).filter(([, mark]) => mark === 'nc');
  const sheet = say('sheet', { when: dateTime(score.atMs) });
  return (
    <section aria-label={sheet} className={styles['ownSheet']}>
      <h3>
        {sheet} · {say(`side.${score.side === 'client' ? 'client' : 'own'}`)}
      </h3>
      {missed.length === 0 ? (
        <p>{say('allKept')}</p>
      ) : (
        <>
          <p>{say('missed')}</p>
          <ul>
            {missed.map(([id]) => (
              <li key={id}>
                {texts.get(id) ?? id}
                {score.fatal.includes(id) ? <strong> ({say('fatal')})</strong> : null}
              </li>
            ))}
          </ul>
        </>
      )}
      {score.note === '' ? null : (
        <p>
          {say('note')}: {score.note}
        </p>
      )}
      {score.contest === null ? null : (
        <p>
          {say('yours')}: {score.contest.reason}
        </p>
      )}
      {score.contest === null || score.contest.decidedAtMs === null ? null : (
        <p>
          {say('answer', { who: score.contest.decidedBy })}: {score.contest.decidedWhy}
        </p>
      )}
      {own.contest === 'open' ? <ContestForm id={score.id} agentId={agentId} /> : null}
    </section>
  );
}

function ContestForm({ id, agentId }: { readonly id: string; readonly agentId: string }) {
  const say = useTexts(OWN_SCORE_TEXTS);
  const { say: tell } = useToast();
  const [reason, setReason] = useState(() => drafts.get(id) ?? '');
  const { mutate, isPending } = useQualityChange(
    () => api('POST', `/v1/agents/${encodeURIComponent(agentId)}/scores/${id}/contest`, { body: { reason } }),
    () => {
      drafts.delete(id);
      tell(say('contested'));
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <form onSubmit={submit} className={styles['ownSheet']}>
      <Field
        label={say('reason')}
        hint={say('help')}
        required
        maxLength={2000}
        value={reason}
        onChange={({ target }) => {
          drafts.set(id, target.value);
          setReason(target.value);
        }}
      />
      <Button type="submit" busy={isPending} disabled={reason.trim() === ''}>
        {say('contest')}
      </Button>
    </form>
  );
}
