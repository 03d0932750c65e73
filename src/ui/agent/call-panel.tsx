import { useState } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { duration } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { AGENT_TEXTS, textKey } from './agent-texts.js';
import { TransferPanel } from './transfer-panel.js';
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
  const withOther = talk !== null && (talk.colleagueId !== null || talk.outside !== null);
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
          disabled={talk === null || withOther}
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
      <TransferPanel desk={desk} state={state} />
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
