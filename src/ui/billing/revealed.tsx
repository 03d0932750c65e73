import { type ReactNode, useEffect, useRef } from 'react';
import styles from './billing.module.css';

/** What was asked for further down is brought into sight when it comes. */
export function Revealed({ children }: { readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers answer with a promise, which would be taken for what tidies up after the effect.
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={box} className={styles['stack']}>
      {children}
    </div>
  );
}
