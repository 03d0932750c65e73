import { type FormEvent, useState } from 'react';
import type { SessionOut } from '../../../contract/session-wire.js';
import { api } from '../api.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { useToast } from '../components/toast.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';
import { differs, NewPasswordFields, NO_PASSWORD } from './new-password.js';
import styles from './password-form.module.css';
import { useSession } from './session-context.js';

/** Changes the own password. */
export function PasswordForm() {
  const say = useTexts(SHELL_TEXTS);
  const { session, renew } = useSession();
  const { say: tell } = useToast();
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState(NO_PASSWORD);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (differs(chosen)) {
      return;
    }
    setBusy(true);
    try {
      renew(await api<SessionOut>('POST', '/v1/session/password', { body: { current, next: chosen.next } }));
      tell(say('passwordSaved'));
      setCurrent('');
      setChosen(NO_PASSWORD);
      setError('');
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
      <NewPasswordFields label={say('newPassword')} value={chosen} error={error} onChange={setChosen} />
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
