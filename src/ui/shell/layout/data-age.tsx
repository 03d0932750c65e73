import { useDataAge } from '../live/use-clock.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';
import styles from './data-age.module.css';

const SECOND_MS = 1000;

/** How old what the screens show is: said once when it becomes old and once when it is live again. */
export function DataAgeLine() {
  const say = useTexts(SHELL_TEXTS);
  const { ageMs, late } = useDataAge();
  const shown =
    ageMs === null
      ? say('connecting')
      : late
        ? `⚠ ${say('old', { n: Math.round(ageMs / SECOND_MS) })}`
        : `● ${say('live')}`;
  return (
    <p className={`${styles['age']} ${ageMs === null ? 'soft' : late ? 'bad' : 'good'}`}>
      <span aria-hidden="true">{shown}</span>
      <span className="unseen" role="status">
        {ageMs === null ? '' : say(late ? 'oldSaid' : 'live')}
      </span>
    </p>
  );
}
