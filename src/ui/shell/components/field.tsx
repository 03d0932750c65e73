import { type ComponentProps, type ReactNode, useId } from 'react';
import styles from './field.module.css';

interface FieldParts {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** What is wrong with it; told to screen readers with the field. */
  readonly error?: string;
}

interface Frame extends FieldParts {
  readonly id: string;
  readonly children: ReactNode;
}

function describedBy(id: string, { hint, error }: FieldParts): string | undefined {
  const ids = [hint === undefined ? '' : `${id}-hint`, error ? `${id}-error` : ''].filter(Boolean);
  return ids.length === 0 ? undefined : ids.join(' ');
}

function FieldFrame({ id, label, hint, error, children }: Frame) {
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{label}</label>
      {children}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
      {error ? (
        <p id={`${id}-error`} className={styles['error']}>
          <span aria-hidden="true">✕ </span>
          {error}
        </p>
      ) : null}
    </div>
  );
}

/** A labelled input with its hint and its error. */
export function Field({ label, hint, error, ...rest }: FieldParts & ComponentProps<'input'>) {
  const own = useId();
  const id = rest.id ?? own;
  const parts = { label, hint, ...(error === undefined ? {} : { error }) };
  return (
    <FieldFrame id={id} {...parts}>
      <input
        {...rest}
        id={id}
        className={styles['control']}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, parts)}
      />
    </FieldFrame>
  );
}

/** A labelled choice; its options are its children. */
export function SelectField({ label, hint, error, ...rest }: FieldParts & ComponentProps<'select'>) {
  const own = useId();
  const id = rest.id ?? own;
  const parts = { label, hint, ...(error === undefined ? {} : { error }) };
  return (
    <FieldFrame id={id} {...parts}>
      <select
        {...rest}
        id={id}
        className={styles['control']}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, parts)}
      />
    </FieldFrame>
  );
}

interface ChoiceProps<Word extends string> extends FieldParts {
  readonly value: Word;
  /** Each with its label, in their order. */
  readonly words: readonly (readonly [word: Word, label: ReactNode])[];
  readonly disabled?: boolean;
  readonly required?: boolean;
  readonly onChoose: (word: Word) => void;
}

/** A labelled choice of one word among some. */
export function ChoiceField<Word extends string>({ words, onChoose, ...rest }: ChoiceProps<Word>) {
  return (
    <SelectField {...rest} onChange={({ target }) => onChoose(target.value as Word)}>
      {words.map(([word, label]) => (
        <option key={word} value={word}>
          {label}
        </option>
      ))}
    </SelectField>
  );
}

/** A labelled box to tick. */
export function CheckField({ label, ...rest }: { readonly label: ReactNode } & ComponentProps<'input'>) {
  return (
    <label className={styles['check']}>
      <input {...rest} type="checkbox" />
      <span>{label}</span>
    </label>
  );
}
