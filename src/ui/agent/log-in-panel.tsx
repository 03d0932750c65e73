import { useEffect, useRef, useState } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { CheckField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { AGENT_TEXTS } from './agent-texts.js';
import type { Desk } from './use-desk.js';

/** Campaigns and telephone, checked before the first call. */
export function LogInPanel({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const say = useTexts(AGENT_TEXTS);
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    state.campaigns.length === 1 ? state.campaigns.map(({ id }) => id) : [],
  );
  const isPage = state.phone.kind === 'page';
  const phoneThere = !isPage || desk.phone.registered;
  const toggle = (id: string): void =>
    setChosen((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id]));
  return (
    <div className={styles['grid']}>
      <Panel title={say('campaigns')}>
        <fieldset>
          <legend className="unseen">{say('campaigns')}</legend>
          {state.campaigns.map(({ id, name }) => (
            <CheckField key={id} label={name} checked={chosen.includes(id)} onChange={() => toggle(id)} />
          ))}
        </fieldset>
        <div>
          <Button
            tone="go"
            disabled={chosen.length === 0 || !phoneThere}
            busy={desk.busy || state.agent.state === 'connecting'}
            onClick={() => void desk.command('login', { campaignIds: chosen })}
          >
            {say('logIn')}
          </Button>
        </div>
      </Panel>
      <Panel title={say('phone')}>
        <p>{isPage ? say('pagePhone') : say('deskPhone', { endpoint: state.agent.endpoint })}</p>
        {isPage ? <PhoneCheck desk={desk} /> : null}
      </Panel>
    </div>
  );
}

function PhoneCheck({ desk: { phone, view, webPhone } }: { readonly desk: Desk }) {
  const say = useTexts(AGENT_TEXTS);
  const meter = useRef<HTMLMeterElement>(null);
  const on = phone.mic === 'on';
  useEffect(() => {
    if (!on) {
      return;
    }
    let frame = 0;
    const draw = (): void => {
      if (meter.current !== null) {
        meter.current.value = webPhone.level();
      }
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [on, webPhone]);
  return (
    <>
      {phone.mic === 'asking' ? <p role="status">{say('micAsking')}</p> : null}
      {phone.mic === 'refused' ? <p role="alert">{say('micRefused')}</p> : null}
      {on ? (
        <p className={styles['line']}>
          {say('micOn')}{' '}
          <meter ref={meter} className={styles['meter']} aria-label={say('micLevel')} min={0} max={1} />
        </p>
      ) : null}
      {view.noPhone === '' ? null : <p role="alert">{say('noPhone', { code: view.noPhone })}</p>}
      <p>
        <StatusBadge tone={phone.registered ? 'good' : 'warn'} icon={phone.registered ? '☎' : '◌'}>
          {say(phone.registered ? 'registered' : 'notRegistered')}
        </StatusBadge>
      </p>
    </>
  );
}
