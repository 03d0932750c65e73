import { type FormEvent, useState } from 'react';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { ChoiceField, Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { useToast } from '../shell/components/toast.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import {
  bodyOf,
  type DimensionDraft,
  type FormDraft,
  type FormFaults,
  faultsOf,
  ITEM_KINDS,
  type ItemDraft,
  newDimension,
  newItem,
  weightOf,
} from './form-draft.js';
import { FORM_EDITOR_TEXTS } from './form-editor-texts.js';
import styles from './quality.module.css';
import { useQualityChange } from './use-quality.js';

interface EditorProps {
  readonly begin: FormDraft;
  /** A new form has no code yet. */
  readonly isNew: boolean;
  readonly onClose: () => void;
}

const replaced = <Part extends { readonly key: string }>(
  all: readonly Part[],
  key: string,
  change: Partial<Part>,
): readonly Part[] => all.map((one) => (one.key === key ? { ...one, ...change } : one));

const without = <Part extends { readonly key: string }>(all: readonly Part[], key: string): readonly Part[] =>
  all.filter((one) => one.key !== key);

/** A new version of a form: sheets that were given by an older one keep it. */
export function FormEditor({ begin, isNew, onClose }: EditorProps) {
  const say = useTexts(FORM_EDITOR_TEXTS);
  const { number } = useFormats();
  const { say: tell } = useToast();
  const [draft, setDraft] = useState(begin);
  const [tried, setTried] = useState(false);
  const faults = faultsOf(draft);
  const errorAt = useErrors(faults, tried);
  const setDimensions = (dimensions: readonly DimensionDraft[]) =>
    setDraft((now) => ({ ...now, dimensions }));
  const { mutate, isPending } = useQualityChange(
    () => api('PUT', `/v1/quality/forms/${encodeURIComponent(draft.id)}`, { body: bodyOf(draft) }),
    () => {
      tell(say('saved'));
      onClose();
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.size === 0) {
      mutate();
    }
  };
  return (
    <Panel title={say(isNew ? 'newForm' : 'newVersion')} aside={say('help')}>
      <form className={styles['stack']} onSubmit={submit} noValidate>
        <div className={styles['filters']}>
          <Field
            label={say('code')}
            value={draft.id}
            readOnly={!isNew}
            error={errorAt('id')}
            onChange={({ target }) => setDraft((now) => ({ ...now, id: target.value }))}
          />
          <Field
            label={say('name')}
            maxLength={120}
            value={draft.name}
            error={errorAt('name')}
            onChange={({ target }) => setDraft((now) => ({ ...now, name: target.value }))}
          />
        </div>
        {draft.dimensions.map((dimension) => (
          <DimensionEditor
            key={dimension.key}
            dimension={dimension}
            errorAt={errorAt}
            onChange={(change) => setDimensions(replaced(draft.dimensions, dimension.key, change))}
            onRemove={() => setDimensions(without(draft.dimensions, dimension.key))}
          />
        ))}
        <div className={styles['row']}>
          <Button onClick={() => setDimensions([...draft.dimensions, newDimension()])}>
            {say('addDimension')}
          </Button>
          <p role="status" className={faults.has('weight') ? 'bad' : 'good'}>
            {faults.has('weight') ? '✕' : '✓'} {say('sum', { n: number(weightOf(draft), 2) })}
          </p>
        </div>
        {tried && faults.size > 0 ? <p role="alert">{say('faults', { n: faults.size })}</p> : null}
        <div className={styles['row']}>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button tone="go" type="submit" busy={isPending}>
            {say('save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

/** The words of a fault, once somebody has tried to save; figures at once, as they are typed. */
function useErrors(faults: FormFaults, tried: boolean): (place: string) => string {
  const say = useTexts(FORM_EDITOR_TEXTS);
  return (place) => {
    const fault = faults.get(place);
    return fault === undefined || (!tried && fault === 'needed') ? '' : say(`fault.${fault}`);
  };
}

interface DimensionProps {
  readonly dimension: DimensionDraft;
  readonly errorAt: (place: string) => string;
  readonly onChange: (change: Partial<DimensionDraft>) => void;
  readonly onRemove: () => void;
}

function DimensionEditor({ dimension, errorAt, onChange, onRemove }: DimensionProps) {
  const say = useTexts(FORM_EDITOR_TEXTS);
  const { key, name, points, items } = dimension;
  const title = name.trim() || say('unnamed');
  return (
    <fieldset className={styles['editorPart']}>
      <legend>{title}</legend>
      <div className={styles['filters']}>
        <Field
          label={say('dimension')}
          maxLength={120}
          value={name}
          error={errorAt(`${key}.name`)}
          onChange={({ target }) => onChange({ name: target.value })}
        />
        <Field
          label={say('weight')}
          inputMode="decimal"
          value={points}
          error={errorAt(`${key}.points`)}
          onChange={({ target }) => onChange({ points: target.value })}
        />
        <Button aria-label={say('removeOf', { name: title })} onClick={onRemove}>
          {say('remove')}
        </Button>
      </div>
      {items.map((item) => (
        <ItemEditor
          key={item.key}
          item={item}
          errorAt={errorAt}
          onChange={(change) => onChange({ items: replaced(items, item.key, change) })}
          onRemove={() => onChange({ items: without(items, item.key) })}
        />
      ))}
      {errorAt(`${key}.items`) === '' ? null : <p className="bad">{errorAt(`${key}.items`)}</p>}
      <div>
        <Button
          aria-label={say('addItemTo', { name: title })}
          onClick={() => onChange({ items: [...items, newItem()] })}
        >
          {say('addItem')}
        </Button>
      </div>
    </fieldset>
  );
}

interface ItemProps {
  readonly item: ItemDraft;
  readonly errorAt: (place: string) => string;
  readonly onChange: (change: Partial<ItemDraft>) => void;
  readonly onRemove: () => void;
}

function ItemEditor({ item, errorAt, onChange, onRemove }: ItemProps) {
  const say = useTexts(FORM_EDITOR_TEXTS);
  const { key, text, kind, points } = item;
  const isFatal = kind === 'dimension' || kind === 'whole';
  return (
    <div className={styles['editorItem']}>
      <Field
        label={say('item')}
        maxLength={300}
        value={text}
        error={errorAt(`${key}.text`)}
        onChange={({ target }) => onChange({ text: target.value })}
      />
      <ChoiceField
        label={say('kind')}
        value={kind}
        words={ITEM_KINDS.map((word) => [word, say(`kind.${word}`)])}
        onChoose={(word) => onChange({ kind: word, points: word === 'NCG' ? '6' : '2' })}
      />
      <Field
        label={say('lost')}
        inputMode="decimal"
        value={isFatal ? '' : points}
        disabled={isFatal}
        error={errorAt(`${key}.points`)}
        onChange={({ target }) => onChange({ points: target.value })}
      />
      <Button aria-label={say('removeOf', { name: text.trim() || say('unnamed') })} onClick={onRemove}>
        {say('remove')}
      </Button>
    </div>
  );
}
