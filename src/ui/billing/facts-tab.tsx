import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ReadState } from '../admin/read-state.js';
import { useChange } from '../admin/use-change.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useLanguage } from '../shell/texts/language.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { ContractChoice } from './contract-choice.js';
import { FACTS_TEXTS } from './facts-texts.js';
import { BILLING, useChosenContract } from './use-billing.js';

type Facts = Readonly<Record<string, unknown>>;

/** A list of balances has a line for each client and day: the file has them all. */
const MOST_SHOWN = 200;
const UPLOAD_MS = 120_000;

const factsPath = (id: string): string => `/v1/contracts/${encodeURIComponent(id)}/facts`;

const entriesOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : Object.entries(value as object).map(([name, is]) => ({ name, is }));

/** What a list is called; one without words shows itself. */
function useListName(): (name: string) => string {
  const names: Readonly<Record<string, string>> = FACTS_TEXTS[useLanguage()];
  return (name) => names[name] ?? name;
}

/** What is on file beside the log: lists with their entries, and a file of more. */
export function FactsTab() {
  const say = useTexts(BILLING_TEXTS);
  const { number } = useFormats();
  const { may } = useSession();
  const { ids, chosen, choose } = useChosenContract();
  const nameOf = useListName();
  const [list, setList] = useState('');
  const query = useQuery({
    queryKey: [BILLING, 'facts', chosen],
    queryFn: () => api<Facts>('GET', factsPath(chosen)),
    enabled: chosen !== '',
  });
  const lists = Object.entries(query.data ?? {}).map(([name, value]) => ({
    name,
    entries: entriesOf(value),
  }));
  const open = lists.find(({ name }) => name === list);
  return (
    <div className={styles['stack']}>
      <div className={styles['columns']}>
        <Panel title={say('factsOf', { contract: chosen })}>
          <p className={styles['note']}>{say('factsWhy')}</p>
          <div className={styles['filters']}>
            <ContractChoice ids={ids} chosen={chosen} onChoose={choose} />
          </div>
          <ReadState query={query} />
          <Table
            caption={say('factsOf', { contract: chosen })}
            columns={[
              {
                key: 'name',
                head: say('list'),
                cell: ({ name }) => (
                  <button
                    type="button"
                    className={styles['plain']}
                    aria-pressed={name === list}
                    onClick={() => setList(name === list ? '' : name)}
                  >
                    {nameOf(name)}
                  </button>
                ),
              },
              {
                key: 'entries',
                head: say('entries'),
                number: true,
                cell: ({ entries }) => number(entries.length),
              },
            ]}
            rows={lists}
            keyOf={({ name }) => name}
            empty={query.data === undefined ? '' : say('noFacts')}
          />
        </Panel>
        {open === undefined ? null : <EntriesPanel name={nameOf(open.name)} entries={open.entries} />}
      </div>
      {may('run') && chosen !== '' ? <TellPanel key={chosen} contractId={chosen} /> : null}
    </div>
  );
}

interface Entry {
  readonly place: number;
  readonly fields: Facts;
}

function EntriesPanel({ name, entries }: { readonly name: string; readonly entries: readonly unknown[] }) {
  const say = useTexts(BILLING_TEXTS);
  const { number } = useFormats();
  const rows = entries.slice(0, MOST_SHOWN).map(
    (one, place): Entry => ({
      place,
      fields: typeof one === 'object' && one !== null ? (one as Facts) : { [name]: one },
    }),
  );
  const names = [...new Set(rows.flatMap(({ fields }) => Object.keys(fields)))];
  const columns: readonly Column<Entry>[] = names.map((field) => ({
    key: field,
    head: field,
    cell: ({ fields }) => <span className={styles['wrap']}>{shown(fields[field])}</span>,
  }));
  return (
    <Panel
      title={name}
      aside={
        <span className={styles['note']}>
          {say('shownOf', { n: number(rows.length), m: number(entries.length) })}
        </span>
      }
    >
      <div className={styles['scroll']}>
        <Table
          caption={name}
          columns={columns}
          rows={rows}
          keyOf={({ place }) => String(place)}
          empty={say('nothing')}
        />
      </div>
    </Panel>
  );
}

function shown(value: unknown): string {
  return value === undefined || value === null
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}

/** Adds the facts of a file: each stands in the place of what was said of the same. */
function TellPanel({ contractId }: { readonly contractId: string }) {
  const say = useTexts(BILLING_TEXTS);
  const { busy, run } = useChange(BILLING);
  const [file, setFile] = useState<File | null>(null);
  const [why, setWhy] = useState('');
  const [told, setTold] = useState<number | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run('tell', async () => {
      const facts: unknown = JSON.parse((await file?.text()) ?? '');
      const options = { body: { facts, why }, deadlineMs: UPLOAD_MS };
      setTold((await api<{ facts: number }>('POST', factsPath(contractId), options)).facts);
    });
  };
  return (
    <Panel title={say('tell')}>
      <form className={styles['filters']} onSubmit={submit}>
        <Field
          label={say('factsFile')}
          type="file"
          accept="application/json,.json"
          required
          onChange={({ target }) => setFile(target.files?.[0] ?? null)}
        />
        <Field
          label={say('why')}
          required
          maxLength={1000}
          value={why}
          onChange={({ target }) => setWhy(target.value)}
        />
        <Button tone="go" type="submit" busy={busy !== null}>
          {say('send')}
        </Button>
      </form>
      {told === null ? null : <p role="status">{say('told', { n: told })}</p>}
    </Panel>
  );
}
