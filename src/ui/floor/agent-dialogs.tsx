import { type FormEvent, useState } from 'react';
import type { AgentRow } from '../../contract/agent-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Dialog, DialogButtons } from '../shell/components/dialog.js';
import { Field } from '../shell/components/field.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './floor.module.css';
import { FLOOR_TEXTS } from './floor-texts.js';
import { deskPhone, keepDeskPhone } from './monitor-phone.js';
import { useCommand } from './use-floor.js';

interface Closes {
  readonly onClose: () => void;
}

interface OfAgent extends Closes {
  readonly agent: AgentRow;
}

/** By which phone the supervisor listens: the telephone on his desk or, where the server lets it, this page ('' then). */
export function PhoneDialog({
  pagePhones,
  onPhone,
  onClose,
}: Closes & { readonly pagePhones: boolean; readonly onPhone: (endpoint: string) => void }) {
  const say = useTexts(FLOOR_TEXTS);
  const [phone, setPhone] = useState(deskPhone);
  const choose = (endpoint: string) => {
    keepDeskPhone(endpoint);
    onPhone(endpoint);
  };
  return (
    <Dialog title={say('phoneTitle')} onClose={onClose}>
      {pagePhones ? (
        <div>
          <Button tone="go" onClick={() => choose('')}>
            {say('usePage')}
          </Button>
        </div>
      ) : null}
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          choose(phone.trim());
        }}
      >
        <Field
          label={say('phone')}
          hint={say('phoneHelp')}
          required
          pattern="[A-Za-z0-9_]+/.+"
          value={phone}
          onChange={(event) => setPhone(event.target.value)}
        />
        <DialogButtons>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button tone="go" type="submit">
            {say('go')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

/** Has an agent take calls, pause or go off, with a reason; and a few words to him. */
export function AgentDialog({ agent, onClose }: OfAgent) {
  const say = useTexts(FLOOR_TEXTS);
  const { mutate, isPending } = useCommand();
  const [reason, setReason] = useState('');
  const [text, setText] = useState('');
  const { id, name } = agent;
  const force = (to: 'ready' | 'pause' | 'logout') =>
    mutate(
      {
        run: async () => {
          await api('POST', `/v1/agents/${id}/force`, { body: { to, reason: reason.trim() } });
          return say('forced', { name });
        },
      },
      { onSuccess: onClose },
    );
  const write = (event: FormEvent) => {
    event.preventDefault();
    mutate(
      {
        run: async () => {
          const body = { to: { kind: 'agent', id }, text };
          const { recipients } = await api<{ recipients: string[] }>('POST', '/v1/messages', { body });
          return say('sent', { n: recipients.length });
        },
      },
      { onSuccess: onClose },
    );
  };
  const short = reason.trim().length < 3;
  return (
    <Dialog title={say('force', { name })} onClose={onClose}>
      <Field
        label={say('reason')}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className={styles['row']}>
        <Button busy={isPending} disabled={short} onClick={() => force('ready')}>
          {say('toReady')}
        </Button>
        <Button busy={isPending} disabled={short} onClick={() => force('pause')}>
          {say('toPause')}
        </Button>
        <Button tone="stop" busy={isPending} disabled={short} onClick={() => force('logout')}>
          {say('toLogout')}
        </Button>
      </div>
      <form className={styles['form']} onSubmit={write}>
        <Field
          label={say('messageTo', { name })}
          required
          maxLength={500}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <DialogButtons>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button type="submit" busy={isPending}>
            {say('send')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
