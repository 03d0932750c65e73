import styles from '../admin.module.css';
import { LinesPanel } from './lines-panel.js';
import { TrunksPanel } from './trunks-panel.js';

/** Numbers we show and the ways out to the carriers. */
export function LinesPlace() {
  return (
    <div className={styles['stack']}>
      <TrunksPanel />
      <LinesPanel />
    </div>
  );
}
