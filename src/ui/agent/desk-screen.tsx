import { useCallback, useEffect, useState } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { AGENT_TEXTS } from './agent-texts.js';
import { CallPanel } from './call-panel.js';
import { ContactCard } from './contact-card.js';
import { CrmLine } from './crm-line.js';
import { DispositionPanel } from './disposition-panel.js';
import { HistoryPanel } from './history-panel.js';
import { LogInPanel } from './log-in-panel.js';
import { ManualDial } from './manual-dial.js';
import { MessageBand } from './message-band.js';
import { OwnCallbacks } from './own-callbacks.js';
import { OwnPauses } from './own-pauses.js';
import { OwnScores } from './own-scores.js';
import { PreviewPanel } from './preview-panel.js';
import { ScriptPanel } from './script-panel.js';
import { StateBar } from './state-bar.js';
import { cardKey, type Desk, useDesk } from './use-desk.js';
import { useShortcuts } from './use-shortcuts.js';

/** One agent's place; carries on where the call is, also in a page that was loaded anew. */
export function DeskScreen({ agentId }: { readonly agentId: string }) {
  const say = useTexts(AGENT_TEXTS);
  const desk = useDesk(agentId);
  const ended = desk?.view.ended ?? null;
  if (ended === 'elsewhere') {
    return (
      <p role="alert" className={styles['band']}>
        {say('elsewhere')} <Button onClick={() => location.reload()}>{say('useHere')}</Button>
      </p>
    );
  }
  if (ended !== null) {
    return (
      <p role="alert" className={styles['band']}>
        {say('forbidden')}
      </p>
    );
  }
  if (desk === null || desk.view.state === null) {
    return <p className="soft">{say('connecting')}</p>;
  }
  return <Place desk={desk} state={desk.view.state} />;
}

function Place({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const say = useTexts(AGENT_TEXTS);
  const [protocol, setProtocol] = useState('');
  const { state: name } = state.agent;
  useShortcuts(desk, state);
  return (
    <>
      <p role="alert" className={desk.view.connected ? styles['quietBand'] : styles['band']}>
        {desk.view.connected ? '' : say('linkLost')}
      </p>
      <StateBar desk={desk} state={state} />
      <MessageBand desk={desk} state={state} />
      <CrmLine popUrl={state.popUrl} script={state.script} />
      {protocol === '' ? null : (
        <p role="status" className={styles['protocol']}>
          {say('protocol', { number: protocol })}{' '}
          <Button onClick={() => setProtocol('')}>{say('noted')}</Button>
        </p>
      )}
      {name === 'offline' || name === 'connecting' ? (
        <>
          <LogInPanel desk={desk} state={state} />
          <OwnScores agentId={state.agent.id} />
        </>
      ) : (
        <Work key={cardKey(state)} desk={desk} state={state} onProtocol={setProtocol} />
      )}
    </>
  );
}

/** Everything about one person: begins anew with each, so that nothing of the last one stays on the screen. */
function Work({
  desk,
  state,
  onProtocol,
}: {
  readonly desk: Desk;
  readonly state: DeskState;
  readonly onProtocol: (protocol: string) => void;
}) {
  const [confirmed, setConfirmed] = useState(false);
  const confirm = useCallback(() => setConfirmed(true), []);
  const [proposed, setProposed] = useState<string | null>(null);
  const { state: name, card } = state.agent;
  const handling = name === 'talking' || name === 'wrap_up' || (name === 'connection_lost' && card !== null);
  useEffect(() => {
    if (name === 'wrap_up') {
      document.getElementById('disposition-search')?.focus();
    }
  }, [name]);
  return (
    <div className={styles['work']}>
      <div className={styles['column']}>
        {name === 'previewing' ? <PreviewPanel desk={desk} state={state} /> : null}
        <ContactCard card={card} confirmed={confirmed} onConfirm={setConfirmed} />
        {card === null ? null : (
          <ScriptPanel desk={desk} state={state} card={card} onConfirmed={confirm} onPropose={setProposed} />
        )}
      </div>
      <div className={styles['column']}>
        <CallPanel desk={desk} state={state} />
        <HistoryPanel history={state.history} />
        <OwnCallbacks state={state} />
      </div>
      <div className={styles['column']}>
        {handling ? (
          <DispositionPanel desk={desk} state={state} proposed={proposed} onProtocol={onProtocol} />
        ) : (
          <>
            <ManualDial desk={desk} state={state} />
            <OwnPauses agentId={state.agent.id} onPause={name === 'paused'} />
            <OwnScores agentId={state.agent.id} />
          </>
        )}
      </div>
    </div>
  );
}
