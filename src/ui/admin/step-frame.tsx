import type { ReactNode } from 'react';
import { Button } from '../shell/components/button.js';
import { useTexts } from '../shell/texts/texts.js';
import { ADMIN_TEXTS } from './admin-texts.js';
import styles from './steps.module.css';

interface StepFrameProps {
  readonly legend: string;
  /** Its name, in what its buttons say. */
  readonly step: string;
  readonly readOnly: boolean;
  /** Somebody who plays it stands here. */
  readonly here?: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

/** One step of what is written in steps, with the buttons that move it and take it out. */
export function StepFrame({ legend, step, readOnly, here, onMove, onRemove, children }: StepFrameProps) {
  const say = useTexts(ADMIN_TEXTS);
  return (
    <fieldset
      className={here === true ? `${styles['step']} ${styles['here']}` : styles['step']}
      disabled={readOnly}
    >
      <legend>{legend}</legend>
      <div className={styles['commands']}>
        <Button aria-label={say('stepUp', { step })} onClick={() => onMove(-1)}>
          ↑
        </Button>
        <Button aria-label={say('stepDown', { step })} onClick={() => onMove(1)}>
          ↓
        </Button>
        <Button aria-label={say('stepRemove', { step })} onClick={onRemove}>
          ✕
        </Button>
      </div>
      {children}
    </fieldset>
  );
}
