import { useState } from 'react';
import type { ScriptCheckOut, ScriptOut } from '../../../contract/script-wire.js';
import { api, apiTagged, type Tagged } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Field } from '../../shell/components/field.js';
import { Panel } from '../../shell/components/panel.js';
import { useSession } from '../../shell/session/session-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ADMIN_TEXTS } from '../admin-texts.js';
import own from '../steps.module.css';
import { useChange } from '../use-change.js';
import { changedStep, draftOf, freshStep, isSame, movedStep, type ScriptDraft } from './script-draft.js';
import { ScriptPreview } from './script-preview.js';
import { SCRIPT_TEXTS } from './script-texts.js';
import { ScriptVersions } from './script-versions.js';
import { type Dispositions, StepEditor } from './step-editor.js';

const TEXT_FIELDS = '{nome}, {primeiro_nome}';
const POP_FIELDS = '{nome}, {telefone}, {divida}, {contato}, {chamada}, {campanha}, {atendente}';

interface EditorProps {
  readonly stored: Tagged<ScriptOut>;
  readonly dispositions: Dispositions;
}

/** The script of a campaign: its steps, how an agent sees it, its versions. Saving makes a new version. */
export function ScriptEditor({ stored, dispositions }: EditorProps) {
  const say = useTexts(SCRIPT_TEXTS);
  const { may } = useSession();
  const edit = useScriptEdit(stored);
  const { draft, setDraft, check } = edit;
  const readOnly = !may('run');
  const { campaignId, version } = stored.data;
  return (
    <>
      <div className={own['two']}>
        <Panel
          title={say('title')}
          aside={version === 0 ? say('ownVersion') : say('version', { n: version })}
        >
          <p className={styles['note']}>{say('why')}</p>
          <p className={styles['note']}>{say('textHint', { fields: TEXT_FIELDS })}</p>
          <Problems check={check} />
          <Steps draft={draft} dispositions={dispositions} readOnly={readOnly} onChange={setDraft} />
          <Field
            label={say('crm')}
            hint={say('crmHint', { fields: POP_FIELDS })}
            {...(check?.popProblem == null ? {} : { error: say('crmWrong') })}
            maxLength={2000}
            spellCheck={false}
            disabled={readOnly}
            value={draft.popUrl}
            onChange={({ target }) => setDraft({ ...draft, popUrl: target.value.trim() })}
          />
        </Panel>
        <div className={own['side']}>
          <ScriptPreview steps={draft.steps} dispositions={dispositions} />
          <ScriptVersions campaignId={campaignId} onLoad={(script) => setDraft(draftOf(script))} />
        </div>
      </div>
      {readOnly ? null : <SaveBar edit={edit} />}
    </>
  );
}

/** The draft over the version it was begun from; what somebody else saved meanwhile is refused by the server. */
function useScriptEdit(stored: Tagged<ScriptOut>) {
  const say = useTexts(SCRIPT_TEXTS);
  const { busy, run } = useChange('script', 'script-versions');
  const [base, setBase] = useState(stored);
  const [draft, setDraft] = useState<ScriptDraft>(() => draftOf(stored.data));
  const [check, setCheck] = useState<ScriptCheckOut | null>(null);
  const same = isSame(draft, base.data);
  if (stored.etag !== base.etag && same) {
    setBase(stored);
    setDraft(draftOf(stored.data));
  }
  const path = `/v1/campaigns/${encodeURIComponent(base.data.campaignId)}/script`;
  const save = () =>
    run(
      'save',
      async () => {
        const found = await api<ScriptCheckOut>('POST', '/v1/script-checks', { body: draft });
        setCheck(found);
        if (found.problems.length > 0 || found.popProblem !== null) {
          return false;
        }
        const ifMatch = base.etag ?? '"0"';
        const saved = await apiTagged<ScriptOut>('PUT', path, { body: draft, ifMatch });
        setBase(saved);
        setDraft(draftOf(saved.data));
        return true;
      },
      say('saved'),
    );
  const discard = () => {
    setDraft(draftOf(stored.data));
    setBase(stored);
    setCheck(null);
  };
  return { draft, setDraft, check, same, busy: busy !== null, save, discard };
}

function Problems({ check }: { readonly check: ScriptCheckOut | null }) {
  const say = useTexts(SCRIPT_TEXTS);
  return check === null || check.problems.length === 0 ? null : (
    <div role="alert" className={styles['notice']}>
      <strong>{say('wrong')}</strong>
      <ul>
        {check.problems.map(({ kind, step, what }) => (
          <li key={`${kind} ${step} ${what}`}>{say(`problem.${kind}`, { step, what })}</li>
        ))}
      </ul>
    </div>
  );
}

function Steps({
  draft,
  dispositions,
  readOnly,
  onChange,
}: {
  readonly draft: ScriptDraft;
  readonly dispositions: Dispositions;
  readonly readOnly: boolean;
  readonly onChange: (draft: ScriptDraft) => void;
}) {
  const say = useTexts(SCRIPT_TEXTS);
  const { steps } = draft;
  const keep = (next: ScriptDraft['steps']) => onChange({ ...draft, steps: next });
  return (
    <>
      {steps.map((step, at) => (
        <StepEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place; its name changes as it is written
          key={at}
          step={step}
          place={at + 1}
          names={steps.map(({ id }) => id)}
          dispositions={dispositions}
          readOnly={readOnly}
          onChange={(is) => keep(changedStep(steps, step, is))}
          onMove={(by) => keep(movedStep(steps, step, by))}
          onRemove={() => keep(steps.filter((one) => one !== step))}
        />
      ))}
      {readOnly ? null : (
        <div>
          <Button onClick={() => keep([...steps, freshStep(steps)])}>{say('addStep')}</Button>
        </div>
      )}
    </>
  );
}

function SaveBar({ edit }: { readonly edit: ReturnType<typeof useScriptEdit> }) {
  const say = useTexts(SCRIPT_TEXTS);
  const common = useTexts(ADMIN_TEXTS);
  return (
    <div className={styles['bar']}>
      <span role="status">{say(edit.same ? 'allSaved' : 'unsaved')}</span>
      <span className={styles['row']}>
        <Button disabled={edit.same} onClick={edit.discard}>
          {common('discard')}
        </Button>
        <Button tone="go" busy={edit.busy} disabled={edit.same} onClick={() => void edit.save()}>
          {common('save')}
        </Button>
      </span>
    </div>
  );
}
