import { useState } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { AGENT_TEXTS } from './agent-texts.js';
import type { Desk } from './use-desk.js';

/** A call by hand, through the same gate as any other: a refusal names its rule. */
export function ManualDial({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const say = useTexts(AGENT_TEXTS);
  const [phone, setPhone] = useState('');
  const { campaignIds, state: name } = state.agent;
  const [campaignId] = campaignIds;
  const may = (name === 'paused' || name === 'available') && campaignId !== undefined;
  return (
    <Panel title={say('manual')}>
      <form
        className={styles['line']}
        onSubmit={(event) => {
          event.preventDefault();
          void desk.command('dial', { campaignId, phone });
        }}
      >
        <Field
          label={say('dialNumber')}
          type="tel"
          autoComplete="off"
          value={phone}
          onChange={({ target }) => setPhone(target.value)}
        />
        <Button type="submit" disabled={!may || phone === ''} busy={desk.busy}>
          {say('dial')}
        </Button>
      </form>
      <p className="soft">{say('shortcuts')}</p>
    </Panel>
  );
}
