import { type FormEvent, useState } from 'react';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { useDoor } from '../session/session-context.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';
import { Preferences } from './preferences.js';
import styles from './sign-in.module.css';

/** The door: nothing of the house is shown before it. */
export function SignIn() {
  const say = useTexts(SHELL_TEXTS);
  const { signIn } = useDoor();
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const why = await signIn(token.trim());
    setError(why === '' ? '' : why);
    setBusy(false);
  };
  return (
    <main className={styles['page']}>
      <form className={styles['card']} onSubmit={submit}>
        <h1>
          <img src="/app/icon.svg" alt="" width="32" height="32" /> Cadência
        </h1>
        <Field
          label={say('token')}
          hint={say('tokenHelp')}
          {...(error === '' ? {} : { error })}
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        <Button type="submit" tone="go" busy={busy}>
          {say('signIn')}
        </Button>
      </form>
      <Preferences />
    </main>
  );
}
