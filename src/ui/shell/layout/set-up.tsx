import { useState } from 'react';
import { ApiError, api } from '../api.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { differs, NewPasswordFields, NO_PASSWORD } from '../session/new-password.js';
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
  const [chosen, setChosen] = useState(NO_PASSWORD);
  const { busy, failure, submit } = useDoorForm(async () => {
    const password = chosen.next;
    await api('POST', '/v1/set-up', { body: { secret: setUpSecret(), id: user, name, password } });
    dropSetUpSecret();
    await signIn({ user, password });
  });
  const over = failure instanceof ApiError && failure.code === 'DLR_AUTH_FORBIDDEN';
  return (
    <DoorPage>
      <h2>{say('title')}</h2>
      <p className="soft">{say('help')}</p>
      <form
        className={styles['form']}
        onSubmit={(event) => (differs(chosen) ? event.preventDefault() : void submit(event))}
      >
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
        <NewPasswordFields
          label={shell('password')}
          value={chosen}
          error={over ? say('over') : (failure?.message ?? '')}
          onChange={setChosen}
        />
        <Button type="submit" tone="go" busy={busy}>
          {say('make')}
        </Button>
      </form>
    </DoorPage>
  );
}
