import { useState } from 'react';
import type { InboundSettingOut } from '../../../contract/inbound-wire.js';
import { CheckField, ChoiceField, Field } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { NumberField, SecondsField } from '../number-field.js';
import { type Refusal, useSettingChange } from './inbound-settings.js';
import { OverflowFields } from './overflow-fields.js';
import { type QueueDraft, queueDocument, queueDraft } from './queue-draft.js';
import { QUEUE_TEXTS } from './queue-texts.js';
import { SettingDialog } from './setting-dialog.js';

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const STRATEGIES = ['longest_idle', 'fewest_calls', 'rank', 'skill_weighted'] as const;
const DAYS = ['weekday', 'saturday', 'sunday', 'holiday'] as const;
const HOUR = 3_600_000;
/** Members whose refusal stands at a field of theirs. */
const SHOWN = ['name', 'hours', 'needs', 'overflow'];

interface QueueDialogProps {
  /** null: a new one. */
  readonly setting: InboundSettingOut | null;
  readonly queueIds: readonly string[];
  readonly onClose: () => void;
}

/** What every part of the form is given. */
interface Part {
  readonly draft: QueueDraft;
  readonly refused: Refusal | null;
  readonly set: (change: Partial<QueueDraft>) => void;
}

/** A queue to be made, changed or taken away. */
export function QueueDialog({ setting, queueIds, onClose }: QueueDialogProps) {
  const say = useTexts(QUEUE_TEXTS);
  const change = useSettingChange('queues', setting);
  const [id, setId] = useState(setting?.id ?? '');
  const [before, setBefore] = useState(setting?.document);
  const [draft, setDraft] = useState(() => queueDraft(setting?.document));
  const set = (part: Partial<QueueDraft>) => setDraft((now) => ({ ...now, ...part }));
  const taken = setting === null && queueIds.includes(id);
  const idError = taken ? say('idTaken') : id === '' || ID.test(id) ? undefined : say('idWrong');
  const isFigure = (value: unknown): boolean => typeof value !== 'number' || !Number.isNaN(value);
  const fits =
    ID.test(id) &&
    !taken &&
    draft.name.trim() !== '' &&
    Object.values(draft).every(isFigure) &&
    draft.overflow.every((rule) => Object.values(rule).every(isFigure));
  const part = { draft, refused: change.refused, set };
  return (
    <SettingDialog
      title={setting === null ? say('newQueue') : say('changeQueue', { name: draft.name || id })}
      change={change}
      id={id}
      name={draft.name || id}
      removable={setting !== null}
      fits={fits}
      shown={SHOWN}
      document={() => queueDocument(draft, before)}
      onTakeTheirs={(document) => {
        setBefore(document);
        setDraft(queueDraft(document));
      }}
      onClose={onClose}
    >
      <div className={styles['fields']}>
        <Field
          label={say('id')}
          hint={say('idWhy')}
          {...(idError === undefined ? {} : { error: idError })}
          spellCheck={false}
          autoComplete="off"
          disabled={setting !== null}
          value={id}
          onChange={({ target }) => setId(target.value.trim())}
        />
        <ServiceFields {...part} />
      </div>
      <HoursFields {...part} />
      <WaitFields {...part} />
      <OverflowFields
        rules={draft.overflow}
        queueIds={queueIds.filter((other) => other !== id)}
        refused={change.refused}
        onChange={(overflow) => set({ overflow })}
      />
    </SettingDialog>
  );
}

const errorAt = (refused: Refusal | null, member: string) =>
  refused?.member === member ? { error: refused.why } : {};

function ServiceFields({ draft, refused, set }: Part) {
  const say = useTexts(QUEUE_TEXTS);
  const time = (key: 'withinMs' | 'stickyMs' | 'offerMs' | 'wrapUpLimitMs', least: number, most: number) => ({
    value: draft[key],
    least,
    most,
    onChange: (value: number) => set({ [key]: value }),
  });
  return (
    <>
      <Field
        label={say('name')}
        maxLength={80}
        {...errorAt(refused, 'name')}
        value={draft.name}
        onChange={({ target }) => set({ name: target.value })}
      />
      <NumberField
        label={say('priority')}
        why={say('priorityWhy')}
        value={draft.priority}
        least={0}
        most={100}
        whole
        unit="count"
        onChange={(priority) => set({ priority })}
      />
      <ChoiceField
        label={say('strategy')}
        value={draft.strategy}
        words={STRATEGIES.map((name) => [name, say(`strategy.${name}`)])}
        onChoose={(strategy) => set({ strategy })}
      />
      <NumberField
        label={say('serviceLevel')}
        value={draft.serviceLevel}
        least={0.01}
        most={0.99}
        whole={false}
        unit="percent"
        onChange={(serviceLevel) => set({ serviceLevel })}
      />
      <SecondsField label={say('within')} {...time('withinMs', 0, HOUR)} />
      <Field
        label={say('needs')}
        hint={say('needsWhy')}
        {...errorAt(refused, 'needs')}
        value={draft.needs}
        onChange={({ target }) => set({ needs: target.value })}
      />
      <SecondsField label={say('sticky')} {...time('stickyMs', 0, HOUR)} />
      <SecondsField label={say('offer')} {...time('offerMs', 1000, 60_000)} />
      <SecondsField label={say('wrapUp')} {...time('wrapUpLimitMs', 1000, HOUR)} />
    </>
  );
}

function HoursFields({ draft, refused, set }: Part) {
  const say = useTexts(QUEUE_TEXTS);
  return (
    <fieldset className={styles['group']}>
      <legend>{say('hours')}</legend>
      <CheckField
        label={say('hoursOn')}
        checked={draft.hours}
        onChange={({ target }) => set({ hours: target.checked })}
      />
      {draft.hours ? (
        <div className={styles['fields']}>
          {DAYS.map((day) => (
            <Field
              key={day}
              label={say(day)}
              hint={say('hoursWhy')}
              {...(refused?.why.includes(`.hours.${day}`) === true ? { error: refused.why } : {})}
              value={draft[day]}
              onChange={({ target }) => set({ [day]: target.value })}
            />
          ))}
        </div>
      ) : null}
    </fieldset>
  );
}

function WaitFields({ draft, set }: Part) {
  const say = useTexts(QUEUE_TEXTS);
  return (
    <fieldset className={styles['group']}>
      <legend>{say('told')}</legend>
      <div className={styles['fields']}>
        <SecondsField
          label={say('first')}
          value={draft.firstMs}
          most={HOUR}
          onChange={(firstMs) => set({ firstMs })}
        />
        <SecondsField
          label={say('every')}
          value={draft.everyMs}
          least={10_000}
          most={HOUR}
          onChange={(everyMs) => set({ everyMs })}
        />
        <div>
          <CheckField
            label={say('sayPosition')}
            checked={draft.sayPosition}
            onChange={({ target }) => set({ sayPosition: target.checked })}
          />
          <CheckField
            label={say('sayWait')}
            checked={draft.sayWait}
            onChange={({ target }) => set({ sayWait: target.checked })}
          />
          <CheckField
            label={say('callbackOn')}
            checked={draft.callback}
            onChange={({ target }) => set({ callback: target.checked })}
          />
        </div>
        {draft.callback ? (
          <SecondsField
            label={say('callbackFrom')}
            value={draft.callbackMs}
            most={HOUR}
            onChange={(callbackMs) => set({ callbackMs })}
          />
        ) : null}
      </div>
    </fieldset>
  );
}
