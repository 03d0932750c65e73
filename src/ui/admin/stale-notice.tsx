import { useEffect, useRef } from 'react';
import { Button } from '../shell/components/button.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './admin.module.css';
import { ADMIN_TEXTS } from './admin-texts.js';

interface StaleNoticeProps<Thing> {
  /** What the other saved; null while nobody did. */
  readonly theirs: Thing | null;
  readonly onKeep: () => void;
  readonly onTake: (theirs: Thing) => void;
}

/** Somebody else saved first: nothing is lost, and nothing overwritten unasked. */
export function StaleNotice<Thing>({ theirs, onKeep, onTake }: StaleNoticeProps<Thing>) {
  const say = useTexts(ADMIN_TEXTS);
  const box = useRef<HTMLDivElement>(null);
  // It answers a button far below.
  useEffect(() => (theirs === null ? undefined : box.current?.focus()), [theirs]);
  return theirs === null ? null : (
    <div ref={box} role="alert" tabIndex={-1} className={styles['notice']}>
      <strong>{say('stale')}</strong>
      <p>{say('staleText')}</p>
      <div className={styles['row']}>
        <Button tone="go" onClick={onKeep}>
          {say('staleKeep')}
        </Button>
        <Button
          onClick={() => {
            onTake(theirs);
            onKeep();
          }}
        >
          {say('staleTake')}
        </Button>
      </div>
    </div>
  );
}
