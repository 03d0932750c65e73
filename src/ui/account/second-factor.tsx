import { type FormEvent, type ReactNode, useState } from 'react';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { useToast } from '../shell/components/toast.js';
import { useSession } from '../shell/session/session-context.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './account.module.css';
import { ACCOUNT_TEXTS } from './account-texts.js';

interface Begun {
  readonly secret: string;
  readonly uri: string;
}

/** Turns the second factor on and off: password, key, first code, recovery codes. */
export function SecondFactor() {
  const say = useTexts(ACCOUNT_TEXTS);
  const { session, renew } = useSession();
  const { say: tell } = useToast();
  const [begun, setBegun] = useState<Begun | null>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const on = session.secondFactor;

  const begin = async (password: string) => {
    setBegun(await api<Begun>('POST', '/v1/session/second-factor', { body: { password } }));
  };
  const confirm = async (code: string) => {
    const answer = await api<{ codes: string[] }>('POST', '/v1/session/second-factor/confirm', {
      body: { code },
    });
    setCodes(answer.codes);
    setBegun(null);
    renew({ ...session, secondFactor: true });
  };
  const remove = async (password: string) => {
    await api('POST', '/v1/session/second-factor/remove', { body: { password } });
    setCodes([]);
    renew({ ...session, secondFactor: false });
    tell(say('removed'));
  };
  return (
    <Panel
      title={say('factor')}
      aside={
        <StatusBadge tone={on ? 'good' : 'soft'} icon={on ? '●' : '○'}>
          {say(on ? 'factorOn' : 'factorOff')}
        </StatusBadge>
      }
    >
      <p className="soft">{say('factorHelp')}</p>
      {begun === null ? (
        <OneField
          key={on ? 'remove' : 'begin'}
          label={say('ownPassword')}
          button={say(on ? 'remove' : 'begin')}
          type="password"
          onSubmit={on ? remove : begin}
        />
      ) : (
        <>
          <p>{say('secret')}</p>
          <p className={styles['secret']}>{begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}</p>
          <p>
            <a href={begun.uri}>{say('open')}</a>
          </p>
          <OneField key="code" label={say('code')} button={say('confirm')} onSubmit={confirm} />
        </>
      )}
      {codes.length === 0 ? null : (
        <div role="status">
          <p>{say('recovery')}</p>
          <ul className={styles['codes']}>
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}

/** One field and its button, with what went wrong. */
function OneField({
  label,
  button,
  type = 'text',
  onSubmit,
}: {
  readonly label: ReactNode;
  readonly button: ReactNode;
  readonly type?: 'text' | 'password';
  readonly onSubmit: (value: string) => Promise<void>;
}) {
  const [value, setValue] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onSubmit(value);
      setError('');
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
    setBusy(false);
  };
  return (
    <form className={styles['one']} onSubmit={submit}>
      <Field
        label={label}
        type={type}
        autoComplete={type === 'password' ? 'current-password' : 'one-time-code'}
        required
        value={value}
        error={error}
        onChange={(event) => setValue(event.target.value)}
      />
      <Button type="submit" tone="go" busy={busy}>
        {button}
      </Button>
    </form>
  );
}
