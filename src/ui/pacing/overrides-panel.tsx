import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { OverrideOut } from '../../contract/knob-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { useToast } from '../shell/components/toast.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useSession } from '../shell/session/session-context.js';
import { duration, useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import { NUMBER_KNOBS, type NumberKnob, shownValue } from './knob-form.js';
import styles from './pacing.module.css';
import { PACING_TEXTS } from './pacing-texts.js';

const EVERY_MS = 5000;
const MOST_SHOWN = 8;

/** What was turned for a while: what holds with the time it has left and an undo, then what has ended. */
export function OverridesPanel({ campaignId }: { readonly campaignId: string }) {
  const say = useTexts(PACING_TEXTS);
  const { data } = useQuery({
    queryKey: ['campaign', campaignId, 'overrides'],
    queryFn: () => api<{ items: OverrideOut[] }>('GET', `/v1/campaigns/${campaignId}/overrides`),
    refetchInterval: EVERY_MS,
  });
  const items = data?.items ?? [];
  return (
    <Panel title={say('overrides')}>
      {items.length === 0 ? <p className="soft">{say('noOverrides')}</p> : null}
      <ul className={styles['overrides']}>
        {items.slice(0, MOST_SHOWN).map((item) => (
          <OverrideItem key={item.id} item={item} />
        ))}
      </ul>
    </Panel>
  );
}

function OverrideItem({ item }: { readonly item: OverrideOut }) {
  const say = useTexts(PACING_TEXTS);
  const words = useWords();
  const { number, time } = useFormats();
  const { may } = useSession();
  const { say: tell, complain } = useToast();
  const client = useQueryClient();
  const nowMs = useServerNow();
  const { mutate, isPending } = useMutation({
    mutationFn: () => api('POST', `/v1/overrides/${item.id}/undo`, { body: {} }),
    onSuccess: () => tell(say('undone')),
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: ['campaign', item.campaignId] }),
  });
  const shown = (name: string, value: unknown): string => {
    if (typeof value === 'number' && name in NUMBER_KNOBS) {
      return number(shownValue(name as NumberKnob, value), 2);
    }
    return typeof value === 'boolean' ? say(value ? 'yes' : 'no') : words('mode', String(value));
  };
  const values = Object.entries(item.change) as [keyof OverrideOut['change'], unknown][];
  return (
    <li>
      <div>
        {values.map(([name, value]) => (
          <p key={name}>
            {say(`knob.${name}`)}: {shown(name, item.before[name])} → <strong>{shown(name, value)}</strong>
          </p>
        ))}
        <small className="soft">{say('by', { who: item.by, reason: item.reason })}</small>
      </div>
      {item.endedMs === null ? (
        <div className={styles['standing']}>
          <StatusBadge tone="warn" icon="◷">
            {say('left', { t: duration(item.untilMs - nowMs) })}
          </StatusBadge>
          {may('pace') ? (
            <Button busy={isPending} onClick={() => mutate()}>
              {say('undo')}
            </Button>
          ) : null}
        </div>
      ) : (
        <small className="soft">
          {item.endedBy === ''
            ? say('endedItself', { t: time(item.endedMs) })
            : say('endedBy', { who: item.endedBy, t: time(item.endedMs) })}
        </small>
      )}
    </li>
  );
}
