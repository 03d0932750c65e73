import { useState } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { duration } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { AGENT_TEXTS, textKey } from './agent-texts.js';
import { type Desk, useDeskNow } from './use-desk.js';

interface Props {
  readonly desk: Desk;
  readonly state: DeskState;
}

/** What may be done with the person on the line. The buttons keep their places, whatever the state. */
export function CallPanel({ desk, state }: Props) {
  const say = useTexts(AGENT_TEXTS);
  const { talk } = state;
  const nowMs = useDeskNow(desk.view.offsetMs);
  const held = talk?.state === 'held';
  const withColleague = talk?.state === 'consulting' || talk?.state === 'conference';
  const isPage = state.phone.kind === 'page';
  const pausedUntil = talk?.recordingPausedUntilMs ?? null;
  const key = talk === null ? null : textKey('talk', talk.state);
  return (
    <Panel
      title={say('call')}
      aside={
        talk === null || key === null ? null : (
          <StatusBadge tone={held ? 'warn' : 'good'} icon={held ? '❚❚' : '▶'}>
            {say(key as 'talk.held')} · {duration(nowMs - talk.sinceMs)}
          </StatusBadge>
        )
      }
    >
      <div className={styles['buttons']} data-talk={talk?.state ?? 'none'}>
        <Button
          disabled={talk === null || withColleague}
          busy={desk.busy}
          aria-keyshortcuts="Alt+E"
          onClick={() => void desk.command(held ? 'resume' : 'hold')}
        >
          {say(held ? 'resume' : 'hold')}
        </Button>
        {isPage ? (
          <Button
            disabled={!desk.phone.inCall}
            aria-pressed={desk.phone.muted}
            aria-keyshortcuts="Alt+M"
            onClick={() => desk.webPhone.mute(!desk.phone.muted)}
          >
            {say(desk.phone.muted ? 'unmute' : 'mute')}
          </Button>
        ) : null}
        <Button
          disabled={talk === null || (pausedUntil === null && state.agent.card?.recording !== 'on')}
          busy={desk.busy}
          onClick={() => void desk.command(pausedUntil === null ? 'recording-pause' : 'recording-resume')}
        >
          {say(pausedUntil === null ? 'pauseRecording' : 'resumeRecording')}
        </Button>
        <Button
          tone="stop"
          disabled={talk === null}
          busy={desk.busy}
          aria-keyshortcuts="Alt+G"
          onClick={() => void desk.command('hangup')}
        >
          {say('hangUp')}
        </Button>
      </div>
      <p className={styles['note']} role="status">
        {pausedUntil === null ? '' : say('recordingPaused', { time: duration(pausedUntil - nowMs) })}
      </p>
      <Keys desk={desk} state={state} />
      <Colleagues desk={desk} state={state} />
    </Panel>
  );
}

function Keys({ desk, state: { talk } }: Props) {
  const say = useTexts(AGENT_TEXTS);
  const [keys, setKeys] = useState('');
  return (
    <form
      className={styles['line']}
      onSubmit={(event) => {
        event.preventDefault();
        if (keys !== '') {
          void desk.command('keys', { keys });
          setKeys('');
        }
      }}
    >
      <input
        className={styles['select']}
        aria-label={say('keys')}
        placeholder={say('keys')}
        inputMode="tel"
        maxLength={32}
        disabled={talk === null}
        value={keys}
        onChange={({ target }) => setKeys(target.value.replace(/[^0-9*#]/g, ''))}
      />
      <Button type="submit" disabled={talk === null || keys === ''}>
        {say('sendKeys')}
      </Button>
    </form>
  );
}

function Colleagues({ desk, state: { talk, colleagues } }: Props) {
  const say = useTexts(AGENT_TEXTS);
  const [chosen, setChosen] = useState('');
  const free = colleagues.filter(({ state }) => state === 'available');
  const target = free.some(({ id }) => id === chosen) ? chosen : (free[0]?.id ?? '');
  const asked = talk?.colleagueId ?? null;
  const may = talk !== null;
  if (asked !== null) {
    return (
      <div className={styles['buttons']}>
        <StatusBadge tone="calm" icon="☎">
          {colleagues.find(({ id }) => id === asked)?.name ?? asked}
        </StatusBadge>
        <Button
          disabled={talk?.state !== 'consulting'}
          busy={desk.busy}
          onClick={() => void desk.command('conference')}
        >
          {say('conference')}
        </Button>
        <Button tone="go" busy={desk.busy} onClick={() => void desk.command('hand-over', {})}>
          {say('handOver')}
        </Button>
        <Button busy={desk.busy} onClick={() => void desk.command('consult-end')}>
          {say('consultEnd')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles['line']}>
      <select
        className={styles['select']}
        aria-label={say('colleague')}
        value={target}
        disabled={!may || free.length === 0}
        onChange={({ target: { value } }) => setChosen(value)}
      >
        {free.length === 0 ? <option value="">{say('noColleague')}</option> : null}
        {free.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <Button
        disabled={!may || target === ''}
        busy={desk.busy}
        onClick={() => void desk.command('consult', { agentId: target })}
      >
        {say('consult')}
      </Button>
      <Button
        disabled={!may || target === ''}
        busy={desk.busy}
        onClick={() => void desk.command('hand-over', { agentId: target })}
      >
        {say('handOver')}
      </Button>
    </div>
  );
}
