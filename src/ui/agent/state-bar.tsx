import { useState } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { duration } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './agent.module.css';
import { AGENT_TEXTS, textKey } from './agent-texts.js';
import { usePauseChoice } from './pause-choice.js';
import { type Desk, useDeskNow } from './use-desk.js';

const LOOK: Readonly<Record<DeskState['agent']['state'], readonly [Tone, string]>> = {
  offline: ['soft', '○'],
  connecting: ['soft', '◌'],
  paused: ['warn', '❚❚'],
  available: ['good', '●'],
  previewing: ['calm', '◔'],
  reserved: ['calm', '◑'],
  talking: ['good', '▶'],
  wrap_up: ['warn', '✎'],
  connection_lost: ['bad', '✕'],
};

/** Where the agent stands and since when; what he asked for that waits for the end of the call. */
export function StateBar({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const say = useTexts(AGENT_TEXTS);
  const words = useWords();
  const nowMs = useDeskNow(desk.view.offsetMs);
  const { agent } = state;
  const [tone, icon] = LOOK[agent.state];
  const reason = textKey('pause', agent.reason);
  const loggedIn = agent.state !== 'offline' && agent.state !== 'connecting';
  return (
    <section className={styles['bar']} aria-label={say('state')} data-state={agent.state}>
      <h1 className={styles['name']}>{agent.name}</h1>
      <StatusBadge tone={tone} icon={icon}>
        {words('agent', agent.state)}
        {agent.state === 'paused' && agent.reason !== ''
          ? ` · ${reason === null ? agent.reason : say(reason as 'pause.login')}`
          : ''}
      </StatusBadge>
      <span className={styles['timer']} role="timer">
        {duration(nowMs - agent.sinceMs)}
      </span>
      <span className="soft">{say('calls', { n: agent.calls })}</span>
      {agent.pending === null ? null : (
        <StatusBadge tone="warn" icon="→">
          {say(agent.pending === 'pause' ? 'pendingPause' : 'pendingLogout')}
        </StatusBadge>
      )}
      {agent.changesSwitch ? (
        <StatusBadge tone="warn" icon="☎">
          {say('changesSwitch')}
        </StatusBadge>
      ) : null}
      <PhoneMark desk={desk} state={state} />
      {loggedIn ? <StateButtons desk={desk} state={state} /> : null}
    </section>
  );
}

function PhoneMark({ desk: { phone }, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const say = useTexts(AGENT_TEXTS);
  if (state.phone.kind === 'desk') {
    return null;
  }
  if (phone.network === 'poor') {
    return (
      <StatusBadge tone="bad" icon="▂">
        {say('networkPoor')}
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone={phone.registered ? 'good' : 'bad'} icon={phone.registered ? '☎' : '✕'}>
      {say(phone.registered ? 'registered' : 'notRegistered')}
    </StatusBadge>
  );
}

function StateButtons({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const say = useTexts(AGENT_TEXTS);
  const pauses = usePauseChoice();
  const [chosen, setReason] = useState('descanso');
  const reason = pauses.some(({ code }) => code === chosen) ? chosen : (pauses[0]?.code ?? chosen);
  const { agent } = state;
  const mayBeReady = agent.pending !== null || agent.state === 'paused';
  return (
    <div className={styles['buttons']}>
      <Button
        tone="go"
        disabled={!mayBeReady}
        busy={desk.busy}
        aria-keyshortcuts="Alt+D"
        onClick={() => void desk.command('ready')}
      >
        {say(agent.pending === null ? 'ready' : 'takeBack')}
      </Button>
      <select
        id="pause-reason"
        className={styles['select']}
        aria-label={say('pauseReason')}
        aria-keyshortcuts="Alt+P"
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      >
        {pauses.map(({ code, label }) => (
          <option key={code} value={code}>
            {label}
          </option>
        ))}
      </select>
      <Button busy={desk.busy} onClick={() => void desk.command('pause', { reason })}>
        {say('pause')}
      </Button>
      <HelpButton desk={desk} state={state} />
      <Button tone="quiet" busy={desk.busy} onClick={() => void desk.command('logout')}>
        {say('logOut')}
      </Button>
    </div>
  );
}

/** Seen by the supervisors from the click on, until one of them is there or it is withdrawn. */
function HelpButton({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const say = useTexts(AGENT_TEXTS);
  const nowMs = useDeskNow(desk.view.offsetMs);
  const sinceMs = state.agent.helpSinceMs;
  return (
    <Button
      tone={sinceMs === null ? 'plain' : 'stop'}
      busy={desk.busy}
      aria-pressed={sinceMs !== null}
      aria-keyshortcuts="Alt+J"
      onClick={() => void desk.command(sinceMs === null ? 'help' : 'help-withdraw')}
    >
      {sinceMs === null ? say('askHelp') : say('withdrawHelp', { time: duration(nowMs - sinceMs) })}
    </Button>
  );
}
