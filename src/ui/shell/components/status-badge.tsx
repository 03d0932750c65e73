import type { ReactNode } from 'react';
import styles from './status-badge.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'soft';

/** A state by icon and word; the colour only repeats them. */
export function StatusBadge({
  tone,
  icon,
  children,
}: {
  readonly tone: Tone;
  readonly icon: string;
  readonly children: ReactNode;
}) {
  return (
    <span className={`${styles['badge']} ${tone}`}>
      <span aria-hidden="true" className={styles['icon']}>
        {icon}
      </span>
      <span>{children}</span>
    </span>
  );
}
