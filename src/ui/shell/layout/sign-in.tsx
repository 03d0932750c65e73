import { type ReactNode, useState } from 'react';
import { ApiError } from '../api.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { useDoor } from '../session/session-context.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';
import { Preferences } from './preferences.js';
import { ProviderEntry } from './provider-entry.js';
import styles from './sign-in.module.css';
import { useDoorForm } from './use-door-form.js';

/** The page before the house: a card in the middle, and the preferences of this browser. */
export function DoorPage({ children }: { readonly children: ReactNode }) {
  return (
    <main className={styles['page']}>
      <div className={styles['card']}>
        <h1>
          <img src="/app/icon.svg" alt="" width="32" height="32" /> Cadência
        </h1>
        {children}
      </div>
      <Preferences />
    </main>
  );
}

/** The door: nothing of the house is shown before it. */
export function SignIn() {
  const say = useTexts(SHELL_TEXTS);
  const [byToken, setByToken] = useState(false);
  return (
    <DoorPage>
      {byToken ? null : <ProviderEntry />}
      {byToken ? <TokenForm /> : <PasswordForm />}
      <Button tone="quiet" onClick={() => setByToken(!byToken)}>
        {say(byToken ? 'withPassword' : 'withToken')}
      </Button>
    </DoorPage>
  );
}

function PasswordForm() {
  const say = useTexts(SHELL_TEXTS);
  const { signIn } = useDoor();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const { busy, failure, submit } = useDoorForm(async () => {
    try {
      await signIn({ user, password, ...(code === '' ? {} : { code }) });
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.code === 'DLR_AUTH_SECOND_FACTOR' && !asksCode) {
        setAsksCode(true);
        throw new Error('');
      }
      throw thrown;
    }
  });
  const error = failure?.message ?? '';
  return (
    <form className={styles['form']} onSubmit={submit}>
      <Field
        label={say('user')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={user}
        onChange={(event) => setUser(event.target.value)}
      />
      <Field
        label={say('password')}
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        {...(asksCode ? {} : { error })}
        onChange={(event) => setPassword(event.target.value)}
      />
      {asksCode ? (
        <Field
          label={say('code')}
          hint={say('codeHelp')}
          name="code"
          autoComplete="one-time-code"
          inputMode="numeric"
          required
          autoFocus
          value={code}
          error={error}
          onChange={(event) => setCode(event.target.value)}
        />
      ) : null}
      <Button type="submit" tone="go" busy={busy}>
        {say('signIn')}
      </Button>
    </form>
  );
}

function TokenForm() {
  const say = useTexts(SHELL_TEXTS);
  const { signInWithToken } = useDoor();
  const [token, setToken] = useState('');
  const { busy, failure, submit } = useDoorForm(() => signInWithToken(token.trim()));
  return (
    <form className={styles['form']} onSubmit={submit}>
      <Field
        label={say('token')}
        hint={say('tokenHelp')}
        error={failure?.message ?? ''}
        type="password"
        name="token"
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
  );
}
