import type { AgentRow } from '../../contract/agent-wire.js';
import type { FloorOut } from '../../contract/floor-wire.js';
import { Button } from '../shell/components/button.js';
import type { WideColumn } from '../shell/components/long-table.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { useLive } from '../shell/live/live-context.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { duration } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import { AGENT_LOOK, STEP_ICONS, stepOf } from './agent-look.js';
import styles from './floor.module.css';
import { FLOOR_TEXTS } from './floor-texts.js';

const STEP_TONES = ['soft', 'calm', 'warn', 'bad'] as const;
const STEP_WORDS = [null, 'step1', 'step2', 'step3'] as const;

/** A state by icon and word, with the pause's reason, what follows and who listens. */
function StateCell({ row, heardBy }: { readonly row: AgentRow; readonly heardBy: string | undefined }) {
  const say = useTexts(FLOOR_TEXTS);
  const words = useWords();
  const [tone, icon] = AGENT_LOOK[row.state];
  const after = [
    row.state === 'paused' && row.reason !== '' ? row.reason : '',
    row.pending === null ? '' : words('pending', row.pending),
    heardBy === undefined ? '' : say('heardBy', { name: heardBy }),
  ].filter(Boolean);
  return (
    <span className={styles['state']}>
      <StatusBadge tone={tone} icon={icon}>
        {words('agent', row.state)}
      </StatusBadge>
      {after.length === 0 ? null : <small className="soft">{after.join(' · ')}</small>}
    </span>
  );
}

/** Time in the state, with its step by a quarter of a circle and by word. */
function TimeCell({ row }: { readonly row: AgentRow }) {
  const say = useTexts(FLOOR_TEXTS);
  const inStateMs = useServerNow() - row.sinceMs;
  const step = stepOf(row, inStateMs);
  const word = STEP_WORDS[step];
  return (
    <span className={`${styles['time']} ${STEP_TONES[step]}`}>
      <span aria-hidden="true" className={styles['step']}>
        {STEP_ICONS[step]}
      </span>
      {duration(inStateMs)}
      {word === null ? null : <span className="unseen">, {say(word)}</span>}
    </span>
  );
}

/** What the table says of an agent. */
export function useAgentColumns(floor: FloorOut | undefined): readonly WideColumn<AgentRow>[] {
  const say = useTexts(FLOOR_TEXTS);
  const campaigns = useLive((live) => live.campaigns);
  const heardBy = new Map((floor?.monitors ?? []).map((one) => [one.agentId, one.person]));
  const campaignName = (id: string) => campaigns.get(id)?.name ?? id;
  return [
    { key: 'name', width: '18%', head: say('agent'), cell: ({ name }) => name },
    {
      key: 'state',
      width: '22%',
      head: say('state'),
      cell: (row) => <StateCell row={row} heardBy={heardBy.get(row.id)} />,
    },
    { key: 'time', width: '106px', head: say('time'), number: true, cell: (row) => <TimeCell row={row} /> },
    {
      key: 'campaign',
      width: '22%',
      head: say('campaign'),
      cell: ({ campaignIds }) => (
        <span className={styles['clip']}>{campaignIds.map(campaignName).join(', ')}</span>
      ),
    },
    {
      key: 'customer',
      width: '142px',
      head: say('customer'),
      cell: ({ customer }) => customer || say('none'),
    },
    { key: 'calls', width: '92px', head: say('calls'), number: true, cell: ({ calls }) => calls },
  ];
}

/** What is done to an agent from his row. */
export function useActionColumn(
  busy: boolean,
  onListen: (row: AgentRow) => void,
  onAct: (row: AgentRow) => void,
): WideColumn<AgentRow> {
  const say = useTexts(FLOOR_TEXTS);
  return {
    key: 'actions',
    width: '128px',
    head: <span className="unseen">{say('actions')}</span>,
    cell: (row) => (
      <span className={styles['actions']}>
        <Button busy={busy} aria-label={say('listenTo', { name: row.name })} onClick={() => onListen(row)}>
          {say('listen')}
        </Button>
        <Button tone="quiet" aria-label={say('more', { name: row.name })} onClick={() => onAct(row)}>
          ⋯
        </Button>
      </span>
    ),
  };
}
