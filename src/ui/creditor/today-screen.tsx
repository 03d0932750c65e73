import { useSearchParams } from 'react-router';
import type { CampaignLive, CampaignOut } from '../../contract/campaign-wire.js';
import { ReadState } from '../admin/read-state.js';
import { Button } from '../shell/components/button.js';
import { Panel, Tile, Tiles } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './creditor.module.css';
import { CREDITOR_TEXTS } from './creditor-texts.js';
import { DayPanels } from './day-panels.js';
import { useOwnCampaigns, useOwnDays } from './use-own-campaigns.js';

interface Row {
  readonly campaign: CampaignOut;
  /** Undefined until it is read; null where the campaign is not at work. */
  readonly day: CampaignLive | null | undefined;
}

/** The day of a creditor's campaigns: what was tried, what came of it, and drops against their caps. */
export function TodayScreen() {
  const say = useTexts(CREDITOR_TEXTS);
  const { number, percent } = useFormats();
  const [place, setPlace] = useSearchParams();
  const query = useOwnCampaigns();
  const campaigns = query.data ?? [];
  const days = useOwnDays(campaigns.map(({ settings }) => settings.id));
  const rows = campaigns.map((campaign): Row => ({ campaign, day: days.byId.get(campaign.settings.id) }));
  const chosen = rows.find(({ campaign }) => campaign.settings.id === place.get('campaign')) ?? rows[0];
  const sum = (of: (day: CampaignLive) => number): number =>
    rows.reduce((total, { day }) => total + (day ? of(day) : 0), 0);
  const dropped = sum(({ today }) => today.abandoned);
  const given = dropped + sum(({ today }) => today.connected);
  return (
    <div className={styles['screen']}>
      <h1 className="unseen">{say('campaigns')}</h1>
      <Tiles>
        <Tile name={say('attempts')} figure={number(sum(({ today }) => today.attempts))} />
        <Tile name={say('answered')} figure={number(sum(({ today }) => today.answered))} />
        <Tile name={say('connected')} figure={number(sum(({ today }) => today.connected))} />
        <Tile
          name={say('drops')}
          figure={given === 0 ? '–' : percent(dropped / given)}
          note={given === 0 ? say('nobody') : say('dropsOf', { n: number(dropped), m: number(given) })}
        />
      </Tiles>
      <Panel title={`${say('campaigns')}: ${say('today')}`}>
        <ReadState query={query} />
        {days.error === null ? null : <p role="alert">{days.error.message}</p>}
        <DayTable
          rows={rows}
          chosen={chosen?.campaign.settings.id ?? ''}
          empty={say(query.data === undefined ? 'loading' : 'none')}
          onChoose={(id) => setPlace({ campaign: id })}
        />
      </Panel>
      {chosen === undefined || chosen.day === undefined ? null : chosen.day === null ? (
        <p className="soft">{say('notRunning')}</p>
      ) : (
        <DayPanels day={chosen.day} />
      )}
    </div>
  );
}

interface TableProps {
  readonly rows: readonly Row[];
  readonly chosen: string;
  readonly empty: string;
  readonly onChoose: (id: string) => void;
}

function DayTable({ rows, chosen, empty, onChoose }: TableProps) {
  const say = useTexts(CREDITOR_TEXTS);
  const words = useWords();
  const { number, percent } = useFormats();
  const figure = (key: 'attempts' | 'answered' | 'connected'): Column<Row> => ({
    key,
    head: say(key),
    number: true,
    cell: ({ day }) => (day ? number(day.today[key]) : '–'),
  });
  const contacts = (key: keyof CampaignLive['contacts']): Column<Row> => ({
    key,
    head: say(key),
    number: true,
    cell: ({ day }) => (day ? number(day.contacts[key]) : '–'),
  });
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      head: say('campaign'),
      cell: ({ campaign: { settings } }) => (
        <Button
          aria-pressed={settings.id === chosen}
          aria-label={say('openOf', { name: settings.name })}
          onClick={() => onChoose(settings.id)}
        >
          {settings.name}
        </Button>
      ),
    },
    { key: 'state', head: say('state'), cell: ({ campaign }) => words('campaign', campaign.state) },
    figure('attempts'),
    figure('answered'),
    figure('connected'),
    { key: 'drops', head: say('drops'), cell: ({ day }) => <Drops day={day} /> },
    {
      key: 'cap',
      head: say('cap'),
      number: true,
      cell: ({ day }) => (day ? percent(day.abandonCap) : '–'),
    },
    contacts('ready'),
    contacts('later'),
    contacts('done'),
  ];
  return (
    <Table
      caption={say('campaigns')}
      columns={columns}
      rows={rows}
      keyOf={({ campaign }) => campaign.settings.id}
      empty={empty}
    />
  );
}

function Drops({ day }: Pick<Row, 'day'>) {
  const say = useTexts(CREDITOR_TEXTS);
  const { percent } = useFormats();
  const people = day ? day.today.abandoned + day.today.connected : 0;
  if (!day || people === 0) {
    return say('nobody');
  }
  const share = day.today.abandoned / people;
  const isOver = share > day.abandonCap;
  return (
    <StatusBadge tone={isOver ? 'bad' : 'good'} icon={isOver ? '▲' : '✓'}>
      {percent(share)}, {say(isOver ? 'over' : 'within')}
    </StatusBadge>
  );
}
