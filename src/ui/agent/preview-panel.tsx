import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { duration } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { AGENT_TEXTS } from './agent-texts.js';
import { type Desk, useDeskNow } from './use-desk.js';

/** A contact to decide on; the server counts, this shows how long is left. */
export function PreviewPanel({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const say = useTexts(AGENT_TEXTS);
  const nowMs = useDeskNow(desk.view.offsetMs);
  const byMs = state.agent.card?.decideByMs ?? null;
  return (
    <Panel
      title={say('preview')}
      aside={byMs === null ? null : say('decideIn', { time: duration(byMs - nowMs) })}
    >
      <div className={styles['buttons']}>
        <Button tone="go" busy={desk.busy} onClick={() => void desk.command('accept')}>
          {say('accept')}
        </Button>
        <Button busy={desk.busy} onClick={() => void desk.command('skip', { reason: 'outro_horario' })}>
          {say('skip')}
        </Button>
      </div>
    </Panel>
  );
}
