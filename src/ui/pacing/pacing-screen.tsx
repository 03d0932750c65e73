import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { CampaignOut } from '../../contract/campaign-wire.js';
import { api } from '../shell/api.js';
import { SelectField } from '../shell/components/field.js';
import { useLive } from '../shell/live/live-context.js';
import { useSession } from '../shell/session/session-context.js';
import { useTexts } from '../shell/texts/texts.js';
import { CurvesPanel, DecisionsPanel } from './curves-panel.js';
import { changeOf, type Draft } from './knob-form.js';
import { KnobsPanel } from './knobs-panel.js';
import { OverridesPanel } from './overrides-panel.js';
import styles from './pacing.module.css';
import { PACING_TEXTS } from './pacing-texts.js';
import { useDecisions } from './use-decisions.js';
import { WhatIfPanel } from './what-if-panel.js';

const WINDOWS = [15, 60, 240] as const;

/** How the campaign paces and why, and its knobs with what they would do. */
export function PacingScreen() {
  const say = useTexts(PACING_TEXTS);
  const [query, setQuery] = useSearchParams();
  const rows = useLive((live) => live.campaigns);
  const campaigns = useMemo(
    () =>
      [...rows.values()].sort(
        (a, b) =>
          Number(b.state === 'running') - Number(a.state === 'running') || a.name.localeCompare(b.name),
      ),
    [rows],
  );
  const [minutes, setMinutes] = useState<number>(15);
  const chosen = query.get('campaign') ?? campaigns[0]?.id ?? '';
  return (
    <div className={styles['pacing']}>
      <div className={styles['head']}>
        <h1>{say('title')}</h1>
        <SelectField
          label={say('campaign')}
          value={chosen}
          onChange={(event) => setQuery({ campaign: event.target.value })}
        >
          {campaigns.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={say('window')}
          value={minutes}
          onChange={(event) => setMinutes(Number(event.target.value))}
        >
          {WINDOWS.map((n) => (
            <option key={n} value={n}>
              {n < 60 ? say('minutes', { n }) : say('hours', { n: n / 60 })}
            </option>
          ))}
        </SelectField>
      </div>
      {chosen === '' ? (
        <p className="soft">{say('noCampaign')}</p>
      ) : (
        <OneCampaign key={chosen} id={chosen} minutes={minutes} />
      )}
    </div>
  );
}

function OneCampaign({ id, minutes }: { readonly id: string; readonly minutes: number }) {
  const { may } = useSession();
  const decisions = useDecisions(id, minutes);
  const [draft, setDraft] = useState<Draft>({});
  const { data: campaign } = useQuery({
    queryKey: ['campaign', id, 'settings'],
    queryFn: () => api<CampaignOut>('GET', `/v1/campaigns/${id}`),
  });
  const change = useMemo(
    () => (campaign === undefined ? {} : changeOf(draft, campaign.settings)),
    [campaign, draft],
  );
  return (
    <div className={styles['columns']}>
      <div className={styles['side']}>
        <CurvesPanel decisions={decisions} minutes={minutes} />
        <DecisionsPanel decisions={decisions} />
      </div>
      <div className={styles['side']}>
        {campaign !== undefined && may('pace') ? (
          <KnobsPanel settings={campaign.settings} draft={draft} onDraft={setDraft} change={change} />
        ) : null}
        <WhatIfPanel campaignId={id} change={change} />
        <OverridesPanel campaignId={id} />
      </div>
    </div>
  );
}
