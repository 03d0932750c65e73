import type { CarrierReportOut, MeasuredCarrierOut } from '../../contract/carrier-wire.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { CARRIER_TEXTS } from './carrier-texts.js';
import styles from './carriers.module.css';

type Cell = MeasuredCarrierOut;

interface HeatRow {
  readonly line: string;
  readonly carrier: string;
  readonly cells: ReadonlyMap<string, Cell>;
}

/** As many area codes as a table holds on a laptop. */
const MOST_DDDS = 12;
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

function dddsOf(cells: readonly Cell[]): readonly string[] {
  const calls = new Map<string, number>();
  for (const { ddd, measure } of cells) {
    calls.set(ddd, (calls.get(ddd) ?? 0) + measure.attempts);
  }
  return [...calls].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).map(([ddd]) => ddd);
}

function rowsOf(cells: readonly Cell[]): readonly HeatRow[] {
  const rows = new Map<string, { line: string; carrier: string; cells: Map<string, Cell> }>();
  for (const cell of cells) {
    const { line, carrier, ddd } = cell;
    const key = `${line} ${carrier}`;
    const row = rows.get(key) ?? { line, carrier, cells: new Map() };
    row.cells.set(ddd, cell);
    rows.set(key, row);
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** How lines do where: the figure says it, the bar and the shade repeat it. */
export function HeatPanel({ report }: { readonly report: CarrierReportOut | undefined }) {
  const say = useTexts(CARRIER_TEXTS);
  const { number, percent } = useFormats();
  const cells = report?.cells ?? [];
  const all = dddsOf(cells);
  const shown = all.slice(0, MOST_DDDS);
  const most = Math.max(0.01, ...cells.map(({ measure }) => measure.answerRate ?? 0));
  const columns: readonly Column<HeatRow>[] = [
    { key: 'line', head: say('line'), cell: ({ line }) => line },
    { key: 'carrier', head: say('carrier'), cell: ({ carrier }) => carrier },
    ...shown.map(
      (ddd): Column<HeatRow> => ({
        key: ddd,
        head: ddd,
        number: true,
        cell: ({ cells: of }) => {
          const { answerRate = null, attempts = 0 } = of.get(ddd)?.measure ?? {};
          const level = Math.min(BARS.length - 1, Math.floor(((answerRate ?? 0) / most) * BARS.length));
          return answerRate === null ? (
            say('none')
          ) : (
            <span className={styles['heat']} data-level={level}>
              <span>
                {percent(answerRate, 0)} <span aria-hidden="true">{BARS[level]}</span>
              </span>
              <small>{number(attempts)}</small>
            </span>
          );
        },
      }),
    ),
  ];
  return (
    <Panel title={say('heat')}>
      <p className={styles['stretch']}>
        {say('heatHelp')} {all.length > shown.length ? say('others', { n: all.length - shown.length }) : ''}
      </p>
      <Table
        caption={say('heat')}
        columns={columns}
        rows={rowsOf(cells)}
        keyOf={({ line, carrier }) => `${line} ${carrier}`}
        empty={say('empty')}
      />
    </Panel>
  );
}
