import { Panel } from '../shell/components/panel.js';
import { PasswordForm } from '../shell/session/password-form.js';
import { useSession } from '../shell/session/session-context.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './account.module.css';
import { ACCOUNT_TEXTS } from './account-texts.js';
import { SecondFactor } from './second-factor.js';

/** One's own entry: password and second factor. */
export function AccountScreen() {
  const say = useTexts(ACCOUNT_TEXTS);
  const { session } = useSession();
  const without = session.kind === 'token' ? 'tokenOnly' : session.hasPassword ? null : 'providerOnly';
  return (
    <div className={styles['account']}>
      <h1 className="unseen">{say('title')}</h1>
      {without !== null ? (
        <Panel title={say('title')}>
          <p>{say(without)}</p>
        </Panel>
      ) : (
        <>
          <Panel title={say('password')}>
            <PasswordForm />
          </Panel>
          <SecondFactor />
        </>
      )}
    </div>
  );
}
