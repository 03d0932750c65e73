import { useEffect, useRef } from 'react';
import { Button } from '../../shell/components/button.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import type { SettingChange } from './inbound-settings.js';
import { QUEUE_TEXTS } from './queue-texts.js';

interface NoticesProps {
  readonly change: SettingChange;
  /** Members that show their refusal at their own field. */
  readonly shown: readonly string[];
  readonly onTakeTheirs: (document: unknown) => void;
}

/** What stands over a form of settings: somebody was faster, or something of it is refused that has no field. */
export function SettingNotices({ change, shown, onTakeTheirs }: NoticesProps) {
  const say = useTexts(QUEUE_TEXTS);
  const { dateTime } = useFormats();
  const { theirs, refused, goOn } = change;
  const here = useRef<HTMLDivElement>(null);
  // It answers a button at the foot of a long form: the reader is taken to what it speaks of.
  useEffect(() => {
    if (theirs !== null || refused !== null) {
      const form = here.current?.closest('dialog');
      const wrong = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
      (wrong ?? form?.querySelector('[role="alert"]'))?.scrollIntoView({ block: 'center' });
      wrong?.focus();
    }
  }, [theirs, refused]);
  if (theirs !== null) {
    return (
      <div ref={here} role="alert" className={styles['notice']}>
        <strong>{say('conflict')}</strong>
        <p>{say('conflictBy', { name: theirs.by, at: dateTime(Date.parse(theirs.at)) })}</p>
        <div className={styles['row']}>
          <Button tone="go" onClick={goOn}>
            {say('conflictKeep')}
          </Button>
          <Button
            onClick={() => {
              onTakeTheirs(theirs.document);
              goOn();
            }}
          >
            {say('conflictTake')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div ref={here}>
      {refused === null || shown.includes(refused.member) ? null : (
        <p role="alert" className="bad">
          ✕ {refused.why}
        </p>
      )}
    </div>
  );
}
