import { type FormEvent, useState } from 'react';
import type { ReportPackItem, ReportPeriodItem } from '../../../contract/report-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Field } from '../../shell/components/field.js';
import { Panel } from '../../shell/components/panel.js';
import { type Column, Table } from '../../shell/components/table.js';
import { fetchFile, saveFile } from '../../shell/fetch-file.js';
import { useServerNow } from '../../shell/live/use-clock.js';
import { useSession } from '../../shell/session/session-context.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { useChange } from '../use-change.js';
import { periodText } from './period-text.js';
import { REPORT_TEXTS } from './report-texts.js';

const DAY_MS = 86_400_000;
/** A list of a month of calls is long. */
const FETCH_MS = 600_000;
/** Numbers stand in these. */
const WITH_NUMBERS = new Set(['opt_outs.csv', 'wrong_persons.csv']);

/** So many days ago the period of a pack has ended. */
const ENDED_DAYS = { day: 1, week: 7, month: 31 } as const;

/** A day that many days ago, as Brasília has it: three hours behind UTC. */
const daysAgo = (days: number, nowMs: number): string =>
  new Date(nowMs - days * DAY_MS - DAY_MS / 8).toISOString().slice(0, 10);

/** One pack: what it holds and for whom, one made now, and the periods that lie there. */
export function PackPanels({ pack }: { readonly pack: ReportPackItem }) {
  const say = useTexts(REPORT_TEXTS);
  const { may } = useSession();
  const name = pack.title || pack.id;
  const facts: readonly (readonly [string, string])[] = [
    [say('tables'), pack.tables.map((table) => say(`table.${table}`)).join(', ')],
    [say('lists'), pack.lists.map((list) => say(`list.${list}`)).join(', ')],
    [say('forms'), pack.forms.map((form) => form.toUpperCase()).join(', ')],
    [say('folder'), pack.folder],
    [say('mail'), pack.mailTo.length === 0 ? say('noMail') : pack.mailTo.join(', ')],
    [say('webhook'), say(pack.webhook ? 'webhookOn' : 'webhookOff')],
  ];
  return (
    <>
      <Panel title={name}>
        <dl className={styles['facts']}>
          {facts.map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd className={styles['anywhere']}>{text === '' ? say('never') : text}</dd>
            </div>
          ))}
        </dl>
        {may('run') ? <RunForm pack={pack} /> : null}
      </Panel>
      <PeriodsPanel pack={pack} />
    </>
  );
}

function RunForm({ pack }: { readonly pack: ReportPackItem }) {
  const say = useTexts(REPORT_TEXTS);
  const nowMs = useServerNow();
  const { busy, run } = useChange('reports', 'jobs');
  const [written, setWritten] = useState<string | null>(null);
  const day = written ?? daysAgo(ENDED_DAYS[pack.every], nowMs);
  const order = (event: FormEvent) => {
    event.preventDefault();
    const path = `/v1/reports/${encodeURIComponent(pack.id)}/runs`;
    void run('run', () => api('POST', path, { body: { day } }), say('ordered'));
  };
  return (
    <form className={styles['row']} onSubmit={order}>
      <Field
        type="date"
        label={say('day')}
        hint={say('dayHint')}
        value={day}
        required
        onChange={({ target }) => setWritten(target.value)}
      />
      <Button tone="go" type="submit" busy={busy !== null}>
        {say('run')}
      </Button>
    </form>
  );
}

function PeriodsPanel({ pack }: { readonly pack: ReportPackItem }) {
  const say = useTexts(REPORT_TEXTS);
  const { number, dateTime } = useFormats();
  const given = ({ mailed, told }: ReportPeriodItem): string =>
    [say('inFolder'), ...(mailed ? [say('mailed')] : []), ...(told ? [say('told')] : [])].join(', ');
  const columns: readonly Column<ReportPeriodItem>[] = [
    { key: 'period', head: say('period'), cell: ({ name }) => periodText(name) },
    { key: 'made', head: say('made'), cell: ({ madeAtMs }) => dateTime(madeAtMs) },
    { key: 'calls', head: say('calls'), number: true, cell: ({ calls }) => number(calls) },
    { key: 'given', head: say('given'), cell: given },
    { key: 'files', head: say('files'), cell: (period) => <Files pack={pack.id} period={period} /> },
  ];
  return (
    <Panel title={say('periods', { name: pack.title || pack.id })}>
      <Table
        caption={say('periods', { name: pack.title || pack.id })}
        columns={columns}
        rows={pack.periods}
        keyOf={({ name }) => name}
        empty={say('noPeriods')}
      />
    </Panel>
  );
}

/** The files of a period, each to be saved; those with numbers for who may see them. */
function Files({ pack, period }: { readonly pack: string; readonly period: ReportPeriodItem }) {
  const say = useTexts(REPORT_TEXTS);
  const { may } = useSession();
  const { busy, run } = useChange();
  const names = [...period.files.map(({ name }) => name), 'manifest.json'];
  const save = (file: string) =>
    run(file, async () => {
      const path = `/v1/reports/${encodeURIComponent(pack)}/periods/${period.name}/files/${file}`;
      const { blob, name } = await fetchFile(path, FETCH_MS);
      saveFile(blob, name ?? file);
    });
  return (
    <span className={styles['row']}>
      {names
        .filter((name) => may('see_clear') || !WITH_NUMBERS.has(name))
        .map((file) => (
          <Button
            key={file}
            tone="quiet"
            aria-label={say('fileOf', { file, period: periodText(period.name) })}
            busy={busy === file}
            onClick={() => void save(file)}
          >
            {file}
          </Button>
        ))}
    </span>
  );
}
