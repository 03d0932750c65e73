import { useId } from 'react';
import type { CampaignOut } from '../../../contract/campaign-wire.js';
import type { ScriptStepOut } from '../../../contract/script-wire.js';
import { Button } from '../../shell/components/button.js';
import { CheckField, Field, SelectField } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { StepFrame } from '../step-frame.js';
import own from '../steps.module.css';
import { SCRIPT_TEXTS } from './script-texts.js';

type Branch = ScriptStepOut['branches'][number];
export type Dispositions = CampaignOut['settings']['dispositions'];

interface StepEditorProps {
  readonly step: ScriptStepOut;
  readonly place: number;
  /** Names of all steps, in their order. */
  readonly names: readonly string[];
  readonly dispositions: Dispositions;
  readonly readOnly: boolean;
  readonly onChange: (step: ScriptStepOut) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** One step: what to say, and where each answer leads. */
export function StepEditor({ step, place, readOnly, onMove, onRemove, ...rest }: StepEditorProps) {
  const say = useTexts(SCRIPT_TEXTS);
  return (
    <StepFrame
      legend={say('step', { n: place })}
      step={step.id}
      readOnly={readOnly}
      onMove={onMove}
      onRemove={onRemove}
    >
      <StepFields step={step} {...rest} />
      <Answers step={step} {...rest} />
    </StepFrame>
  );
}

type Part = Omit<StepEditorProps, 'place' | 'readOnly' | 'onMove' | 'onRemove'>;

function StepFields({ step, dispositions, onChange }: Part) {
  const say = useTexts(SCRIPT_TEXTS);
  const textId = useId();
  const known = dispositions.some(({ code }) => code === step.disposition);
  return (
    <>
      <div className={own['text']}>
        <label htmlFor={textId}>{say('text')}</label>
        <textarea
          id={textId}
          rows={3}
          maxLength={2000}
          value={step.text}
          onChange={({ target }) => onChange({ ...step, text: target.value })}
        />
      </div>
      <CheckField
        label={say('confirms')}
        checked={step.confirms}
        onChange={({ target }) => onChange({ ...step, confirms: target.checked })}
      />
      <div className={styles['fields']}>
        <Field
          label={say('id')}
          maxLength={40}
          spellCheck={false}
          value={step.id}
          onChange={({ target }) =>
            onChange({ ...step, id: target.value.toLowerCase().replace(/[^a-z0-9_-]/g, '') })
          }
        />
        <SelectField
          label={say('disposition')}
          value={step.disposition ?? ''}
          onChange={({ target }) =>
            onChange({
              ...step,
              disposition: dispositions.find(({ code }) => code === target.value)?.code ?? null,
            })
          }
        >
          <option value="">{say('noDisposition')}</option>
          {known || step.disposition === null ? null : (
            <option value={step.disposition}>{step.disposition}</option>
          )}
          {dispositions.map(({ code, label }) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </SelectField>
      </div>
    </>
  );
}

function Answers({ step, names, onChange }: Part) {
  const say = useTexts(SCRIPT_TEXTS);
  const { id, branches } = step;
  const keep = (next: readonly Branch[]) => onChange({ ...step, branches: next });
  const set = (at: number, change: Partial<Branch>) =>
    keep(branches.map((branch, index) => (index === at ? { ...branch, ...change } : branch)));
  return (
    <div className={own['answers']}>
      {branches.map(({ label, to }, at) => {
        const n = at + 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an answer is its place; its words change as they are written
          <div key={at} className={own['answer']}>
            <input
              className={`${styles['narrow']} ${styles['broad']}`}
              aria-label={say('answer', { n, step: id })}
              maxLength={80}
              value={label}
              onChange={({ target }) => set(at, { label: target.value })}
            />
            <span aria-hidden="true">→</span>
            <select
              className={styles['narrow']}
              aria-label={say('leadsTo', { n, step: id })}
              value={to}
              onChange={({ target }) => set(at, { to: target.value })}
            >
              {names.includes(to) ? null : <option value={to}>{to}</option>}
              {[...new Set(names)].map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
            <Button
              aria-label={say('removeAnswer', { n, step: id })}
              onClick={() => keep(branches.filter((_, index) => index !== at))}
            >
              ✕
            </Button>
          </div>
        );
      })}
      <div>
        <Button
          disabled={branches.length >= 12}
          onClick={() => keep([...branches, { label: '', to: names.find((name) => name !== id) ?? id }])}
        >
          {say('addAnswer')}
        </Button>
      </div>
    </div>
  );
}
