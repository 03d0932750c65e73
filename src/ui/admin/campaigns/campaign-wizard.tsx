import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { CampaignFormOut } from '../../../contract/campaign-form-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Field } from '../../shell/components/field.js';
import { Panel } from '../../shell/components/panel.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useWords } from '../../shell/texts/use-words.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { useChange } from '../use-change.js';
import { CalendarFields, isCalendarWrong } from './calendar-fields.js';
import { type Draft, draftOfPreset, idOfName, isUnfinished } from './campaign-draft.js';
import { useCampaignForm, useCampaigns } from './campaign-queries.js';
import { CAMPAIGN_TEXTS } from './campaign-texts.js';
import { DialFields } from './dial-fields.js';
import { DispositionEditor } from './disposition-editor.js';
import type { EditorProps } from './editor-props.js';
import { refusalsOf } from './refusals.js';
import { RehearsalPanel } from './rehearsal-panel.js';
import { RetryEditor } from './retry-editor.js';
import { SETTINGS_TEXTS } from './settings-texts.js';
import { WhoFields } from './who-fields.js';

const STEPS = ['preset', 'who', 'dial', 'dispositions', 'retry', 'review'] as const;
type Step = (typeof STEPS)[number];
const ID_FORM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A new campaign, step by step from a preset; it is made as a draft, and nothing dials. */
export function CampaignWizard() {
  const form = useCampaignForm();
  return form.data === undefined ? <ReadState query={form} /> : <Wizard form={form.data} />;
}

function Wizard({ form }: { readonly form: CampaignFormOut }) {
  const say = useTexts(CAMPAIGN_TEXTS);
  const navigate = useNavigate();
  const { busy, run } = useChange('campaigns');
  const taken = new Set((useCampaigns().data ?? []).map(({ settings }) => settings.id as string));
  const [step, setStep] = useState<Step>('preset');
  const [preset, setPreset] = useState(form.presets[0]?.id ?? '');
  const [draft, setDraft] = useState<Draft | null>(() => draftOfPreset(form, preset, null));
  const [typedId, setTypedId] = useState('');
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  if (draft === null) {
    return null;
  }
  const id = typedId === '' ? idOfName(draft.name) : typedId;
  const idWrong = !ID_FORM.test(id) || taken.has(id);
  const at = STEPS.indexOf(step);
  const next = STEPS[at + 1];
  const previous = STEPS[at - 1];
  const stuck = step !== 'preset' && (isUnfinished(draft) || isCalendarWrong(draft) || idWrong);
  const props: EditorProps = {
    ...{ draft, form, refused, readOnly: false },
    onChange: (change) => setDraft({ ...draft, ...change }),
  };
  const create = () =>
    run(
      'create',
      async () => {
        try {
          await api('PUT', `/v1/campaigns/${encodeURIComponent(id)}`, { body: draft });
        } catch (failure) {
          setRefused(refusalsOf(failure));
          throw failure;
        }
        void navigate(`/admin/campaigns/${encodeURIComponent(id)}`);
      },
      say('wizard.created'),
    );
  return (
    <Panel title={say('wizard.title')} aside={<Link to="/admin/campaigns">{say('back')}</Link>}>
      <ol className={styles['steps']}>
        {STEPS.map((one, index) => (
          <li key={one} aria-current={one === step ? 'step' : undefined}>
            {index + 1}. {say(`wizard.${one}`)}
          </li>
        ))}
      </ol>
      {step === 'preset' ? (
        <PresetChoice
          form={form}
          chosen={preset}
          onChoose={(chosen) => {
            setPreset(chosen);
            setDraft(draftOfPreset(form, chosen, draft));
          }}
        />
      ) : null}
      {step === 'who' ? (
        <>
          <WhoFields {...props} />
          <IdField id={id} taken={taken.has(id)} onChange={setTypedId} />
        </>
      ) : null}
      {step === 'dial' ? (
        <>
          <DialFields {...props} />
          <CalendarFields {...props} />
        </>
      ) : null}
      {step === 'dispositions' ? <DispositionEditor {...props} /> : null}
      {step === 'retry' ? (
        <>
          <RehearsalPanel draft={draft} />
          <RetryEditor {...props} />
        </>
      ) : null}
      {step === 'review' ? <Review draft={draft} id={id} /> : null}
      <div className={styles['bar']}>
        <Button disabled={previous === undefined} onClick={() => previous && setStep(previous)}>
          {say('wizard.previous')}
        </Button>
        {next === undefined ? (
          <Button tone="go" busy={busy !== null} disabled={stuck} onClick={() => void create()}>
            {say('wizard.create')}
          </Button>
        ) : (
          <Button tone="go" disabled={stuck} onClick={() => setStep(next)}>
            {say('wizard.next')}
          </Button>
        )}
      </div>
    </Panel>
  );
}

interface PresetChoiceProps {
  readonly form: CampaignFormOut;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

function PresetChoice({ form, chosen, onChoose }: PresetChoiceProps) {
  const say = useTexts(CAMPAIGN_TEXTS);
  const words = useWords();
  const { percent } = useFormats();
  const told: Readonly<Record<string, string>> = {
    'cobranca-banco': say('presetWhy.cobranca-banco'),
    'cobranca-alto-valor': say('presetWhy.cobranca-alto-valor'),
    'retencao-telecom': say('presetWhy.retencao-telecom'),
    'pesquisa-satisfacao': say('presetWhy.pesquisa-satisfacao'),
    'aviso-servico': say('presetWhy.aviso-servico'),
  };
  const names: Readonly<Record<string, string>> = {
    'cobranca-banco': say('preset.cobranca-banco'),
    'cobranca-alto-valor': say('preset.cobranca-alto-valor'),
    'retencao-telecom': say('preset.retencao-telecom'),
    'pesquisa-satisfacao': say('preset.pesquisa-satisfacao'),
    'aviso-servico': say('preset.aviso-servico'),
  };
  return (
    <fieldset className={styles['cards']} aria-label={say('wizard.preset')}>
      {form.presets.map(({ id, settings }) => (
        <label key={id} className={styles['card']}>
          <span className={styles['row']}>
            <input type="radio" name="preset" checked={id === chosen} onChange={() => onChoose(id)} />
            <strong>{names[id] ?? id}</strong>
          </span>
          <span>{told[id] ?? ''}</span>
          <span className={styles['note']}>
            {words('mode', settings.mode ?? '')} · {say('abandon')}: {percent(settings.abandonCap ?? 0)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function IdField({
  id,
  taken,
  onChange,
}: {
  readonly id: string;
  readonly taken: boolean;
  readonly onChange: (id: string) => void;
}) {
  const say = useTexts(SETTINGS_TEXTS);
  const error = taken ? say('idTaken') : ID_FORM.test(id) || id === '' ? undefined : say('idWrong');
  return (
    <div className={styles['fields']}>
      <Field
        label={say('id')}
        hint={say('idWhy')}
        {...(error === undefined ? {} : { error })}
        maxLength={64}
        spellCheck={false}
        value={id}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

/** What is about to be made, in a few lines; the rest has been seen on the way. */
function Review({ draft, id }: { readonly draft: Draft; readonly id: string }) {
  const say = useTexts(CAMPAIGN_TEXTS);
  const fields = useTexts(SETTINGS_TEXTS);
  const words = useWords();
  const { percent, number } = useFormats();
  const lines: readonly (readonly [string, string])[] = [
    [fields('name'), draft.name],
    [fields('id'), id],
    [fields('purpose'), fields(`purpose.${draft.purpose}`)],
    [fields('policyId'), draft.policyId],
    [fields('callerCnpj'), draft.callerCnpj || '–'],
    [fields('creditorCnpj'), draft.creditorCnpj || '–'],
    [fields('dialMode'), words('mode', draft.mode)],
    [fields('abandonCap'), percent(draft.abandonCap)],
    [fields('ringTimeoutMs'), `${number(draft.ringTimeoutMs / 1000, 1)} s`],
    [fields('group.recording'), fields(draft.recordsEveryTalk ? 'recorded.all' : 'recorded.law')],
    [say('tab.dispositions'), number(draft.dispositions.length)],
    [say('tab.retry'), number(draft.retry.maxAttempts)],
  ];
  return (
    <div className={styles['stack']}>
      <dl className={styles['facts']}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className={styles['note']}>{say('wizard.dry')}</p>
    </div>
  );
}
