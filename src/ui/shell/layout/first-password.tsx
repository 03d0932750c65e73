import { Button } from '../components/button.js';
import { PasswordForm } from '../session/password-form.js';
import { useSession } from '../session/session-context.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';
import { DoorPage } from './sign-in.js';

/** Between door and house for who came with a password that somebody else knows. */
export function FirstPassword() {
  const say = useTexts(SHELL_TEXTS);
  const { signOut } = useSession();
  return (
    <DoorPage>
      <h2>{say('firstPassword')}</h2>
      <p className="soft">{say('firstPasswordHelp')}</p>
      <PasswordForm />
      <Button tone="quiet" onClick={signOut}>
        {say('signOut')}
      </Button>
    </DoorPage>
  );
}
