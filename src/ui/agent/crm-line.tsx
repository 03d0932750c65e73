import { useEffect, useState } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { CRM_TEXTS } from './crm-texts.js';
import { CrmWindow } from './crm-window.js';

/** Beside the page: one window that follows the calls, once the agent has opened it. Nothing where no campaign has one. */
export function CrmLine({ popUrl, script }: Pick<DeskState, 'popUrl' | 'script'>) {
  const say = useTexts(CRM_TEXTS);
  const [crm] = useState(() => new CrmWindow());
  const [blocked, setBlocked] = useState(false);
  useEffect(() => crm.show(popUrl), [crm, popUrl]);
  return script?.hasCrm === true ? (
    <div className={styles['line']}>
      <Button onClick={() => setBlocked(!crm.open(popUrl))}>{say('open')}</Button>
      <span role="status" className="soft">
        {say(blocked ? 'blocked' : 'follows')}
      </span>
    </div>
  ) : null;
}
