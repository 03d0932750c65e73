import { Field } from '../components/field.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';

/** A password that is chosen, as it was written twice. */
export interface NewPassword {
  readonly next: string;
  readonly again: string;
}

export const NO_PASSWORD: NewPassword = { next: '', again: '' };

export function differs({ next, again }: NewPassword): boolean {
  return next !== again;
}

/** Where a password is chosen: twice, as nobody sees what he writes. */
export function NewPasswordFields({
  label,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: NewPassword;
  /** Why the server refused it; empty where it did not. */
  readonly error: string;
  readonly onChange: (value: NewPassword) => void;
}) {
  const say = useTexts(SHELL_TEXTS);
  const { next, again } = value;
  return (
    <>
      <Field
        label={label}
        hint={say('newPasswordHelp')}
        type="password"
        name="next"
        autoComplete="new-password"
        minLength={12}
        maxLength={128}
        required
        value={next}
        error={error}
        onChange={(event) => onChange({ next: event.target.value, again })}
      />
      <Field
        label={say('repeatPassword')}
        type="password"
        name="again"
        autoComplete="new-password"
        required
        value={again}
        error={again !== '' && differs(value) ? say('notTheSame') : ''}
        onChange={(event) => onChange({ next, again: event.target.value })}
      />
    </>
  );
}
