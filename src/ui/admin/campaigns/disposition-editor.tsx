import { useState } from 'react';
import type { CampaignFormOut } from '../../../contract/campaign-form-wire.js';
import { Button } from '../../shell/components/button.js';
import { SelectField } from '../../shell/components/field.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useWords } from '../../shell/texts/use-words.js';
import styles from '../admin.module.css';
import { ADMIN_TEXTS } from '../admin-texts.js';
import { spanOf } from '../figure.js';
import type { Draft } from './campaign-draft.js';
import type { EditorProps } from './editor-props.js';
import { SETTINGS_TEXTS } from './settings-texts.js';

type Row = Draft['dispositions'][number];
type End = CampaignFormOut['dispositions'][number];

/** The first ones have a key on the agent's page, by their order. */
const HOT_KEYS = 9;

/** What a disposition leaves on file by law, whatever the cadence is. */
const LAW: Readonly<Partial<Record<string, 'callback' | 'optOut' | 'wrongPerson' | 'agentRests' | 'paid'>>> =
  {
    retorno_agendado: 'callback',
    opt_out: 'optOut',
    nao_conhece: 'wrongPerson',
    abuso: 'agentRests',
    pago: 'paid',
  };

/** What follows from a disposition under a cadence, as a sentence of parts. */
function useEffects(): (end: End | undefined, retry: Draft['retry']) => string {
  const say = useTexts(SETTINGS_TEXTS);
  const common = useTexts(ADMIN_TEXTS);
  return (end, retry) => {
    const rule = end === undefined ? undefined : retry.byReason[end.reason];
    if (end === undefined || rule === undefined) {
      return '';
    }
    const law = LAW[end.code];
    const [count, unit] = spanOf(rule.delayMs);
    const time = Number.isNaN(count) ? '–' : `${count} ${common(unit)}`;
    const again = rule.nextPhone ? say('effect.nextPhone', { time }) : say('effect.again', { time });
    const ends = rule.endsContact || law === 'optOut';
    return [
      law === undefined ? '' : say(`effect.${law}`),
      rule.dropPhone && law !== 'optOut' ? say('effect.dropsPhone') : '',
      law === 'callback' ? '' : ends ? say('effect.ends') : again,
      rule.free ? say('effect.free') : '',
    ]
      .filter(Boolean)
      .join('; ');
  };
}

/** The dispositions agents choose among, in their order, with what each one causes. */
export function DispositionEditor({ draft, form, readOnly, onChange }: EditorProps) {
  const say = useTexts(SETTINGS_TEXTS);
  const words = useWords();
  const effects = useEffects();
  const rows = draft.dispositions;
  const left = form.dispositions.filter(({ code }) => rows.every((row) => row.code !== code));
  const endOf = (code: string) => form.dispositions.find((one) => one.code === code);
  const keep = (dispositions: readonly Row[]) => onChange({ dispositions: [...dispositions] });
  const move = (row: Row, by: -1 | 1) => {
    const at = rows.indexOf(row);
    const other = rows[at + by];
    if (other !== undefined) {
      keep(rows.map((one, index) => (index === at ? other : index === at + by ? row : one)));
    }
  };
  const columns: readonly Column<Row>[] = [
    {
      key: 'label',
      head: say('label'),
      cell: (row) => (
        <input
          className={`${styles['narrow']} ${styles['broad']}`}
          aria-label={`${say('label')}: ${row.code}`}
          aria-invalid={row.label.trim() === '' || undefined}
          maxLength={80}
          disabled={readOnly}
          value={row.label}
          onChange={(event) =>
            keep(rows.map((one) => (one === row ? { ...one, label: event.target.value } : one)))
          }
        />
      ),
    },
    { key: 'code', head: say('code'), cell: ({ code }) => code },
    { key: 'class', head: say('class'), cell: ({ code }) => words('outcome', endOf(code)?.outcome ?? '') },
    {
      key: 'key',
      head: say('hotKey'),
      cell: (row) => (rows.indexOf(row) < HOT_KEYS ? <kbd>Alt+{rows.indexOf(row) + 1}</kbd> : '–'),
    },
    {
      key: 'effects',
      head: say('effects'),
      cell: ({ code }) => <span className={styles['wrapped']}>{effects(endOf(code), draft.retry)}</span>,
    },
    ...(readOnly
      ? []
      : [
          {
            key: 'move',
            head: '',
            cell: (row: Row) => (
              <div className={styles['commands']}>
                <Button aria-label={say('up', { label: row.label })} onClick={() => move(row, -1)}>
                  ↑
                </Button>
                <Button aria-label={say('down', { label: row.label })} onClick={() => move(row, 1)}>
                  ↓
                </Button>
                <Button
                  aria-label={say('remove', { label: row.label })}
                  onClick={() => keep(rows.filter((one) => one !== row))}
                >
                  ✕
                </Button>
              </div>
            ),
          },
        ]),
  ];
  return (
    <div className={styles['stack']}>
      <Table
        caption={say('label')}
        columns={columns}
        rows={rows}
        keyOf={({ code }) => code}
        empty={say('dispositionsNone')}
      />
      {readOnly ? null : <AddDisposition left={left} onAdd={(row) => keep([...rows, row])} />}
    </div>
  );
}

function AddDisposition({
  left,
  onAdd,
}: {
  readonly left: readonly End[];
  readonly onAdd: (row: Row) => void;
}) {
  const say = useTexts(SETTINGS_TEXTS);
  const words = useWords();
  const [adding, setAdding] = useState('');
  const chosen = left.find(({ code }) => code === adding) ?? left[0];
  if (chosen === undefined) {
    return <p className={styles['note']}>{say('noneLeft')}</p>;
  }
  return (
    <div className={styles['row']}>
      <SelectField
        label={say('addCode')}
        value={chosen.code}
        onChange={(event) => setAdding(event.target.value)}
      >
        {left.map(({ code, reason }) => (
          <option key={code} value={code}>
            {code} · {words('reason', reason)}
          </option>
        ))}
      </SelectField>
      <Button onClick={() => onAdd({ code: chosen.code, label: words('reason', chosen.reason) })}>
        {say('add')}
      </Button>
    </div>
  );
}
