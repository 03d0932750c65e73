import { useMemo } from 'react';
import { NavLink } from 'react-router';
import { StatusBadge } from '../shell/components/status-badge.js';
import { useLive } from '../shell/live/live-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './floor.module.css';
import { useFigure } from './floor-alerts.js';
import { floorSums } from './floor-sums.js';
import { FLOOR_TEXTS } from './floor-texts.js';
import { useFloor } from './use-floor.js';

const MOST_ALERTS = 2;

/** The floor for the wall: few figures, large enough for five metres. No names: it hurries nobody (NR-17). */
export function Wallboard() {
  const say = useTexts(FLOOR_TEXTS);
  const figure = useFigure();
  const { number, percent } = useFormats();
  const floor = useFloor();
  const agentRows = useLive((live) => live.agents);
  const campaignRows = useLive((live) => live.campaigns);
  const sums = useMemo(
    () => floorSums([...agentRows.values()], [...campaignRows.values()]),
    [agentRows, campaignRows],
  );
  const over = sums.dropToday !== null && sums.cap !== null && sums.dropToday > sums.cap;
  const drop = (value: number | null) => (value === null ? say('none') : percent(value));
  const figures: readonly (readonly [string, string, string])[] = [
    ['☎', say('talking'), number(sums.talking)],
    ['●', say('free'), number(sums.free)],
    ['❚❚', say('paused'), number(sums.paused)],
    ['↗', say('dialing'), number(sums.dialing)],
    [over ? '‼' : '✓', say('dropToday'), drop(sums.dropToday)],
    ['▤', say('contacts'), number(sums.contacts)],
  ];
  return (
    <div className={styles['wall']}>
      <h1 className="unseen">{say('wallboard')}</h1>
      <dl className={styles['wallGrid']}>
        {figures.map(([icon, name, value]) => (
          <div key={name} className={styles['wallTile']}>
            <dt>
              <span aria-hidden="true">{icon}</span> {name}
            </dt>
            <dd className={icon === '‼' ? 'bad' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      <ul className={styles['wallAlerts']} aria-live="polite">
        {(floor?.alerts ?? []).slice(0, MOST_ALERTS).map(({ metric, scope, level, value }) => (
          <li key={`${metric} ${scope}`}>
            <StatusBadge tone={level === 'critical' ? 'bad' : 'warn'} icon={level === 'critical' ? '‼' : '▲'}>
              {say(`metric.${metric}`)} {figure(metric, value)}
            </StatusBadge>
          </li>
        ))}
      </ul>
      <NavLink to="..">{say('leaveWallboard')}</NavLink>
    </div>
  );
}
