import { useState, useSyncExternalStore } from 'react';
import type { MonitorOut } from '../../contract/floor-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { useLive } from '../shell/live/live-context.js';
import { useTexts } from '../shell/texts/texts.js';
import { PhoneDialog } from './agent-dialogs.js';
import styles from './floor.module.css';
import { FLOOR_TEXTS } from './floor-texts.js';
import { deskPhone, pageEar } from './monitor-phone.js';
import { useCommand } from './use-floor.js';

type Mode = MonitorOut['mode'];

const LOOK: Readonly<Record<Mode, readonly [Tone, string]>> = {
  listen: ['calm', '♪'],
  whisper: ['good', '»'],
  barge: ['warn', '⇄'],
  take: ['bad', '☎'],
};
const SENTENCE = {
  listen: 'monitorOn',
  whisper: 'monitorSpeaks',
  barge: 'monitorBarges',
  take: 'monitorTakes',
} as const;
const MODES: readonly Mode[] = ['listen', 'whisper', 'barge', 'take'];

/** Whom the supervisor hears, and what he does beside the talk: always in sight, so that nobody forgets that he is on. */
export function MonitorPanel({
  monitor,
  pagePhones,
}: {
  readonly monitor: MonitorOut | null;
  readonly pagePhones: boolean;
}) {
  const say = useTexts(FLOOR_TEXTS);
  const { mutate, isPending } = useCommand();
  const agents = useLive((live) => live.agents);
  const ear = useSyncExternalStore(pageEar.subscribe, pageEar.view);
  const agentId = monitor?.agentId ?? null;
  const name = agentId === null ? '' : (agents.get(agentId)?.name ?? agentId);
  const post = (path: string, body?: unknown) => () =>
    mutate({
      run: async () => {
        await api('POST', path, body === undefined ? {} : { body });
        return null;
      },
    });
  const hangUp = () => {
    pageEar.close();
    post('/v1/monitor/hang-up')();
  };
  return (
    <Panel title={say('monitor')}>
      <div className={styles['monitor']} role="status">
        {monitor === null || agentId === null ? (
          <p className="soft">{say('monitorIdle')}</p>
        ) : monitor.phase === 'ringing' ? (
          <StatusBadge tone="warn" icon="☎">
            {say('monitorRinging', { phone: ear === null ? monitor.endpoint : say('pagePhone') })}
          </StatusBadge>
        ) : (
          <StatusBadge tone={LOOK[monitor.mode][0]} icon={LOOK[monitor.mode][1]}>
            {say(SENTENCE[monitor.mode], { name })}
            {monitor.talk === null ? ` · ${say('noTalk')}` : ''}
          </StatusBadge>
        )}
      </div>
      <div className={styles['row']}>
        {MODES.map((mode) => (
          <Button
            key={mode}
            busy={isPending}
            disabled={monitor === null || agentId === null || (mode === 'take' && monitor.talk === null)}
            aria-pressed={agentId !== null && monitor?.mode === mode}
            onClick={post('/v1/monitor/watch', { agentId, mode, endpoint: monitor?.endpoint ?? '' })}
          >
            {say(mode)}
          </Button>
        ))}
        <Button tone="stop" disabled={agentId === null} onClick={post('/v1/monitor/leave')}>
          {say('leave')}
        </Button>
        <Button tone="quiet" disabled={monitor === null} onClick={hangUp}>
          {say('hangUp')}
        </Button>
      </div>
      <OwnPhone monitor={monitor} pagePhones={pagePhones} onChange={hangUp} />
    </Panel>
  );
}

/** By what he listens, what the network does to it, and the way to change it. */
function OwnPhone({
  monitor,
  pagePhones,
  onChange,
}: {
  readonly monitor: MonitorOut | null;
  readonly pagePhones: boolean;
  readonly onChange: () => void;
}) {
  const say = useTexts(FLOOR_TEXTS);
  const ear = useSyncExternalStore(pageEar.subscribe, pageEar.view);
  const [kept, setKept] = useState(deskPhone);
  const [changing, setChanging] = useState(false);
  const byPage = ear !== null || (kept === '' && pagePhones);
  return (
    <div className={styles['between']}>
      <small className="soft">
        {say('listenBy')}: {byPage ? say('pagePhone') : kept || (monitor?.endpoint ?? say('none'))}
        {ear?.network === 'poor' ? ` · ${say('networkPoor')}` : ''}
      </small>
      <Button tone="quiet" onClick={() => setChanging(true)}>
        {say('changePhone')}
      </Button>
      {changing ? (
        <PhoneDialog
          pagePhones={pagePhones}
          onClose={() => setChanging(false)}
          onPhone={(endpoint) => {
            setKept(endpoint);
            setChanging(false);
            if (monitor !== null) {
              onChange();
            }
          }}
        />
      ) : null}
    </div>
  );
}
