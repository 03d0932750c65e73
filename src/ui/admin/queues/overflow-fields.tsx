import { Button } from '../../shell/components/button.js';
import { ChoiceField, Field } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { SecondsField } from '../number-field.js';
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
          <ChoiceField
            label={say('to')}
            value={rule.kind}
            words={KINDS.map((kind) => [kind, say(`to.${kind}`)])}
            onChoose={(kind) => put(at, { kind, target: '' })}
          />
          <OverflowTarget rule={rule} queueIds={queueIds} onChange={(target) => put(at, { target })} />
          <SecondsField
            label={say('waited')}
            value={rule.waitedMs}
            most={MOST_MS}
            onChange={(waitedMs) => put(at, { waitedMs })}
          />
          <SecondsField
            label={say('expected')}
            value={rule.expectedMs}
            most={MOST_MS}
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
        <ChoiceField
          label={say('target')}
          value={target}
          words={['', ...queueIds].map((id) => [id, id])}
          onChoose={onChange}
        />
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
