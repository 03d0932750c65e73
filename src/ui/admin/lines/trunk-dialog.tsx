import { useId, useState } from 'react';
import type { TrunkOut } from '../../../contract/trunk-wire.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { CheckField, ChoiceField, Field } from '../../shell/components/field.js';
import { useSession } from '../../shell/session/session-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ADMIN_TEXTS } from '../admin-texts.js';
import { DialogFoot } from '../dialog-foot.js';
import { NumberField } from '../number-field.js';
import { StaleNotice } from '../stale-notice.js';
import steps from '../steps.module.css';
import { useVersioned } from '../use-versioned.js';
import { DialTry } from './dial-try.js';
import {
  draftFits,
  FRESH_TRUNK,
  TRUNK_FITS,
  type TrunkDraft,
  type TrunkText,
  trunkBody,
  trunkDraft,
} from './trunk-draft.js';
import { TRUNK_TEXTS } from './trunk-texts.js';

const FORMATS = ['digits', 'plus', 'national'] as const;
const WRONG = {
  id: 'idWrong',
  carrierId: 'idWrong',
  host: 'hostWrong',
  endpoint: 'endpointWrong',
  weekday: 'spanWrong',
  saturday: 'spanWrong',
  sunday: 'spanWrong',
  csp: 'cspWrong',
  homeDdds: 'homeDddsWrong',
  prefix: 'prefixWrong',
  codecs: 'codecsWrong',
  headers: 'headersWrong',
} as const satisfies Record<TrunkText, string>;
const HINTS = [
  ...(['idWhy', 'endpointWhy', 'spanWhy', 'cspWhy'] as const),
  ...(['homeDddsWhy', 'prefixWhy', 'codecsWhy'] as const),
];
const HINT: { readonly [name in TrunkText]?: (typeof HINTS)[number] } = {
  id: 'idWhy',
  endpoint: 'endpointWhy',
  weekday: 'spanWhy',
  saturday: 'spanWhy',
  sunday: 'spanWhy',
  csp: 'cspWhy',
  homeDdds: 'homeDddsWhy',
  prefix: 'prefixWhy',
  codecs: 'codecsWhy',
};

interface TrunkDialogProps {
  /** null: a new one. */
  readonly trunk: TrunkOut | null;
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

interface Part {
  readonly draft: TrunkDraft;
  readonly set: (change: Partial<TrunkDraft>) => void;
}

/** A way out to a carrier: made, changed, switched off; its rule is tried on a number beside. */
export function TrunkDialog({ trunk, taken, onClose }: TrunkDialogProps) {
  const say = useTexts(TRUNK_TEXTS);
  const common = useTexts(ADMIN_TEXTS);
  const { may } = useSession();
  const { busy, theirs, save, goOn } = useVersioned(trunk, 'trunks');
  const [draft, setDraft] = useState(() => (trunk === null ? FRESH_TRUNK : trunkDraft(trunk)));
  const set = (change: Partial<TrunkDraft>) => setDraft((now) => ({ ...now, ...change }));
  const locked = trunk?.locked === true;
  const readOnly = locked || !may('telecom');
  const double = trunk === null && taken.includes(draft.id);
  const send = async () => {
    const path = `/v1/trunks/${encodeURIComponent(draft.id)}`;
    if (await save(path, trunkBody(draft), say('saved', { name: draft.id }))) {
      onClose();
    }
  };
  const part = { draft, set };
  return (
    <Dialog
      title={trunk === null ? say('newTitle') : say('changeTitle', { name: trunk.id })}
      onClose={onClose}
    >
      {readOnly ? <p className={styles['notice']}>{say(locked ? 'locked' : 'readOnly')}</p> : null}
      <StaleNotice theirs={theirs} onKeep={goOn} onTake={(other) => setDraft(trunkDraft(other))} />
      <fieldset className={styles['group']} disabled={readOnly}>
        <div className={styles['fields']}>
          {trunk === null ? (
            <Text name="id" {...part} {...(double ? { wrong: say('idTaken') } : {})} />
          ) : null}
          <WayFields {...part} />
        </div>
        <HoursFields {...part} />
        <RuleFields {...part} />
      </fieldset>
      <DialTry draft={draft} />
      {readOnly ? (
        <DialogButtons>
          <Button onClick={onClose}>{common('cancel')}</Button>
        </DialogButtons>
      ) : (
        <DialogFoot
          busy={busy}
          fits={draftFits(draft) && !double && theirs === null}
          onSave={send}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

/** One of the texts, with what is wrong with it. */
function Text({ name, draft, set, wrong }: Part & { readonly name: TrunkText; readonly wrong?: string }) {
  const say = useTexts(TRUNK_TEXTS);
  const value = draft[name];
  const error = wrong ?? (value === '' || TRUNK_FITS[name](value) ? undefined : say(WRONG[name]));
  const hint = (
    HINT as Partial<Record<TrunkText, keyof typeof TRUNK_TEXTS.en & (typeof HINT)[keyof typeof HINT]>>
  )[name];
  return (
    <Field
      label={say(name)}
      {...(hint === undefined ? {} : { hint: say(hint) })}
      {...(error === undefined ? {} : { error })}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={({ target }) => set({ [name]: target.value })}
    />
  );
}

/** Where it leads, and what the carrier sold. */
function WayFields({ draft, set }: Part) {
  const say = useTexts(TRUNK_TEXTS);
  const figure = (
    name: 'port' | 'channels' | 'cps' | 'weight',
    least: number,
    most: number,
    whole = true,
  ) => (
    <NumberField
      label={say(name)}
      {...(name === 'weight' ? { why: say('weightWhy') } : {})}
      value={draft[name]}
      least={least}
      most={most}
      whole={whole}
      unit="count"
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <>
      <Text name="carrierId" draft={draft} set={set} />
      <Text name="host" draft={draft} set={set} />
      {figure('port', 1, 65_535)}
      <Text name="endpoint" draft={draft} set={set} />
      <ChoiceField
        label={say('kind')}
        value={draft.kind}
        words={(['sip', 'demo'] as const).map((kind) => [kind, say(`kind.${kind}`)])}
        onChoose={(kind) => set({ kind })}
      />
      {figure('channels', 0, 100_000)}
      {figure('cps', 0, 10_000, false)}
      {figure('weight', 0, 1_000_000, false)}
      <ChoiceField
        label={say('service')}
        value={draft.service}
        words={(['STFC', 'SMP'] as const).map((service) => [service, service])}
        onChoose={(service) => set({ service })}
      />
      <ChoiceField
        label={say('role')}
        value={draft.role}
        words={(['normal', 'contingency'] as const).map((role) => [role, say(`role.${role}`)])}
        onChoose={(role) => set({ role })}
      />
      <div className={styles['wide']}>
        <CheckField
          label={say('active')}
          checked={draft.active}
          onChange={({ target }) => set({ active: target.checked })}
        />
      </div>
    </>
  );
}

function HoursFields({ draft, set }: Part) {
  const say = useTexts(TRUNK_TEXTS);
  return (
    <fieldset className={styles['group']}>
      <legend>{say('hours')}</legend>
      <CheckField
        label={say('hasHours')}
        checked={draft.hours}
        onChange={({ target }) => set({ hours: target.checked })}
      />
      {draft.hours ? (
        <div className={styles['fields']}>
          {(['weekday', 'saturday', 'sunday'] as const).map((day) => (
            <Text key={day} name={day} draft={draft} set={set} />
          ))}
        </div>
      ) : null}
    </fieldset>
  );
}

/** How a call is written for the carrier. */
function RuleFields({ draft, set }: Part) {
  const say = useTexts(TRUNK_TEXTS);
  const id = useId();
  const format = (name: 'called' | 'caller') => (
    <ChoiceField
      label={say(name)}
      value={draft[name]}
      words={FORMATS.map((word) => [word, say(`format.${word}`)])}
      onChoose={(word) => set({ [name]: word })}
    />
  );
  const wrong = !TRUNK_FITS.headers(draft.headers);
  return (
    <fieldset className={styles['group']}>
      <legend>{say('dial')}</legend>
      <div className={styles['fields']}>
        {format('called')}
        {format('caller')}
        {(['csp', 'homeDdds', 'prefix', 'codecs'] as const).map((name) => (
          <Text key={name} name={name} draft={draft} set={set} />
        ))}
        <div className={`${styles['wide']} ${steps['text']}`}>
          <CheckField
            label={say('localWithoutDdd')}
            checked={draft.localWithoutDdd}
            onChange={({ target }) => set({ localWithoutDdd: target.checked })}
          />
          <label htmlFor={id}>{say('headers')}</label>
          <textarea
            id={id}
            rows={2}
            spellCheck={false}
            aria-describedby={`${id}-why`}
            aria-invalid={wrong || undefined}
            value={draft.headers}
            onChange={({ target }) => set({ headers: target.value })}
          />
          <p id={`${id}-why`} className={wrong ? 'bad' : styles['note']}>
            {say(wrong ? 'headersWrong' : 'headersWhy', {
              called: '{called}',
              caller: '{caller}',
              attempt: '{attempt}',
              campaign: '{campaign}',
            })}
          </p>
        </div>
      </div>
    </fieldset>
  );
}
