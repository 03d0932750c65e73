import { useState } from 'react';
import type { JobOut } from '../../../contract/job-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Field, SelectField } from '../../shell/components/field.js';
import { JobLine } from '../../shell/components/job-line.js';
import { Panel } from '../../shell/components/panel.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { useChange } from '../use-change.js';
import { MAILING_TEXTS } from './mailing-texts.js';
import { readHeaders } from './read-headers.js';

const TARGETS = [
  'phone1',
  'phone2',
  'phone3',
  'ddd1',
  'name',
  'cpf',
  'debt',
  'segment',
  'municipality',
  'uf',
  'priority',
] as const;
const UPLOAD_DEADLINE_MS = 30 * 60_000;

/** A file on its way into a campaign: chosen, its columns named, sent, and watched until it is in. */
export function UploadPanel({ campaignId }: { readonly campaignId: string }) {
  const say = useTexts(MAILING_TEXTS);
  const { busy, run } = useChange('mailings');
  const [file, setFile] = useState<File | null>(null);
  const [headers, setHeaders] = useState<readonly string[] | null>(null);
  const [mapping, setMapping] = useState<Readonly<Record<string, string>>>({});
  const [job, setJob] = useState<string | null>(null);
  const choose = async (chosen: File | null) => {
    setFile(chosen);
    setMapping({});
    setHeaders(chosen === null ? null : await readHeaders(chosen));
  };
  const send = () =>
    run('send', async () => {
      if (file === null) {
        throw new Error(say('noFile'));
      }
      const body = new FormData();
      const named = Object.fromEntries(Object.entries(mapping).filter(([, header]) => header !== ''));
      if (Object.keys(named).length > 0) {
        body.append('mapping', JSON.stringify(named));
      }
      body.append('file', file, file.name);
      const path = `/v1/campaigns/${encodeURIComponent(campaignId)}/mailings`;
      setJob((await api<JobOut>('POST', path, { body, deadlineMs: UPLOAD_DEADLINE_MS })).id);
    });
  return (
    <Panel title={say('upload')} aside={say('uploadWhy')}>
      <div className={styles['row']}>
        <Field
          label={say('file')}
          type="file"
          accept=".csv,.txt,.xlsx"
          onChange={({ target }) => void choose(target.files?.[0] ?? null)}
        />
        <Button tone="go" disabled={file === null} busy={busy !== null} onClick={() => void send()}>
          {busy === null ? say('send') : say('sending')}
        </Button>
        {job === null ? null : <ImportLine key={job} id={job} />}
      </div>
      {file === null ? null : (
        <details>
          <summary>{say('columns')}</summary>
          <p className={styles['note']}>{say('columnsWhy')}</p>
          <div className={styles['fields']}>
            {TARGETS.map((target) => (
              <ColumnField
                key={target}
                label={say(`target.${target}`)}
                headers={headers}
                value={mapping[target] ?? ''}
                onChange={(header) => setMapping({ ...mapping, [target]: header })}
              />
            ))}
          </div>
        </details>
      )}
    </Panel>
  );
}

interface ColumnFieldProps {
  readonly label: string;
  readonly headers: readonly string[] | null;
  readonly value: string;
  readonly onChange: (header: string) => void;
}

/** One of our columns and the header it has in the file; typed where the file cannot be looked into here. */
function ColumnField({ label, headers, value, onChange }: ColumnFieldProps) {
  const say = useTexts(MAILING_TEXTS);
  return headers === null ? (
    <Field
      label={label}
      hint={say('headerOf')}
      placeholder={say('auto')}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  ) : (
    <SelectField label={label} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{say('auto')}</option>
      {headers.map((header) => (
        <option key={header} value={header}>
          {header}
        </option>
      ))}
    </SelectField>
  );
}

/** How far an import is, as it goes on. */
function ImportLine({ id }: { readonly id: string }) {
  const say = useTexts(MAILING_TEXTS);
  const { number } = useFormats();
  return (
    <JobLine
      id={id}
      refreshes="mailings"
      className={styles['row']}
      state={(state) => say(`state.${state}`)}
      progress={({ done, total }) =>
        total === null
          ? say('progressRows', { done: number(done) })
          : say('progress', { done: number(done), total: number(total) })
      }
      result={(result) => {
        const figure = (key: string) => number(Number(result[key] ?? 0));
        return say('result', {
          added: figure('added'),
          duplicates: figure('duplicates'),
          rejected: figure('rejected'),
        });
      }}
    />
  );
}
