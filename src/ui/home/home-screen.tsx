import { useMemo } from 'react';
import type { CampaignLive } from '../../contract/campaign-wire.js';
import { Panel, Tile, Tiles } from '../shell/components/panel.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useLive } from '../shell/live/live-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './home.module.css';
import { HOME_TEXTS } from './home-texts.js';

const CAMPAIGN_LOOK: Readonly<Record<CampaignLive['state'], readonly [Tone, string]>> = {
  draft: ['soft', '○'],
  running: ['good', '▶'],
  paused: ['warn', '❚❚'],
  draining: ['warn', '▼'],
  ended: ['soft', '■'],
};

const DIALING_LOOK: Readonly<Record<string, readonly [Tone, string]>> = {
  on: ['good', '▶'],
  stopped: ['bad', '■'],
  draining: ['warn', '▼'],
  store_down: ['bad', '✕'],
  media_down: ['bad', '✕'],
};

const sum = (rows: readonly CampaignLive[], of: (row: CampaignLive) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** The floor at a glance: one line of figures and the campaigns. */
export function HomeScreen() {
  const say = useTexts(HOME_TEXTS);
  const words = useWords();
  const { number, percent } = useFormats();
  const engine = useLive((live) => live.engine);
  const campaignRows = useLive((live) => live.campaigns);
  const agentRows = useLive((live) => live.agents);
  const campaigns = useMemo(
    () => [...campaignRows.values()].sort((a, b) => a.name.localeCompare(b.name)),
    [campaignRows],
  );
  const agents = useMemo(() => [...agentRows.values()], [agentRows]);
  const inState = (state: string) => agents.filter((agent) => agent.state === state).length;
  const abandoned = sum(campaigns, ({ today }) => today.abandoned);
  const given = abandoned + sum(campaigns, ({ today }) => today.connected);
  const calls = sum(campaigns, (row) => Object.values(row.calls).reduce((total, count) => total + count, 0));
  const [tone, icon] = DIALING_LOOK[engine?.dialing ?? ''] ?? ['soft', '○'];

  const columns: readonly Column<CampaignLive>[] = [
    {
      key: 'name',
      head: say('campaign'),
      cell: (row) => (row.demo ? `${row.name} · ${say('demo')}` : row.name),
    },
    {
      key: 'state',
      head: say('state'),
      cell: ({ state }) => {
        const [look, mark] = CAMPAIGN_LOOK[state];
        return (
          <StatusBadge tone={look} icon={mark}>
            {words('campaign', state)}
          </StatusBadge>
        );
      },
    },
    { key: 'mode', head: say('mode'), cell: ({ mode }) => words('mode', mode) },
    { key: 'connected', head: say('connected'), number: true, cell: ({ today }) => number(today.connected) },
    {
      key: 'abandoned',
      head: say('abandoned'),
      number: true,
      cell: ({ today }) => {
        const all = today.abandoned + today.connected;
        return all === 0 ? '–' : percent(today.abandoned / all);
      },
    },
    { key: 'cap', head: say('cap'), number: true, cell: ({ abandonCap }) => percent(abandonCap) },
    { key: 'ready', head: say('ready'), number: true, cell: ({ contacts }) => number(contacts.ready) },
  ];
  return (
    <div className={styles['home']}>
      <h1 className="unseen">{say('title')}</h1>
      {campaigns.some(({ demo }) => demo) ? <p className={styles['band']}>{say('demoBand')}</p> : null}
      <Tiles>
        <Tile
          name={say('dialing')}
          figure={
            <span className={styles['state']}>
              <StatusBadge tone={tone} icon={icon}>
                {engine === null ? '–' : words('dialing', engine.dialing)}
              </StatusBadge>
            </span>
          }
        />
        <Tile
          name={say('talking')}
          figure={number(inState('talking'))}
          note={say('ofLogged', { n: number(agents.length - inState('offline')) })}
        />
        <Tile name={say('free')} figure={number(inState('available'))} />
        <Tile
          name={say('calls')}
          figure={number(calls)}
          note={say('attempts', { n: number(sum(campaigns, ({ today }) => today.attempts)) })}
        />
        <Tile
          name={say('abandoned')}
          figure={given === 0 ? '–' : percent(abandoned / given)}
          note={say('abandonedOf', { n: number(abandoned), m: number(given) })}
        />
      </Tiles>
      <Panel title={say('campaigns')} aside={<a href="/">{say('oldPage')}</a>}>
        <Table
          caption={say('campaigns')}
          columns={columns}
          rows={campaigns}
          keyOf={({ id }) => id}
          empty={say('none')}
        />
      </Panel>
    </div>
  );
}
