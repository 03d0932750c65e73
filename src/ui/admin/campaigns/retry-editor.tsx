import { SelectField } from '../../shell/components/field.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useWords } from '../../shell/texts/use-words.js';
import styles from '../admin.module.css';
import type { Unit } from '../figure.js';
import { NumberField } from '../number-field.js';
import type { Draft } from './campaign-draft.js';
import type { EditorProps } from './editor-props.js';
import { RETRY_TEXTS } from './retry-texts.js';

type Retry = Draft['retry'];
type Reason = keyof Retry['byReason'];
type Rule = Retry['byReason'][Reason];

const UNIT_OF = {
  maxAttempts: 'count',
  spacingMs: 'minutes',
  perDay: 'count',
  perSevenDays: 'count',
  perPhoneDay: 'count',
  perPhoneSevenDays: 'count',
  perPhoneLife: 'count',
  weakAfter: 'count',
  deadAfter: 'count',
  weakEvery: 'count',
  leastPerThousand: 'count',
  restMs: 'days',
  recycledAttempts: 'count',
  maxFreeAttempts: 'count',
} as const satisfies Partial<Record<keyof Retry, Unit>>;
type FigureName = keyof typeof UNIT_OF;

const FLAGS = ['nextPhone', 'dropPhone', 'endsContact', 'free'] as const;
const FLAG_TEXT = {
  nextPhone: 'nextPhone',
  dropPhone: 'dropPhone',
  endsContact: 'endsContact',
  free: 'freeTry',
} as const;
const MINUTE = 60_000;

/** A cadence: a ready one to begin with, its limits, and what follows each result. */
export function RetryEditor({ draft, form, readOnly, refused, onChange }: EditorProps) {
  const say = useTexts(RETRY_TEXTS);
  const { retry } = draft;
  const keep = (change: Partial<Retry>) => onChange({ retry: { ...retry, ...change } });
  const like = form.retryPresets.find((one) => JSON.stringify(one.retry) === JSON.stringify(retry))?.id ?? '';
  return (
    <fieldset className={styles['stack']} disabled={readOnly}>
      <div className={styles['fields']}>
        <SelectField
          label={say('retryPreset')}
          hint={say('lawStays')}
          value={like}
          onChange={(event) => {
            const preset = form.retryPresets.find(({ id }) => id === event.target.value);
            if (preset !== undefined) {
              onChange({ retry: preset.retry });
            }
          }}
        >
          {like === '' ? <option value="">{say('retryPresetChoose')}</option> : null}
          {form.retryPresets.map(({ id }) => (
            <option key={id} value={id}>
              {say(`retry.${id}`)}
            </option>
          ))}
        </SelectField>
      </div>
      {refused['retry'] === undefined ? null : (
        <p role="alert" className="bad">
          ✕ {refused['retry']}
        </p>
      )}
      <h3>{say('retryFigures')}</h3>
      <div className={styles['fields']}>
        {(Object.keys(UNIT_OF) as FigureName[]).map((name) => {
          const range = form.retryRanges.find((one) => one.name === name);
          return range === undefined ? null : (
            <NumberField
              key={name}
              label={say(`figure.${name}`)}
              least={range.least}
              most={range.most}
              whole={range.whole}
              unit={UNIT_OF[name]}
              value={retry[name]}
              onChange={(value) => keep({ [name]: value })}
            />
          );
        })}
      </div>
      <h3>{say('retryByReason')}</h3>
      <ReasonTable retry={retry} onKeep={keep} />
    </fieldset>
  );
}

function ReasonTable({
  retry,
  onKeep,
}: {
  readonly retry: Retry;
  readonly onKeep: (change: Partial<Retry>) => void;
}) {
  const say = useTexts(RETRY_TEXTS);
  const words = useWords();
  const set = (reason: Reason, change: Partial<Rule>) =>
    onKeep({ byReason: { ...retry.byReason, [reason]: { ...retry.byReason[reason], ...change } } });
  const columns: readonly Column<Reason>[] = [
    { key: 'reason', head: say('reason'), cell: (reason) => words('reason', reason) },
    {
      key: 'delay',
      head: say('delay'),
      cell: (reason) => (
        <input
          type="number"
          min={0}
          max={366 * 24 * 60}
          className={styles['narrow']}
          aria-label={say('delayOf', { reason: words('reason', reason) })}
          disabled={retry.byReason[reason].endsContact}
          value={plain(retry.byReason[reason].delayMs / MINUTE)}
          onChange={({ target }) => set(reason, { delayMs: Math.round(target.valueAsNumber * MINUTE) })}
        />
      ),
    },
    {
      key: 'growth',
      head: say('growth'),
      cell: (reason) => (
        <input
          type="number"
          min={1}
          max={100}
          step={0.1}
          className={styles['narrow']}
          aria-label={say('growthOf', { reason: words('reason', reason) })}
          disabled={retry.byReason[reason].endsContact}
          value={plain(retry.byReason[reason].growth)}
          onChange={({ target }) => set(reason, { growth: target.valueAsNumber })}
        />
      ),
    },
    ...FLAGS.map((flag) => ({
      key: flag,
      head: say(FLAG_TEXT[flag]),
      cell: (reason: Reason) => (
        <input
          type="checkbox"
          aria-label={say('flagOf', { flag: say(FLAG_TEXT[flag]), reason: words('reason', reason) })}
          checked={retry.byReason[reason][flag]}
          onChange={({ target }) => set(reason, { [flag]: target.checked })}
        />
      ),
    })),
  ];
  return (
    <Table
      caption={say('retryByReason')}
      columns={columns}
      rows={Object.keys(retry.byReason) as Reason[]}
      keyOf={(reason) => reason}
      empty=""
    />
  );
}

const plain = (value: number): number | '' => (Number.isNaN(value) ? '' : Number(value.toPrecision(10)));
