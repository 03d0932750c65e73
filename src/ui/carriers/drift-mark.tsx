import type { MeasuredCarrierOut } from '../../contract/carrier-wire.js';
import { useTexts } from '../shell/texts/texts.js';
import { CARRIER_TEXTS } from './carrier-texts.js';
import styles from './carriers.module.css';

type Drift = MeasuredCarrierOut['drift']['asr'];

const ICON: Readonly<Record<Drift, string>> = { up: '▲', down: '▼', same: '=', unknown: '·' };
const TONE: Readonly<Record<Drift, string>> = { up: 'good', down: 'bad', same: 'soft', unknown: 'soft' };

/** Whether a share rose or fell, by arrow and word. */
export function DriftMark({ drift }: { readonly drift: Drift }) {
  const say = useTexts(CARRIER_TEXTS);
  return (
    <span className={`${styles['drift']} ${TONE[drift]}`}>
      <span aria-hidden="true">{ICON[drift]}</span> {say(`drift.${drift}`)}
    </span>
  );
}
