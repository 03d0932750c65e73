import type { CampaignLive } from '../../contract/campaign-wire.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './creditor.module.css';
import { CREDITOR_TEXTS } from './creditor-texts.js';

type Counted = readonly [word: string, count: number];
type Window = CampaignLive['abandonment']['windows'][number];

const countedOf = (counts: Readonly<Record<string, number | undefined>>): readonly Counted[] =>
  Object.entries(counts)
    .map(([word, count = 0]): Counted => [word, count])
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);

/** What came of a campaign's calls today, and its drops against each rule. */
export function DayPanels({ day }: { readonly day: CampaignLive }) {
  const say = useTexts(CREDITOR_TEXTS);
  const words = useWords();
  const { today } = day;
  return (
    <div className={styles['columns']}>
      <Panel title={say('results', { name: day.name })}>
        <Counts
          caption={say('outcome')}
          rows={countedOf(today.outcomes)}
          name={(word) => words('outcome', word)}
          empty={say('noResults')}
        />
        <Counts
          caption={say('reason')}
          rows={countedOf(today.reasons)}
          name={(word) => words('reason', word)}
          empty={say('noResults')}
        />
      </Panel>
      <div className={styles['stack']}>
        <Limits windows={day.abandonment.windows} />
        <Panel title={say('blocked')}>
          <Counts
            caption={say('rule')}
            rows={countedOf(day.blocked)}
            name={(word) => words('rule', word)}
            empty={say('noBlocked')}
          />
        </Panel>
      </div>
    </div>
  );
}

interface CountsProps {
  /** What is counted: the head of its column as well. */
  readonly caption: string;
  readonly rows: readonly Counted[];
  readonly name: (word: string) => string;
  readonly empty: string;
}

function Counts({ caption, rows, name, empty }: CountsProps) {
  const say = useTexts(CREDITOR_TEXTS);
  const { number, percent } = useFormats();
  const all = rows.reduce((sum, [, count]) => sum + count, 0);
  const columns: readonly Column<Counted>[] = [
    { key: 'word', head: caption, cell: ([word]) => name(word) },
    { key: 'count', head: say('count'), number: true, cell: ([, count]) => number(count) },
    { key: 'share', head: say('share'), number: true, cell: ([, count]) => percent(count / all) },
  ];
  return <Table caption={caption} columns={columns} rows={rows} keyOf={([word]) => word} empty={empty} />;
}

function Limits({ windows }: { readonly windows: readonly Window[] }) {
  const say = useTexts(CREDITOR_TEXTS);
  const words = useWords();
  const { number, percent } = useFormats();
  const columns: readonly Column<Window>[] = [
    { key: 'rule', head: say('rule'), cell: ({ rule }) => words('rule', rule) },
    { key: 'window', head: say('window'), cell: ({ hours }) => say('hours', { n: number(hours) }) },
    {
      key: 'measured',
      head: say('measured'),
      number: true,
      cell: ({ share, given, abandoned }) => (given + abandoned === 0 ? '–' : percent(share)),
    },
    { key: 'target', head: say('target'), number: true, cell: ({ target }) => percent(target) },
    { key: 'stop', head: say('stop'), number: true, cell: ({ stop }) => percent(stop) },
  ];
  return (
    <Panel title={say('limits')}>
      <Table
        caption={say('limits')}
        columns={columns}
        rows={windows}
        keyOf={({ rule, hours }) => `${rule} ${hours}`}
        empty={say('nobody')}
      />
    </Panel>
  );
}
