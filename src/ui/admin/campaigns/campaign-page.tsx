import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { CampaignOut } from '../../../contract/campaign-wire.js';
import { ApiError, apiTagged, type Tagged } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Panel } from '../../shell/components/panel.js';
import { Tabs } from '../../shell/components/tabs.js';
import { useLive } from '../../shell/live/live-context.js';
import { useSession } from '../../shell/session/session-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ADMIN_TEXTS } from '../admin-texts.js';
import { ReadState } from '../read-state.js';
import { useChange } from '../use-change.js';
import { CalendarFields, isCalendarWrong } from './calendar-fields.js';
import { changedKeys, type Draft, isUnfinished, partOf } from './campaign-draft.js';
import { CampaignCommands } from './campaign-list.js';
import { useCampaign, useCampaignForm } from './campaign-queries.js';
import { CampaignState } from './campaign-state.js';
import { CAMPAIGN_TEXTS } from './campaign-texts.js';
import { ConflictNotice } from './conflict-notice.js';
import { DialFields } from './dial-fields.js';
import { DispositionEditor } from './disposition-editor.js';
import { GroupModes } from './group-modes.js';
import { QuartilePanel } from './quartile-panel.js';
import { ReadinessPanel } from './readiness-panel.js';
import { refusalsOf } from './refusals.js';
import { RehearsalPanel } from './rehearsal-panel.js';
import { RetryEditor } from './retry-editor.js';
import { WhoFields } from './who-fields.js';

const TABS = ['ready', 'settings', 'dispositions', 'retry', 'groups'] as const;
type Tab = (typeof TABS)[number];

function draftOf({ settings }: CampaignOut): Draft {
  const { id: _, ...draft } = settings;
  return draft;
}

/** One campaign: what it is, and everything that can be changed of it. */
export function CampaignPage() {
  const { id = '' } = useParams();
  const query = useCampaign(id);
  return query.data === undefined ? <ReadState query={query} /> : <Page key={id} stored={query.data} />;
}

function Page({ stored }: { readonly stored: Tagged<CampaignOut> }) {
  const say = useTexts(CAMPAIGN_TEXTS);
  const { may } = useSession();
  const form = useCampaignForm();
  const [tab, setTab] = useState<Tab>('ready');
  const edit = useEdit(stored);
  const { id, name } = stored.data.settings;
  const state = useLive((live) => live.campaigns)?.get(id)?.state ?? stored.data.state;
  const readOnly = !may('run');
  const props = form.data === undefined ? null : { ...edit, form: form.data, readOnly };
  return (
    <div className={styles['stack']}>
      <Link to="/admin/campaigns">← {say('back')}</Link>
      <div className={`${styles['row']} ${styles['spread']}`}>
        <div className={styles['row']}>
          <h1>{name}</h1>
          <CampaignState state={state} />
          <span className={styles['note']}>
            {id} · {say('version', { n: stored.data.version })}
          </span>
        </div>
        <CampaignCommands id={id} name={name} state={state} />
      </div>
      {edit.theirs === null ? null : <ConflictNotice {...edit} theirs={edit.theirs} />}
      <Tabs
        label={say('partsOf')}
        tabs={TABS.map((key) => ({ key, label: say(`tab.${key}`) }))}
        chosen={tab}
        onChoose={(key) => setTab(key as Tab)}
      >
        <ReadState query={form} />
        {tab === 'ready' ? <ReadinessPanel id={id} /> : null}
        {tab === 'groups' ? (
          <div className={styles['stack']}>
            <GroupModes campaign={stored.data} readOnly={readOnly} />
            {readOnly ? null : <QuartilePanel id={id} {...edit} readOnly={readOnly} />}
          </div>
        ) : null}
        {props !== null && tab === 'settings' ? (
          <Panel title={say('tab.settings')}>
            <WhoFields {...props} />
            <DialFields {...props} />
            <CalendarFields {...props} />
          </Panel>
        ) : null}
        {props !== null && tab === 'dispositions' ? (
          <Panel title={say('tab.dispositions')}>
            <DispositionEditor {...props} />
          </Panel>
        ) : null}
        {props !== null && tab === 'retry' ? (
          <div className={styles['stack']}>
            <RehearsalPanel draft={edit.draft} />
            <Panel title={say('tab.retry')}>
              <RetryEditor {...props} />
            </Panel>
          </div>
        ) : null}
      </Tabs>
      {readOnly || tab === 'ready' ? null : <SaveBar {...edit} />}
    </div>
  );
}

type Edit = ReturnType<typeof useEdit>;

/** The draft over the version it was begun from, and what happens when somebody else was faster. */
function useEdit(stored: Tagged<CampaignOut>) {
  const say = useTexts(CAMPAIGN_TEXTS);
  const { busy, run } = useChange('campaign', 'campaigns', 'readiness');
  const [base, setBase] = useState(stored);
  const [draft, setDraft] = useState(() => draftOf(stored.data));
  const [theirs, setTheirs] = useState<Tagged<CampaignOut> | null>(null);
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const mine = changedKeys(draft, draftOf(base.data));
  // Nothing is being written: what was read anew is what stands here.
  if (stored.etag !== base.etag && mine.length === 0) {
    setBase(stored);
    setDraft(draftOf(stored.data));
  }
  const path = `/v1/campaigns/${encodeURIComponent(base.data.settings.id)}`;
  const onTop = (on: Tagged<CampaignOut>, keys: readonly (keyof Draft)[]) => {
    setBase(on);
    setDraft({ ...draftOf(on.data), ...partOf(draft, keys) });
    setTheirs(null);
  };
  const save = () =>
    run(
      'save',
      async () => {
        setRefused({});
        try {
          const body = partOf(draft, mine);
          const options = { body, ...(base.etag === null ? {} : { ifMatch: base.etag }) };
          onTop(await apiTagged<CampaignOut>('PATCH', path, options), []);
          return true;
        } catch (failure) {
          setRefused(refusalsOf(failure));
          if (failure instanceof ApiError && failure.status === 412) {
            setTheirs(await apiTagged<CampaignOut>('GET', path));
            return false;
          }
          throw failure;
        }
      },
      say('saved'),
    );
  return {
    draft,
    mine,
    base: draftOf(base.data),
    theirs,
    refused,
    busy: busy !== null,
    onChange: (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change })),
    onSave: save,
    onDiscard: () => onTop(theirs ?? stored, []),
    onKeep: (on: Tagged<CampaignOut>) => onTop(on, mine),
  };
}

function SaveBar({ draft, mine, busy, theirs, onSave, onDiscard }: Edit) {
  const say = useTexts(CAMPAIGN_TEXTS);
  const common = useTexts(ADMIN_TEXTS);
  const wrong = isUnfinished(draft) || isCalendarWrong(draft);
  return (
    <div className={styles['bar']}>
      <span role="status">
        {mine.length === 0
          ? say('noChanges')
          : wrong
            ? say('unfinished')
            : say('changes', { n: mine.length })}
      </span>
      <span className={styles['row']}>
        <Button disabled={mine.length === 0} onClick={onDiscard}>
          {common('discard')}
        </Button>
        <Button
          tone="go"
          busy={busy}
          disabled={mine.length === 0 || wrong || theirs !== null}
          onClick={() => void onSave()}
        >
          {common('save')}
        </Button>
      </span>
    </div>
  );
}
