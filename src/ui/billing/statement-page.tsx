import { useState } from 'react';
import { Link } from 'react-router';
import type { StatementOut } from '../../contract/billing-wire.js';
import { ReadState } from '../admin/read-state.js';
import { useChange } from '../admin/use-change.js';
import { Button } from '../shell/components/button.js';
import { Panel, Tile, Tiles } from '../shell/components/panel.js';
import { type Tab, Tabs } from '../shell/components/tabs.js';
import { fetchFile, saveFile } from '../shell/fetch-file.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { ComparePanel } from './compare-panel.js';
import { FatesPanel } from './fates-panel.js';
import { LinesPanel } from './lines-panel.js';
import { NotesPanel } from './notes-panel.js';
import { StatementMoves } from './statement-moves.js';
import { StatementState } from './statement-state.js';
import { StepsPanel } from './steps-panel.js';
import { statementPath, useStatement } from './use-billing.js';
import { dayOrMonth, useMoney } from './use-money.js';

const PARTS = {
  lines: LinesPanel,
  calls: FatesPanel,
  compare: ComparePanel,
  notes: NotesPanel,
  steps: StepsPanel,
} as const;
type PartName = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as readonly PartName[];

/** A statement: what it comes to, where it stands, and everything it is made of. */
export function StatementPage({ id }: { readonly id: string }) {
  const say = useTexts(BILLING_TEXTS);
  const [chosen, setChosen] = useState<PartName>('lines');
  const query = useStatement(id);
  const statement = query.data;
  const tabs: readonly Tab[] = NAMES.map((key) => ({ key, label: say(`part.${key}`) }));
  const Chosen = PARTS[chosen];
  return (
    <div className={styles['stack']}>
      <ReadState query={query} />
      {statement === undefined ? null : (
        <>
          <HeadPanel statement={statement} />
          <Tabs
            label={statement.id}
            tabs={tabs}
            chosen={chosen}
            onChoose={(key) => setChosen(NAMES.find((name) => name === key) ?? 'lines')}
          >
            <Chosen statement={statement} />
          </Tabs>
        </>
      )}
    </div>
  );
}

function HeadPanel({ statement }: { readonly statement: StatementOut }) {
  const say = useTexts(BILLING_TEXTS);
  const { number, dateTime } = useFormats();
  const money = useMoney();
  const { bill, calls, correction, corrects, month, version, madeBy, madeAtMs, why, hash } = statement;
  return (
    <Panel
      title={say('heading', { contract: bill.contract.title, month: dayOrMonth(month), version })}
      aside={
        <>
          <StatementState state={statement.state} />
          <Link to="?">
            <span aria-hidden="true">←</span> {say('back')}
          </Link>
        </>
      }
    >
      <Tiles>
        <Tile
          name={say('total')}
          figure={money(statement.total)}
          note={`${dayOrMonth(bill.period.first)} – ${dayOrMonth(bill.period.last)}`}
        />
        <Tile
          name={say('billedCalls')}
          figure={number(calls.billed)}
          note={say('ofCalls', { n: number(calls.calls) })}
        />
        <Tile name={say('notBillable')} figure={number(calls.notBillable)} />
        <Tile name={say('disputed')} figure={number(calls.disputed)} />
        {correction === null || corrects === null ? null : (
          <Tile
            name={say('correction')}
            figure={money(correction)}
            note={say('corrects', { id: corrects })}
          />
        )}
      </Tiles>
      <p className={styles['note']}>
        {say('madeBy', { who: madeBy, when: dateTime(madeAtMs), why })} · {say('hash')}{' '}
        <code className={styles['code']}>{hash}</code>
      </p>
      <div className={styles['row']}>
        <StatementMoves statement={statement} />
        <Downloads id={statement.id} />
      </div>
    </Panel>
  );
}

const FORMS = ['pdf', 'xlsx', 'csv', 'json'] as const;
const FETCH_MS = 180_000;

/** The statement as a file, under its own id: the same bytes each time. */
function Downloads({ id }: { readonly id: string }) {
  const say = useTexts(BILLING_TEXTS);
  const { busy, run } = useChange();
  return FORMS.map((form) => (
    <Button
      key={form}
      tone="quiet"
      busy={busy === form}
      aria-label={say('downloadAs', { form: say(`form.${form}`) })}
      onClick={() =>
        void run(form, async () => {
          const { blob, name } = await fetchFile(`${statementPath(id)}/forms/${form}`, FETCH_MS);
          saveFile(blob, name ?? `${id}.${form}`);
        })
      }
    >
      <span aria-hidden="true">↓</span> {say(`form.${form}`)}
    </Button>
  ));
}
