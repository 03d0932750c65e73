import { CheckField, SelectField } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useWords } from '../../shell/texts/use-words.js';
import styles from '../admin.module.css';
import { NumberField } from '../number-field.js';
import { FIGURE_UNITS, type FigureKey } from './campaign-draft.js';
import { useTrunks } from './campaign-queries.js';
import type { EditorProps } from './editor-props.js';
import { SETTINGS_TEXTS } from './settings-texts.js';

export const MODES = ['predictive', 'power', 'preview', 'paused'] as const;

function CampaignFigure({
  name,
  draft,
  form,
  readOnly,
  refused,
  onChange,
}: EditorProps & { name: FigureKey }) {
  const say = useTexts(SETTINGS_TEXTS);
  const range = form.ranges.find((one) => one.name === name);
  return range === undefined ? null : (
    <NumberField
      label={say(name)}
      why={say(`${name}Why`)}
      least={range.least}
      most={range.most}
      whole={range.whole}
      rule={range.rule}
      unit={FIGURE_UNITS[name]}
      value={draft[name]}
      refused={refused[name]}
      disabled={readOnly}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
}

/** How the campaign dials: mode, limits, machines, the agent's times, what is recorded. */
export function DialFields(props: EditorProps) {
  const say = useTexts(SETTINGS_TEXTS);
  const words = useWords();
  const { draft, readOnly, onChange } = props;
  const figure = (name: FigureKey) => <CampaignFigure {...props} name={name} />;
  return (
    <>
      <fieldset className={styles['group']} disabled={readOnly}>
        <legend>{say('group.dial')}</legend>
        <div className={styles['fields']}>
          <SelectField
            label={say('dialMode')}
            hint={say('modeWhy')}
            value={draft.mode}
            onChange={(event) => onChange({ mode: event.target.value as typeof draft.mode })}
          >
            {MODES.map((mode) => (
              <option key={mode} value={mode}>
                {words('mode', mode)}
              </option>
            ))}
          </SelectField>
          {figure('abandonCap')}
          {figure('ringTimeoutMs')}
          {figure('connectDeadlineMs')}
          {figure('powerRatio')}
          {figure('weight')}
          <div className={styles['wide']}>
            <CheckField
              label={say('cancelsRinging')}
              checked={draft.cancelsRinging}
              onChange={(event) => onChange({ cancelsRinging: event.target.checked })}
            />
            <CheckField
              label={say('keepsListOrder')}
              checked={draft.keepsListOrder}
              onChange={(event) => onChange({ keepsListOrder: event.target.checked })}
            />
          </div>
        </div>
      </fieldset>
      <MachineAndAgent {...props} figure={figure} />
      <RecordingChoice {...props} />
      <TrunkChoice {...props} />
    </>
  );
}

function MachineAndAgent({
  draft,
  form,
  readOnly,
  onChange,
  figure,
}: EditorProps & { readonly figure: (name: FigureKey) => React.ReactNode }) {
  const say = useTexts(SETTINGS_TEXTS);
  const words = useWords();
  return (
    <>
      <fieldset className={styles['group']} disabled={readOnly}>
        <legend>{say('group.machine')}</legend>
        <div className={styles['fields']}>
          <CheckField
            label={say('amd')}
            checked={draft.amd}
            onChange={(event) => onChange({ amd: event.target.checked })}
          />
          <SelectField
            label={say('amdBy')}
            value={draft.amdBy}
            disabled={!draft.amd}
            onChange={(event) => onChange({ amdBy: event.target.value as typeof draft.amdBy })}
          >
            <option value="switch">{say('amdBy.switch')}</option>
            <option value="ear">{say('amdBy.ear')}</option>
          </SelectField>
          {figure('amdDeadlineMs')}
          <SelectField
            label={say('onMachine')}
            value={draft.onMachine}
            onChange={(event) => onChange({ onMachine: event.target.value as typeof draft.onMachine })}
          >
            <option value="hangup">{say('onMachine.hangup')}</option>
            <option value="message">{say('onMachine.message')}</option>
          </SelectField>
        </div>
      </fieldset>
      <fieldset className={styles['group']} disabled={readOnly}>
        <legend>{say('group.agent')}</legend>
        <div className={styles['fields']}>
          {figure('wrapUpLimitMs')}
          {figure('previewCountdownMs')}
          <SelectField
            label={say('onPreviewTimeout')}
            value={draft.onPreviewTimeout}
            onChange={(event) =>
              onChange({ onPreviewTimeout: event.target.value as typeof draft.onPreviewTimeout })
            }
          >
            <option value="dial">{say('onPreviewTimeout.dial')}</option>
            <option value="skip">{say('onPreviewTimeout.skip')}</option>
          </SelectField>
          <SelectField
            label={say('defaultDisposition')}
            hint={say('defaultDispositionWhy')}
            value={draft.defaultDisposition}
            onChange={(event) =>
              onChange({ defaultDisposition: event.target.value as typeof draft.defaultDisposition })
            }
          >
            {form.dispositions.map(({ code, reason }) => (
              <option key={code} value={code}>
                {draft.dispositions.find((one) => one.code === code)?.label ?? words('reason', reason)}
              </option>
            ))}
          </SelectField>
        </div>
      </fieldset>
    </>
  );
}

function RecordingChoice({ draft, readOnly, onChange }: EditorProps) {
  const say = useTexts(SETTINGS_TEXTS);
  return (
    <fieldset className={styles['group']} disabled={readOnly}>
      <legend>{say('group.recording')}</legend>
      <CheckField
        label={say('recordsEveryTalk')}
        aria-describedby="records-every-talk-why"
        checked={draft.recordsEveryTalk}
        onChange={(event) => onChange({ recordsEveryTalk: event.target.checked })}
      />
      <p id="records-every-talk-why" className={styles['note']}>
        {say('recordsEveryTalkWhy')}
      </p>
    </fieldset>
  );
}

function TrunkChoice({ draft, readOnly, onChange }: EditorProps) {
  const say = useTexts(SETTINGS_TEXTS);
  const trunks = useTrunks().data ?? [];
  const tick = (id: (typeof draft.trunks)[number], on: boolean) =>
    onChange({ trunks: on ? [...draft.trunks, id] : draft.trunks.filter((one) => one !== id) });
  return (
    <fieldset className={styles['group']} disabled={readOnly}>
      <legend>{say('group.trunks')}</legend>
      <p className={styles['note']}>{say('trunksAll')}</p>
      <div className={styles['fields']}>
        {trunks.map(({ id, carrierId }) => (
          <CheckField
            key={id}
            label={`${id} · ${carrierId}`}
            checked={draft.trunks.includes(id)}
            onChange={(event) => tick(id, event.target.checked)}
          />
        ))}
      </div>
    </fieldset>
  );
}
