import { useState } from 'react';
import { ApiError, api } from '../api.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { useDoor } from '../session/session-context.js';
import { dropSetUpSecret, setUpSecret } from '../session/set-up-secret.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';
import { SET_UP_TEXTS } from './set-up-texts.js';
import { DoorPage } from './sign-in.js';
import styles from './sign-in.module.css';
import { useDoorForm } from './use-door-form.js';

/** Where the first admin makes himself, once, by the link that the server printed. */
export function SetUp() {
  const say = useTexts(SET_UP_TEXTS);
  const shell = useTexts(SHELL_TEXTS);
  const { signIn } = useDoor();
  const [name, setName] = useState('');
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const different = again !== '' && password !== again;
  const { busy, failure, submit } = useDoorForm(async () => {
    if (password !== again) {
      throw new Error('');
    }
    await api('POST', '/v1/set-up', { body: { secret: setUpSecret(), id: user, name, password } });
    dropSetUpSecret();
    await signIn({ user, password });
  });
  const over = failure instanceof ApiError && failure.code === 'DLR_AUTH_FORBIDDEN';
  return (
    <DoorPage>
      <h2>{say('title')}</h2>
      <p className="soft">{say('help')}</p>
      <form className={styles['form']} onSubmit={submit}>
        <Field
          label={say('name')}
          name="name"
          autoComplete="name"
          maxLength={120}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={shell('user')}
          hint={say('userHelp')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          required
          value={user}
          onChange={(event) => setUser(event.target.value.toLowerCase())}
        />
        <Field
          label={shell('password')}
          hint={shell('newPasswordHelp')}
          type="password"
          name="password"
          autoComplete="new-password"
          minLength={12}
          maxLength={128}
          required
          value={password}
          error={over ? say('over') : (failure?.message ?? '')}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Field
          label={shell('repeatPassword')}
          type="password"
          name="again"
          autoComplete="new-password"
          required
          value={again}
          error={different ? shell('notTheSame') : ''}
          onChange={(event) => setAgain(event.target.value)}
        />
        <Button type="submit" tone="go" busy={busy}>
          {say('make')}
        </Button>
      </form>
    </DoorPage>
  );
}
