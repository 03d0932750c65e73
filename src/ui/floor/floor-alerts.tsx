import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { FloorOut } from '../../contract/floor-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Dialog, DialogButtons } from '../shell/components/dialog.js';
import { Field } from '../shell/components/field.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { useLive } from '../shell/live/live-context.js';
import { useSession } from '../shell/session/session-context.js';
import { duration, useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './floor.module.css';
import { FLOOR_TEXTS } from './floor-texts.js';
import { useCommand } from './use-floor.js';

type Alert = FloorOut['alerts'][number];
type Metric = Alert['metric'];

interface Threshold {
  readonly metric: Metric;
  readonly scope: string;
  readonly warning: number | null;
  readonly critical: number | null;
}

const METRICS: readonly Metric[] = [
  'drop_today',
  'drop_30_days',
  'paused_share',
  'longest_pause_s',
  'longest_idle_s',
  'longest_talk_s',
  'contacts_ready',
  'queue_wait_s',
];
const SHARES: ReadonlySet<Metric> = new Set(['drop_today', 'drop_30_days', 'paused_share']);
const LEVELS = ['warning', 'critical'] as const;

/** A figure as it is read: a share, a time or a number. */
export function useFigure(): (metric: Metric, value: number) => string {
  const { number, percent } = useFormats();
  return (metric, value) =>
    SHARES.has(metric) ? percent(value) : metric.endsWith('_s') ? duration(value * 1000) : number(value);
}

/** One line of its own height, whether there is something to say or not. */
export function FloorAlerts({ floor }: { readonly floor: FloorOut | undefined }) {
  const say = useTexts(FLOOR_TEXTS);
  const figure = useFigure();
  const { may } = useSession();
  const campaigns = useLive((live) => live.campaigns);
  const queues = useLive((live) => live.queues);
  const [setting, setSetting] = useState(false);
  const scopeName = (scope: string) => campaigns.get(scope)?.name ?? queues.get(scope)?.name ?? scope;
  const alerts = floor?.alerts ?? [];
  return (
    <section className={styles['alerts']} aria-label={say('alerts')}>
      <ul aria-live="polite">
        {alerts.length === 0 ? (
          <li>
            <StatusBadge tone="good" icon="✓">
              {say('calm')}
            </StatusBadge>
          </li>
        ) : (
          alerts.map((alert) => (
            <li key={`${alert.metric} ${alert.scope}`}>
              <StatusBadge
                tone={alert.level === 'critical' ? 'bad' : 'warn'}
                icon={alert.level === 'critical' ? '‼' : '▲'}
              >
                {say(`level.${alert.level}`)}:{' '}
                {say('alert', {
                  metric: say(`metric.${alert.metric}`),
                  value: figure(alert.metric, alert.value),
                  bound: figure(alert.metric, alert.bound),
                  scope: scopeName(alert.scope),
                })}
              </StatusBadge>
            </li>
          ))
        )}
      </ul>
      {may('run') ? (
        <Button tone="quiet" aria-haspopup="dialog" onClick={() => setSetting(true)}>
          {say('thresholds')}
        </Button>
      ) : null}
      {setting ? <ThresholdDialog onClose={() => setSetting(false)} /> : null}
    </section>
  );
}

function ThresholdDialog({ onClose }: { readonly onClose: () => void }) {
  const { data } = useQuery({
    queryKey: ['thresholds'],
    queryFn: () => api<{ items: Threshold[] }>('GET', '/v1/floor/thresholds'),
    staleTime: 0,
  });
  return data === undefined ? null : <ThresholdForm items={data.items} onClose={onClose} />;
}

const keyOf = (metric: Metric, level: 'warning' | 'critical') => `${metric} ${level}`;

function ThresholdForm({
  items,
  onClose,
}: {
  readonly items: readonly Threshold[];
  readonly onClose: () => void;
}) {
  const say = useTexts(FLOOR_TEXTS);
  const { mutate, isPending } = useCommand();
  const shown = (metric: Metric, value: number | null) =>
    value === null ? '' : String(SHARES.has(metric) ? Number((value * 100).toFixed(3)) : value);
  const [values, setValues] = useState(() => {
    const own = items.filter(({ scope }) => scope === '');
    return new Map(
      own.flatMap((item) =>
        LEVELS.map((level) => [keyOf(item.metric, level), shown(item.metric, item[level])]),
      ),
    );
  });
  const read = (metric: Metric, level: 'warning' | 'critical'): number | null => {
    const text = (values.get(keyOf(metric, level)) ?? '').trim().replace(',', '.');
    return text === '' ? null : Number(text) / (SHARES.has(metric) ? 100 : 1);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const common = METRICS.map((metric) => ({
      metric,
      scope: '',
      warning: read(metric, 'warning'),
      critical: read(metric, 'critical'),
    })).filter(({ warning, critical }) => warning !== null || critical !== null);
    const body = { items: [...common, ...items.filter(({ scope }) => scope !== '')] };
    const run = async () => {
      await api('PUT', '/v1/floor/thresholds', { body });
      return say('saved');
    };
    mutate({ run }, { onSuccess: onClose });
  };
  return (
    <Dialog title={say('thresholds')} onClose={onClose}>
      <form className={styles['form']} onSubmit={submit}>
        <p className="soft">{say('thresholdsHelp')}</p>
        {METRICS.map((metric) => (
          <div key={metric} className={styles['pair']}>
            {LEVELS.map((level) => (
              <Field
                key={level}
                label={say('thresholdOf', {
                  metric: `${say(`metric.${metric}`)}${SHARES.has(metric) ? ' (%)' : metric.endsWith('_s') ? ' (s)' : ''}`,
                  level: say(`level.${level}`),
                })}
                inputMode="decimal"
                pattern="[0-9]*[.,]?[0-9]*"
                value={values.get(keyOf(metric, level)) ?? ''}
                onChange={(event) =>
                  setValues((now) => new Map(now).set(keyOf(metric, level), event.target.value))
                }
              />
            ))}
          </div>
        ))}
        <DialogButtons>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button tone="go" type="submit" busy={isPending}>
            {say('save')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
