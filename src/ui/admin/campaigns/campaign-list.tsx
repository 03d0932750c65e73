import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { CampaignOut } from '../../../contract/campaign-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { Panel } from '../../shell/components/panel.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useLive } from '../../shell/live/live-context.js';
import { useSession } from '../../shell/session/session-context.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useWords } from '../../shell/texts/use-words.js';
import styles from '../admin.module.css';
import { ADMIN_TEXTS } from '../admin-texts.js';
import { ReadState } from '../read-state.js';
import { useChange } from '../use-change.js';
import { useCampaigns } from './campaign-queries.js';
import { CampaignState } from './campaign-state.js';
import { CAMPAIGN_TEXTS } from './campaign-texts.js';

type Verb = 'start' | 'pause' | 'drain';

/** Commands that lead out of each state. */
const VERBS: Readonly<Record<CampaignOut['state'], readonly Verb[]>> = {
  draft: ['start'],
  running: ['pause', 'drain'],
  paused: ['start', 'drain'],
  draining: ['start'],
  ended: ['start'],
};
const DONE = { start: 'started', pause: 'paused', drain: 'drained' } as const;

/** Start, pause, end: those that fit the state. Ending asks first. */
export function CampaignCommands({
  id,
  name,
  state,
}: {
  id: string;
  name: string;
  state: CampaignOut['state'];
}) {
  const say = useTexts(CAMPAIGN_TEXTS);
  const common = useTexts(ADMIN_TEXTS);
  const { busy, run } = useChange('campaigns', 'campaign', 'readiness');
  const [asking, setAsking] = useState(false);
  const { may } = useSession();
  if (!may('run')) {
    return null;
  }
  const go = async (verb: Verb) => {
    const path = `/v1/campaigns/${encodeURIComponent(id)}/${verb}`;
    await run(verb, () => api('POST', path), say(DONE[verb], { name }));
    setAsking(false);
  };
  return (
    <div className={styles['commands']}>
      {VERBS[state].map((verb) => (
        <Button
          key={verb}
          tone={verb === 'start' ? 'go' : 'plain'}
          busy={busy === verb}
          aria-label={`${say(verb)}: ${name}`}
          onClick={() => (verb === 'drain' ? setAsking(true) : void go(verb))}
        >
          {say(verb)}
        </Button>
      ))}
      {asking ? (
        <Dialog title={say('drainTitle', { name })} onClose={() => setAsking(false)}>
          <p>{say('drainText')}</p>
          <DialogButtons>
            <Button onClick={() => setAsking(false)}>{common('cancel')}</Button>
            <Button tone="stop" busy={busy === 'drain'} onClick={() => void go('drain')}>
              {say('drain')}
            </Button>
          </DialogButtons>
        </Dialog>
      ) : null}
    </div>
  );
}

/** All campaigns with what matters of each, and their commands. */
export function CampaignList() {
  const say = useTexts(CAMPAIGN_TEXTS);
  const words = useWords();
  const { number, percent } = useFormats();
  const navigate = useNavigate();
  const { may } = useSession();
  const query = useCampaigns();
  const live = useLive((state) => state.campaigns);
  const rows = [...(query.data ?? [])].sort((a, b) => a.settings.name.localeCompare(b.settings.name));
  const stateOf = (row: CampaignOut) => live.get(row.settings.id)?.state ?? row.state;
  const count = (row: CampaignOut, key: 'ready' | 'later' | 'done') => {
    const counts = live.get(row.settings.id)?.contacts;
    return counts === undefined ? '–' : number(counts[key]);
  };
  const columns: readonly Column<CampaignOut>[] = [
    {
      key: 'name',
      head: say('campaign'),
      cell: ({ settings }) => <Link to={encodeURIComponent(settings.id)}>{settings.name}</Link>,
    },
    { key: 'state', head: say('state'), cell: (row) => <CampaignState state={stateOf(row)} /> },
    {
      key: 'mode',
      head: say('mode'),
      cell: ({ settings }) => words('mode', live.get(settings.id)?.mode ?? settings.mode),
    },
    {
      key: 'abandon',
      head: say('abandon'),
      number: true,
      cell: ({ settings }) => {
        const today = live.get(settings.id)?.today;
        const given = (today?.abandoned ?? 0) + (today?.connected ?? 0);
        const share = today === undefined || given === 0 ? '–' : percent(today.abandoned / given);
        return `${share} / ${percent(settings.abandonCap)}`;
      },
    },
    { key: 'ready', head: say('left'), number: true, cell: (row) => count(row, 'ready') },
    { key: 'later', head: say('later'), number: true, cell: (row) => count(row, 'later') },
    { key: 'done', head: say('done'), number: true, cell: (row) => count(row, 'done') },
    ...(may('run')
      ? [
          {
            key: 'actions',
            head: say('actions'),
            cell: (row: CampaignOut) => (
              <CampaignCommands id={row.settings.id} name={row.settings.name} state={stateOf(row)} />
            ),
          },
        ]
      : []),
  ];
  return (
    <Panel
      title={say('title')}
      aside={
        may('run') ? (
          <Button tone="go" onClick={() => void navigate('new')}>
            {say('fresh')}
          </Button>
        ) : undefined
      }
    >
      <ReadState query={query} />
      {query.data === undefined ? null : (
        <Table
          caption={say('title')}
          columns={columns}
          rows={rows}
          keyOf={({ settings }) => settings.id}
          empty={say('none')}
        />
      )}
    </Panel>
  );
}
