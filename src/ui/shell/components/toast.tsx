import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';
import styles from './toast.module.css';

/** A good word leaves by itself; a bad one stays until it is dismissed. */
const GOOD_MS = 8000;
const MOST_SHOWN = 4;

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
}

interface Notices {
  /** It was done. */
  say(text: string): void;
  /** It was not done: an error, or why. */
  complain(failure: unknown): void;
}

const Context = createContext<Notices | null>(null);

/** Notices over every screen, told to screen readers as they come. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly Notice[]>([]);
  const last = useRef(0);
  const say = useTexts(SHELL_TEXTS);

  const drop = useCallback((id: number) => setShown((now) => now.filter((notice) => notice.id !== id)), []);
  const add = useCallback(
    (text: string, bad: boolean) => {
      last.current += 1;
      const id = last.current;
      setShown((now) => [...now, { id, text, bad }].slice(-MOST_SHOWN));
      if (!bad) {
        window.setTimeout(() => drop(id), GOOD_MS);
      }
    },
    [drop],
  );
  const notices = useMemo<Notices>(
    () => ({
      say: (text) => add(text, false),
      complain: (failure) => add(failure instanceof Error ? failure.message : String(failure), true),
    }),
    [add],
  );
  return (
    <Context value={notices}>
      {children}
      <section className={styles['stack']} aria-live="polite" aria-label={say('messages')}>
        {shown.map(({ id, text, bad }) => (
          <p key={id} className={bad ? styles['bad'] : styles['good']}>
            <span aria-hidden="true">{bad ? '✕' : '✓'}</span>
            <span className={styles['text']}>{text}</span>
            <button type="button" aria-label={say('dismiss')} onClick={() => drop(id)}>
              ×
            </button>
          </p>
        ))}
      </section>
    </Context>
  );
}

export function useToast(): Notices {
  const notices = useContext(Context);
  if (notices === null) {
    throw new Error('ToastProvider is missing above this component');
  }
  return notices;
}
