import { Button } from '../../shell/components/button.js';
import { Field, SelectField } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { NumberField } from '../number-field.js';
import type { Refusal } from './inbound-settings.js';
import type { OverflowDraft } from './queue-draft.js';
import { QUEUE_TEXTS } from './queue-texts.js';

const KINDS = ['callback', 'queue', 'message'] as const;
const FRESH: OverflowDraft = { kind: 'callback', target: '', waitedMs: 0, expectedMs: 120_000 };
const MOST_MS = 3_600_000;

interface OverflowProps {
  readonly rules: readonly OverflowDraft[];
  readonly queueIds: readonly string[];
  readonly refused: Refusal | null;
  readonly onChange: (rules: readonly OverflowDraft[]) => void;
}

/** Where a caller goes who has waited, or would wait, for too long. */
export function OverflowFields({ rules, queueIds, refused, onChange }: OverflowProps) {
  const say = useTexts(QUEUE_TEXTS);
  const put = (at: number, change: Partial<OverflowDraft>) =>
    onChange(rules.map((rule, index) => (index === at ? { ...rule, ...change } : rule)));
  return (
    <fieldset className={styles['group']}>
      <legend>{say('overflow')}</legend>
      <p className={styles['note']}>{say('overflowWhy')}</p>
      {refused?.member === 'overflow' ? (
        <p role="alert" className="bad">
          ✕ {refused.why}
        </p>
      ) : null}
      {rules.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the order
        <div key={at} className={styles['fields']}>
          <SelectField
            label={say('to')}
            value={rule.kind}
            onChange={({ target }) => put(at, { kind: target.value as OverflowDraft['kind'], target: '' })}
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {say(`to.${kind}`)}
              </option>
            ))}
          </SelectField>
          <OverflowTarget rule={rule} queueIds={queueIds} onChange={(target) => put(at, { target })} />
          <NumberField
            label={say('waited')}
            value={rule.waitedMs}
            least={0}
            most={MOST_MS}
            whole
            unit="seconds"
            onChange={(waitedMs) => put(at, { waitedMs })}
          />
          <NumberField
            label={say('expected')}
            value={rule.expectedMs}
            least={0}
            most={MOST_MS}
            whole
            unit="seconds"
            onChange={(expectedMs) => put(at, { expectedMs })}
          />
          <div>
            <Button onClick={() => onChange(rules.filter((_, index) => index !== at))}>
              {say('removeRule', { n: at + 1 })}
            </Button>
          </div>
        </div>
      ))}
      <div>
        <Button onClick={() => onChange([...rules, FRESH])}>{say('addRule')}</Button>
      </div>
    </fieldset>
  );
}

function OverflowTarget({
  rule: { kind, target },
  queueIds,
  onChange,
}: {
  readonly rule: OverflowDraft;
  readonly queueIds: readonly string[];
  readonly onChange: (target: string) => void;
}) {
  const say = useTexts(QUEUE_TEXTS);
  switch (kind) {
    case 'callback':
      return null;
    case 'queue':
      return (
        <SelectField label={say('target')} value={target} onChange={(event) => onChange(event.target.value)}>
          <option value="" />
          {queueIds.map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </SelectField>
      );
    case 'message':
      return (
        <Field
          label={say('sound')}
          hint={say('soundWhy')}
          value={target}
          onChange={(event) => onChange(event.target.value.trim())}
        />
      );
  }
}
