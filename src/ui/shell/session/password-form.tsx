import { type FormEvent, useState } from 'react';
import type { SessionOut } from '../../../contract/session-wire.js';
import { api } from '../api.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { useToast } from '../components/toast.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';
import styles from './password-form.module.css';
import { useSession } from './session-context.js';

/** Changes the own password. */
export function PasswordForm() {
  const say = useTexts(SHELL_TEXTS);
  const { session, renew } = useSession();
  const { say: tell } = useToast();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const different = again !== '' && next !== again;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (next !== again) {
      return;
    }
    setBusy(true);
    try {
      renew(await api<SessionOut>('POST', '/v1/session/password', { body: { current, next } }));
      tell(say('passwordSaved'));
      for (const clear of [setCurrent, setNext, setAgain, setError]) {
        clear('');
      }
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
    setBusy(false);
  };
  return (
    <form className={styles['form']} onSubmit={submit}>
      <OwnerOf name={session.name} />
      <Field
        label={say('currentPassword')}
        type="password"
        name="current"
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <Field
        label={say('newPassword')}
        hint={say('newPasswordHelp')}
        type="password"
        name="next"
        autoComplete="new-password"
        minLength={12}
        maxLength={128}
        required
        value={next}
        error={error}
        onChange={(event) => setNext(event.target.value)}
      />
      <Field
        label={say('repeatPassword')}
        type="password"
        name="again"
        autoComplete="new-password"
        required
        value={again}
        error={different ? say('notTheSame') : ''}
        onChange={(event) => setAgain(event.target.value)}
      />
      <Button type="submit" tone="go" busy={busy}>
        {say('savePassword')}
      </Button>
    </form>
  );
}

/** For password keepers: they file the new password under it. */
function OwnerOf({ name }: { readonly name: string }) {
  return (
    <input
      className="unseen"
      tabIndex={-1}
      aria-hidden="true"
      readOnly
      name="username"
      autoComplete="username"
      value={name}
    />
  );
}
