import { useState } from 'react';
import { Link } from 'react-router';
import type { ScoreOut } from '../../contract/quality-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Dialog, DialogButtons } from '../shell/components/dialog.js';
import { Field, SelectField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useLive } from '../shell/live/live-context.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './quality.module.css';
import { QUALITY_TEXTS } from './quality-texts.js';
import { endOfDay, monthOf, monthRange, useAgentNames, useQualityChange, useScores } from './use-quality.js';

const LOOK: Readonly<Record<'none' | 'open' | 'upheld' | 'refused', readonly [Tone, string]>> = {
  none: ['soft', '○'],
  open: ['warn', '?'],
  upheld: ['bad', '✕'],
  refused: ['good', '✓'],
};

interface Asked {
  readonly score: ScoreOut;
  readonly what: 'contest' | 'decide';
}

/** The scores of a month: by whom, how many points, contested, decided. */
export function ScoresTab() {
  const say = useTexts(QUALITY_TEXTS);
  const thisMonth = monthOf(useServerNow());
  const [month, setMonth] = useState('');
  const [agent, setAgent] = useState('');
  const agents = useLive((live) => live.agents);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data, error } = useScores({
    ...monthRange(month || thisMonth),
    ...(agent === '' ? {} : { agent }),
  });
  return (
    <Panel title={say('scores')}>
      <div className={styles['filters']}>
        <Field
          label={say('month')}
          type="month"
          value={month || thisMonth}
          onChange={({ target }) => setMonth(target.value)}
        />
        <SelectField label={say('agent')} value={agent} onChange={({ target }) => setAgent(target.value)}>
          <option value="">{say('all')}</option>
          {[...agents.values()].map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      </div>
      {error === null ? null : <p role="alert">{error.message}</p>}
      <div className={styles['scroll']}>
        <ScoreTable
          scores={data?.items ?? []}
          empty={say(data === undefined ? 'loading' : 'noScores')}
          onAsk={setAsked}
        />
      </div>
      {asked === null ? null : asked.what === 'contest' ? (
        <ContestDialog score={asked.score} onClose={() => setAsked(null)} />
      ) : (
        <DecideDialog score={asked.score} onClose={() => setAsked(null)} />
      )}
    </Panel>
  );
}

interface TableProps {
  readonly scores: readonly ScoreOut[];
  readonly empty: string;
  readonly onAsk: (asked: Asked) => void;
}

function ScoreTable({ scores, empty, onAsk }: TableProps) {
  const say = useTexts(QUALITY_TEXTS);
  const { dateTime, number } = useFormats();
  const { may, session } = useSession();
  const nameOf = useAgentNames();
  const columns: readonly Column<ScoreOut>[] = [
    { key: 'when', head: say('when'), cell: ({ atMs }) => dateTime(atMs) },
    { key: 'agent', head: say('agent'), cell: ({ agentId }) => nameOf(agentId) },
    { key: 'by', head: say('by'), cell: ({ by, side }) => `${by} · ${say(`side.${side}`)}` },
    { key: 'score', head: say('scored'), number: true, cell: ({ score }) => number(score, 2) },
    { key: 'fatal', head: say('fatal'), cell: ({ fatal }) => fatal.join(', ') || say('nothing') },
    { key: 'contest', head: say('state'), cell: (score) => <ContestState score={score} /> },
    {
      key: 'act',
      head: <span className="unseen">{say('contest')}</span>,
      cell: (score) => {
        const { attemptId, contest, by, side, agentId } = score;
        const decides = contest?.decision === 'open' && ![by, contest.by].includes(session.name);
        return (
          <span className={styles['row']}>
            <Link to={`?${new URLSearchParams({ tab: 'scores', call: attemptId })}`}>{say('hear')}</Link>
            {contest === null && side !== 'calibration' && may('run') ? (
              <Button
                aria-label={say('contestOf', { who: nameOf(agentId) })}
                onClick={() => onAsk({ score, what: 'contest' })}
              >
                {say('contest')}
              </Button>
            ) : null}
            {decides && may('run') ? (
              <Button tone="go" onClick={() => onAsk({ score, what: 'decide' })}>
                {say('decide')}
              </Button>
            ) : null}
          </span>
        );
      },
    },
  ];
  return (
    <Table caption={say('scores')} columns={columns} rows={scores} keyOf={({ id }) => id} empty={empty} />
  );
}

function ContestState({ score: { contest } }: { readonly score: ScoreOut }) {
  const say = useTexts(QUALITY_TEXTS);
  const state = contest?.decision ?? 'none';
  const text =
    state === 'upheld' || state === 'refused'
      ? say(`contest.${state}`, { who: contest?.decidedBy ?? '' })
      : say(`contest.${state}`);
  return (
    <StatusBadge tone={LOOK[state][0]} icon={LOOK[state][1]}>
      {text}
    </StatusBadge>
  );
}

interface DialogProps {
  readonly score: ScoreOut;
  readonly onClose: () => void;
}

function ContestDialog({ score, onClose }: DialogProps) {
  const say = useTexts(QUALITY_TEXTS);
  const nameOf = useAgentNames();
  const monthEnd = new Date(Date.parse(monthRange(monthOf(score.atMs)).to) - 1);
  const [day, setDay] = useState(
    new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Sao_Paulo' }).format(monthEnd),
  );
  const [reason, setReason] = useState('');
  const { mutate, isPending } = useQualityChange(
    () =>
      api('POST', `/v1/quality/scores/${score.id}/contest`, { body: { periodEnd: endOfDay(day), reason } }),
    onClose,
  );
  return (
    <Dialog title={say('contestOf', { who: nameOf(score.agentId) })} onClose={onClose}>
      <p className={styles['small']}>{say('contestHelp')}</p>
      <Field
        label={say('contestReason')}
        maxLength={2000}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <Field
        label={say('periodEnd')}
        type="date"
        value={day}
        onChange={({ target }) => setDay(target.value)}
      />
      <DialogButtons>
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button tone="go" busy={isPending} disabled={reason.trim() === ''} onClick={() => mutate()}>
          {say('contest')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}

function DecideDialog({ score, onClose }: DialogProps) {
  const say = useTexts(QUALITY_TEXTS);
  const nameOf = useAgentNames();
  const [decision, setDecision] = useState<'upheld' | 'refused'>('refused');
  const [why, setWhy] = useState('');
  const { mutate, isPending } = useQualityChange(
    () => api('POST', `/v1/quality/scores/${score.id}/decision`, { body: { decision, why } }),
    onClose,
  );
  return (
    <Dialog title={say('decideOf', { who: nameOf(score.agentId) })} onClose={onClose}>
      <p>{say('contestedBy', { who: score.contest?.by ?? '', why: score.contest?.reason ?? '' })}</p>
      <SelectField
        label={say('decide')}
        value={decision}
        onChange={({ target }) => setDecision(target.value === 'upheld' ? 'upheld' : 'refused')}
      >
        <option value="refused">{say('refused')}</option>
        <option value="upheld">{say('upheld')}</option>
      </SelectField>
      <Field
        label={say('decisionWhy')}
        maxLength={2000}
        value={why}
        onChange={({ target }) => setWhy(target.value)}
      />
      <DialogButtons>
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button tone="go" busy={isPending} disabled={why.trim() === ''} onClick={() => mutate()}>
          {say('decide')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
