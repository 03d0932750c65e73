import { useMemo } from 'react';
import type { KeptDecisionOut } from '../../contract/pacing-wire.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import { Curve, type CurveLine } from './curve.js';
import styles from './pacing.module.css';
import { PACING_TEXTS } from './pacing-texts.js';

interface OfDecisions {
  readonly decisions: readonly KeptDecisionOut[];
}

const MOST_LISTED = 60;
/** A stretch without decisions counts for no longer than this. */
const LONGEST_GAP_MS = 5000;

function valuesOf(decisions: readonly KeptDecisionOut[], name: string, factor = 1): (number | null)[] {
  return decisions.map(({ figures }) => {
    const value = figures[name];
    return value === undefined ? null : value * factor;
  });
}

/** Agents, calls, answers; risk against its threshold: what the strategy saw and went by. */
export function CurvesPanel({ decisions, minutes }: OfDecisions & { readonly minutes: number }) {
  const say = useTexts(PACING_TEXTS);
  const times = useMemo(() => decisions.map(({ atMs }) => atMs / 1000), [decisions]);
  const toS = (decisions.at(-1)?.atMs ?? Date.now()) / 1000;
  // A campaign that has just begun fills the picture too.
  const fromS = Math.max(toS - minutes * 60, Math.min(times[0] ?? 0, toS - 60));
  const agents = useMemo<readonly CurveLine[]>(
    () => [
      { label: say('idle'), color: '--good', values: valuesOf(decisions, 'idle') },
      { label: say('busy'), color: '--calm', dash: [8, 4], values: valuesOf(decisions, 'busy') },
      { label: say('inFlight'), color: '--brand', dash: [2, 3], values: valuesOf(decisions, 'inFlight') },
      {
        label: say('answersDue'),
        color: '--warn',
        dash: [10, 3, 2, 3],
        values: valuesOf(decisions, 'answersDue'),
      },
      { label: say('agentsDue'), color: '--soft', dash: [4, 4], values: valuesOf(decisions, 'agentsDue') },
    ],
    [decisions, say],
  );
  const risk = useMemo<readonly CurveLine[]>(
    () => [
      { label: say('risk'), color: '--bad', values: valuesOf(decisions, 'risk', 100) },
      {
        label: say('threshold'),
        color: '--ink',
        dash: [8, 4],
        values: valuesOf(decisions, 'threshold', 100),
      },
    ],
    [decisions, say],
  );
  return (
    <Panel title={say('curves')}>
      <Curve
        title={say('agentsCurve')}
        timeLabel={say('time')}
        times={times}
        lines={agents}
        fromS={fromS}
        toS={toS}
      />
      <Curve
        title={say('riskCurve')}
        timeLabel={say('time')}
        times={times}
        lines={risk}
        fromS={fromS}
        toS={toS}
      />
      <BoundBar decisions={decisions} />
    </Panel>
  );
}

/** Time by what bound the number of calls. */
function BoundBar({ decisions }: OfDecisions) {
  const say = useTexts(PACING_TEXTS);
  const words = useWords();
  const { percent } = useFormats();
  const shares = useMemo(() => {
    const times = new Map<string, number>();
    decisions.forEach(({ limit, atMs }, index) => {
      const untilMs = decisions[index + 1]?.atMs ?? atMs + 1000;
      times.set(limit, (times.get(limit) ?? 0) + Math.min(LONGEST_GAP_MS, Math.max(0, untilMs - atMs)));
    });
    const all = [...times.values()].reduce((sum, ms) => sum + ms, 0);
    return [...times]
      .map(([limit, ms]) => ({ limit, share: all === 0 ? 0 : ms / all }))
      .sort((a, b) => b.share - a.share)
      .slice(0, 5);
  }, [decisions]);
  return (
    <div className={styles['bound']}>
      <h3>{say('bound')}</h3>
      {shares.length === 0 ? <p className="soft">{say('noDecisions')}</p> : null}
      <ul>
        {shares.map(({ limit, share }) => (
          <li key={limit}>
            <span>{words('limit', limit)}</span>
            <meter min={0} max={1} value={share} aria-label={words('limit', limit)} />
            <span>{percent(share, 0)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The newest decisions with their reason, the newest first. */
export function DecisionsPanel({ decisions }: OfDecisions) {
  const say = useTexts(PACING_TEXTS);
  const words = useWords();
  const { time } = useFormats();
  const newest = useMemo(() => decisions.slice(-MOST_LISTED).reverse(), [decisions]);
  const columns: readonly Column<KeptDecisionOut>[] = [
    { key: 'time', head: say('time'), cell: ({ atMs }) => time(atMs) },
    { key: 'lane', head: say('lane'), cell: ({ lane }) => words('mode', lane) },
    { key: 'place', head: say('place'), number: true, cell: ({ place }) => place },
    {
      key: 'limit',
      head: say('limit'),
      cell: ({ limit, times }) => (
        <>
          {words('limit', limit)}{' '}
          {times > 1 ? <small className="soft">{say('times', { n: times })}</small> : null}
        </>
      ),
    },
    {
      key: 'reason',
      head: say('reason'),
      cell: ({ reason }) => (
        <span lang="en" className={styles['reason']}>
          {reason}
        </span>
      ),
    },
  ];
  return (
    <Panel title={say('decisions')}>
      <div className={styles['decisions']}>
        <Table
          caption={say('decisions')}
          columns={columns}
          rows={newest}
          keyOf={({ atMs, lane }) => `${atMs} ${lane}`}
          empty={say('noDecisions')}
        />
      </div>
    </Panel>
  );
}
