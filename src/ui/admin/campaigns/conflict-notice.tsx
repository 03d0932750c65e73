import { useEffect, useRef } from 'react';
import type { CampaignOut } from '../../../contract/campaign-wire.js';
import type { Tagged } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { changedKeys, type Draft, type DraftKey } from './campaign-draft.js';
import { CAMPAIGN_TEXTS } from './campaign-texts.js';
import { SETTINGS_TEXTS } from './settings-texts.js';

interface ConflictProps {
  readonly base: Draft;
  readonly mine: readonly DraftKey[];
  readonly theirs: Tagged<CampaignOut>;
  readonly onKeep: (on: Tagged<CampaignOut>) => void;
  readonly onDiscard: () => void;
}

/** Two people wrote at once: what the other changed, and whether mine goes on top of it. Nothing is lost meanwhile. */
export function ConflictNotice({ base, mine, theirs, onKeep, onDiscard }: ConflictProps) {
  const say = useTexts(CAMPAIGN_TEXTS);
  const box = useRef<HTMLDivElement>(null);
  // It comes in answer to a button far below.
  useEffect(() => box.current?.focus(), []);
  const nameOf = useFieldNames();
  const { id: _, ...now } = theirs.data.settings;
  const changed = changedKeys(now, base);
  const both = changed.filter((key) => mine.includes(key));
  const names = (keys: readonly DraftKey[]) => keys.map(nameOf).join(', ');
  return (
    <div ref={box} role="alert" tabIndex={-1} className={styles['notice']}>
      <strong>{say('conflictTitle')}</strong>
      <p>{say('conflictTheirs', { keys: names(changed) || '–' })}</p>
      <p>{both.length === 0 ? say('conflictNone') : say('conflictBoth', { keys: names(both) })}</p>
      <div className={styles['row']}>
        <Button tone="go" onClick={() => onKeep(theirs)}>
          {say('conflictKeep')}
        </Button>
        <Button onClick={onDiscard}>{say('conflictTake')}</Button>
      </div>
    </div>
  );
}

/** The names under which the form shows the settings. */
function useFieldNames(): (key: DraftKey) => string {
  const say = useTexts(SETTINGS_TEXTS);
  const campaign = useTexts(CAMPAIGN_TEXTS);
  return (key) => {
    switch (key) {
      case 'mode':
        return say('dialMode');
      case 'retry':
        return campaign('tab.retry');
      case 'dispositions':
        return campaign('tab.dispositions');
      case 'calendar':
        return say('group.calendar');
      case 'listMix':
        return say('listMix');
      case 'groupModes':
        return campaign('tab.groups');
      case 'trunks':
        return say('group.trunks');
      case 'demo':
      case 'language':
      case 'abandonedMessage':
      case 'machineMessage':
        return key;
      default:
        return say(key);
    }
  };
}
