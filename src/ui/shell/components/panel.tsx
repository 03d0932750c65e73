import { type ReactNode, useId } from 'react';
import styles from './panel.module.css';

/** A titled part of a screen. */
export function Panel({
  title,
  aside,
  children,
}: {
  readonly title: ReactNode;
  /** Beside the title: a sum, a button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles['panel']} aria-labelledby={id}>
      <header className={styles['head']}>
        <h2 id={id}>{title}</h2>
        {aside === undefined ? null : <div className={styles['aside']}>{aside}</div>}
      </header>
      {children}
    </section>
  );
}

/** One figure with its name and a line below. */
export function Tile({
  name,
  figure,
  note,
}: {
  readonly name: ReactNode;
  readonly figure: ReactNode;
  readonly note?: ReactNode;
}) {
  return (
    <div className={styles['tile']}>
      <dt>{name}</dt>
      <dd className={styles['figure']}>{figure}</dd>
      <dd className={styles['note']}>{note}</dd>
    </div>
  );
}

/** Tiles side by side. */
export function Tiles({ children }: { readonly children: ReactNode }) {
  return <dl className={styles['tiles']}>{children}</dl>;
}
