import { type ReactNode, useState } from 'react';
import type { CarrierReportOut, MeasuredCarrierOut } from '../../contract/carrier-wire.js';
import { ChoiceField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { duration, useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { CARRIER_TEXTS } from './carrier-texts.js';
import styles from './carriers.module.css';
import { DriftMark } from './drift-mark.js';

const BY = ['carriers', 'trunks', 'lines'] as const;
type By = (typeof BY)[number];
type Row = MeasuredCarrierOut;
type Share = 'asr' | 'answerRate' | 'ner';

/** Every measure of each carrier, trunk or line, with what has drifted. */
export function MeasuresPanel({ report }: { readonly report: CarrierReportOut | undefined }) {
  const say = useTexts(CARRIER_TEXTS);
  const [by, setBy] = useState<By>('carriers');
  const columns = useColumns(by);
  return (
    <Panel
      title={say('tab.measures')}
      aside={
        <ChoiceField
          label={say('by')}
          value={by}
          words={BY.map((word) => [word, say(`by.${word}`)] as const)}
          onChoose={setBy}
        />
      }
    >
      <Table
        caption={say('tab.measures')}
        columns={columns}
        rows={report?.[by] ?? []}
        keyOf={({ carrier, trunkId, line }) => `${carrier} ${trunkId} ${line}`}
        empty={say('empty')}
      />
    </Panel>
  );
}

function useColumns(by: By): readonly Column<Row>[] {
  const say = useTexts(CARRIER_TEXTS);
  const { number, percent } = useFormats();
  const shown = (value: number | null): string => (value === null ? say('none') : percent(value));
  const seconds = (value: number | null): string =>
    value === null ? say('none') : `${number(value / 1000, 1)} s`;
  const head = (text: ReactNode, help: string): ReactNode => <abbr title={help}>{text}</abbr>;
  const withDrift = (share: Share): Column<Row> => ({
    key: share,
    head: head(say(share), say(`${share}Help`)),
    number: true,
    cell: ({ measure, drift }) => (
      <span className={styles['figure']}>
        {shown(measure[share])} <DriftMark drift={drift[share]} />
      </span>
    ),
  });
  const name: Column<Row> =
    by === 'carriers'
      ? { key: 'carrier', head: say('carrier'), cell: ({ carrier }) => carrier }
      : by === 'trunks'
        ? { key: 'trunk', head: say('trunk'), cell: ({ trunkId }) => trunkId }
        : { key: 'line', head: say('line'), cell: ({ line }) => line };
  return [
    name,
    ...(by === 'carriers'
      ? []
      : [{ key: 'of', head: say('carrier'), cell: ({ carrier }: Row) => carrier } satisfies Column<Row>]),
    { key: 'attempts', head: say('attempts'), number: true, cell: ({ measure }) => number(measure.attempts) },
    withDrift('asr'),
    withDrift('answerRate'),
    withDrift('ner'),
    {
      key: 'acd',
      head: head(say('acd'), say('acdHelp')),
      number: true,
      cell: ({ measure: { acdMs } }) => (acdMs === null ? say('none') : duration(acdMs)),
    },
    {
      key: 'pdd',
      head: head(say('pdd'), say('pddHelp')),
      number: true,
      cell: ({ measure: { pddP50Ms, pddP95Ms } }) => `${seconds(pddP50Ms)} / ${seconds(pddP95Ms)}`,
    },
    {
      key: 'short',
      head: head(say('short'), say('shortHelp')),
      number: true,
      cell: ({ measure: { short3Share, short6Share } }) => `${shown(short3Share)} / ${shown(short6Share)}`,
    },
    {
      key: 'notLong',
      head: head(say('notLong'), say('notLongHelp')),
      number: true,
      cell: ({ measure: { notLongShare } }) => shown(notLongShare),
    },
  ];
}
