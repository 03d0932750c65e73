import { useEffect } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { MESSAGE_TEXTS } from './message-texts.js';
import type { Desk } from './use-desk.js';

/** What supervisors have told him, until he says by button or Alt+L that he has read it. */
export function MessageBand({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const say = useTexts(MESSAGE_TEXTS);
  const { date, time, dateTime } = useFormats();
  const { messages } = state;
  const { command } = desk;
  /** What was written on another day waited for him. */
  const at = (atMs: number): string => (date(atMs) === date(state.atMs) ? time(atMs) : dateTime(atMs));
  const upTo = messages.at(-1)?.id ?? null;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.altKey && event.code === 'KeyL' && !event.repeat && upTo !== null) {
        event.preventDefault();
        void command('messages/read', { upTo });
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [upTo, command]);
  return (
    <section role="status" aria-label={say('messages')} className={styles['messages']}>
      {messages.map(({ id, from, atMs, text }) => (
        <p key={id} className={styles['message']}>
          <span aria-hidden="true">✉</span>
          <span className="soft">{say('from', { who: from, time: at(atMs) })}</span>
          <span className={styles['words']}>{text}</span>
        </p>
      ))}
      {upTo === null ? null : (
        <Button
          busy={desk.busy}
          aria-keyshortcuts="Alt+L"
          onClick={() => void command('messages/read', { upTo })}
        >
          {messages.length === 1 ? say('read') : say('readAll', { n: messages.length })}
          <kbd className={styles['kbd']}>Alt+L</kbd>
        </Button>
      )}
    </section>
  );
}
