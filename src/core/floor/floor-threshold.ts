/** What can be watched on the floor; whether much or little of it is bad. */
export const FLOOR_METRICS = {
  drop_today: 'above',
  drop_30_days: 'above',
  paused_share: 'above',
  longest_pause_s: 'above',
  longest_idle_s: 'above',
  longest_talk_s: 'above',
  contacts_ready: 'below',
  queue_wait_s: 'above',
} as const;
export type FloorMetric = keyof typeof FLOOR_METRICS;
export const FLOOR_METRIC_NAMES = Object.keys(FLOOR_METRICS) as readonly FloorMetric[];

export const ALERT_LEVELS = ['warning', 'critical'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** From where a figure of a campaign or a queue (or of all: '') is told as a warning, and from where as critical. */
export interface FloorThreshold {
  readonly metric: FloorMetric;
  readonly scope: string;
  readonly warning: number | null;
  readonly critical: number | null;
}

/** A figure as it stands now. */
export interface FloorFigure {
  readonly metric: FloorMetric;
  readonly scope: string;
  readonly value: number;
}

export interface FloorAlert extends FloorFigure {
  readonly level: AlertLevel;
  /** The value it passed. */
  readonly bound: number;
}

/** What is watched until somebody says otherwise. */
export const DEFAULT_THRESHOLDS: readonly FloorThreshold[] = [
  { metric: 'drop_today', scope: '', warning: 0.02, critical: 0.03 },
  { metric: 'drop_30_days', scope: '', warning: 0.02, critical: 0.03 },
  { metric: 'paused_share', scope: '', warning: 0.3, critical: 0.5 },
  { metric: 'longest_idle_s', scope: '', warning: 120, critical: 300 },
  { metric: 'contacts_ready', scope: '', warning: 500, critical: 100 },
  { metric: 'queue_wait_s', scope: '', warning: 30, critical: 60 },
];

/** The bound a figure has passed, the graver first; null while it is in order. */
function passed(threshold: FloorThreshold, value: number): Pick<FloorAlert, 'level' | 'bound'> | null {
  const bad = (bound: number | null): bound is number =>
    bound !== null && (FLOOR_METRICS[threshold.metric] === 'above' ? value >= bound : value <= bound);
  const { critical, warning } = threshold;
  if (bad(critical)) {
    return { level: 'critical', bound: critical };
  }
  return bad(warning) ? { level: 'warning', bound: warning } : null;
}

/** What is out of order now, the gravest first; an own threshold goes before the common one. */
export function floorAlerts(
  thresholds: readonly FloorThreshold[],
  figures: readonly FloorFigure[],
): readonly FloorAlert[] {
  const alerts = figures.flatMap((figure) => {
    const of = thresholds.filter(({ metric }) => metric === figure.metric);
    const own = of.find(({ scope }) => scope === figure.scope) ?? of.find(isCommon);
    const found = own === undefined ? null : passed(own, figure.value);
    return found === null ? [] : [{ ...figure, ...found }];
  });
  return alerts.sort((a, b) => Number(b.level === 'critical') - Number(a.level === 'critical'));
}

function isCommon({ scope }: FloorThreshold): boolean {
  return scope === '';
}

/** Why thresholds cannot be kept, one sentence; null when they can. */
export function thresholdProblem(thresholds: readonly FloorThreshold[]): string | null {
  for (const { metric, scope, warning, critical } of thresholds) {
    const above = FLOOR_METRICS[metric] === 'above';
    const ordered =
      warning === null || critical === null || (above ? warning <= critical : warning >= critical);
    if (!ordered) {
      return `${metric}: critical ${critical} comes before warning ${warning}; swap them.`;
    }
    const same = thresholds.filter((one) => one.metric === metric && one.scope === scope);
    if (same.length > 1) {
      return `${metric} is there twice for ${scope === '' ? 'all' : `'${scope}'`}.`;
    }
  }
  return null;
}
