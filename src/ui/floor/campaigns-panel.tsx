import { useMemo, useState } from 'react';
import type { CampaignLive } from '../../contract/campaign-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Dialog, DialogButtons } from '../shell/components/dialog.js';
import { SelectField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { useLive } from '../shell/live/live-context.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './floor.module.css';
import { FLOOR_TEXTS } from './floor-texts.js';
import { useCommand } from './use-floor.js';

const LOOK: Readonly<Record<CampaignLive['state'], readonly [Tone, string]>> = {
  draft: ['soft', '○'],
  running: ['good', '▶'],
  paused: ['warn', '❚❚'],
  draining: ['warn', '▼'],
  ended: ['soft', '■'],
};
const MODES = ['preview', 'power', 'predictive', 'paused'] as const;

/** What may be asked of a campaign in its state. */
const VERBS: Readonly<Record<CampaignLive['state'], readonly ('start' | 'pause' | 'drain')[]>> = {
  draft: ['start'],
  running: ['pause', 'drain'],
  paused: ['start', 'drain'],
  draining: ['start'],
  ended: ['start'],
};

/** Campaigns with what they do to people now, and the few commands a supervisor needs. */
export function CampaignsPanel() {
  const say = useTexts(FLOOR_TEXTS);
  const rows = useLive((live) => live.campaigns);
  const campaigns = useMemo(() => [...rows.values()].sort((a, b) => a.name.localeCompare(b.name)), [rows]);
  return (
    <Panel title={say('campaigns')}>
      {campaigns.length === 0 ? <p className="soft">{say('noCampaigns')}</p> : null}
      <ul className={styles['campaigns']}>
        {campaigns.map((campaign) => (
          <CampaignItem key={campaign.id} campaign={campaign} />
        ))}
      </ul>
    </Panel>
  );
}

function CampaignItem({ campaign }: { readonly campaign: CampaignLive }) {
  const say = useTexts(FLOOR_TEXTS);
  const words = useWords();
  const { percent, number } = useFormats();
  const { may } = useSession();
  const { mutate, isPending } = useCommand();
  const [groups, setGroups] = useState(false);
  const { id, name, state, mode, today, abandonCap, contacts } = campaign;
  const [tone, icon] = LOOK[state];
  const people = today.abandoned + today.connected;
  const run = (path: string, method: 'POST' | 'PUT' = 'POST', body?: unknown) =>
    mutate({
      run: async () => {
        await api(method, path, body === undefined ? {} : { body });
        return say('done');
      },
    });
  return (
    <li className={styles['campaign']}>
      <div className={styles['between']}>
        <strong className={styles['clip']}>{name}</strong>
        <StatusBadge tone={tone} icon={icon}>
          {words('campaign', state)}
        </StatusBadge>
      </div>
      <p className="soft">
        {words('mode', mode)} · {say('dropToday')}{' '}
        {people === 0 ? say('none') : percent(today.abandoned / people)} (
        {say('limit', { n: percent(abandonCap) })}) · {say('contacts')} {number(contacts.ready)}
      </p>
      {may('run') ? (
        <div className={styles['row']}>
          {VERBS[state].map((verb) => (
            <Button key={verb} busy={isPending} onClick={() => run(`/v1/campaigns/${id}/${verb}`)}>
              {say(verb)}
            </Button>
          ))}
          <label>
            <span className="unseen">{say('modeOf', { name })}</span>
            <select
              className={styles['select']}
              value={mode}
              onChange={(event) => run(`/v1/campaigns/${id}/mode`, 'PUT', { mode: event.target.value })}
            >
              {MODES.map((one) => (
                <option key={one} value={one}>
                  {words('mode', one)}
                </option>
              ))}
            </select>
          </label>
          <Button tone="quiet" onClick={() => setGroups(true)}>
            {say('groupModes')}
          </Button>
        </div>
      ) : null}
      {groups ? (
        <GroupModes
          campaign={campaign}
          onMode={(group, chosen) =>
            run(`/v1/campaigns/${id}/group-modes/${group}`, 'PUT', { mode: chosen === '' ? null : chosen })
          }
          onClose={() => setGroups(false)}
        />
      ) : null}
    </li>
  );
}

function GroupModes({
  campaign,
  onMode,
  onClose,
}: {
  readonly campaign: CampaignLive;
  readonly onMode: (group: string, mode: string) => void;
  readonly onClose: () => void;
}) {
  const say = useTexts(FLOOR_TEXTS);
  const words = useWords();
  const agents = useLive((live) => live.agents);
  const own = Object.keys(campaign.groupModes);
  const groups = [...new Set([...own, ...[...agents.values()].map(({ groupId }) => groupId)])].sort();
  return (
    <Dialog title={say('groupModesOf', { name: campaign.name })} onClose={onClose}>
      {groups.map((group) => (
        <SelectField
          key={group}
          label={say('toGroup', { name: group })}
          value={campaign.groupModes[group] ?? ''}
          onChange={(event) => onMode(group, event.target.value)}
        >
          <option value="">{say('asCampaign')}</option>
          {MODES.map((mode) => (
            <option key={mode} value={mode}>
              {words('mode', mode)}
            </option>
          ))}
        </SelectField>
      ))}
      <DialogButtons>
        <Button onClick={onClose}>{say('cancel')}</Button>
      </DialogButtons>
    </Dialog>
  );
}
