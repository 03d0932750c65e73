import { useState } from 'react';
import type { PauseCodeOut } from '../../../contract/pause-code-wire.js';
import { Dialog } from '../../shell/components/dialog.js';
import { CheckField, ChoiceField, Field } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { DialogFoot } from '../dialog-foot.js';
import { StaleNotice } from '../stale-notice.js';
import { useVersioned } from '../use-versioned.js';
import { PAUSE_TEXTS } from './pause-texts.js';

/** Kinds of a code of one's own; all others have their code already. */
const OWN_KINDS = ['rest', 'meal', 'other'] as const;
const FRESH: PauseCodeOut = {
  code: '',
  labelPtBr: '',
  labelEn: '',
  kind: 'other',
  paid: true,
  planned: false,
  active: true,
  builtIn: false,
  version: 0,
};
const CODE = /^[a-z0-9][a-z0-9_]{0,39}$/;

interface PauseDialogProps {
  readonly pause: PauseCodeOut | null;
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

/** A new pause code, or one to change: of the program's own ones the labels, paid and planned. */
export function PauseDialog({ pause, taken, onClose }: PauseDialogProps) {
  const say = useTexts(PAUSE_TEXTS);
  const { busy, theirs, save: put, goOn } = useVersioned(pause, 'pause-codes');
  const [written, setWritten] = useState(pause ?? FRESH);
  const set = (change: Partial<PauseCodeOut>) => setWritten((now) => ({ ...now, ...change }));
  const { code, builtIn, version: _, ...body } = written;
  const double = pause === null && taken.includes(code);
  const codeError = double ? say('codeTaken') : code === '' || CODE.test(code) ? undefined : say('codeWrong');
  const fits = CODE.test(code) && !double && body.labelPtBr.trim() !== '' && body.labelEn.trim() !== '';
  const always = written.kind === 'toilet' || written.kind === 'after_abuse';
  const kinds = builtIn ? [written.kind] : OWN_KINDS;
  const save = async () => {
    const path = `/v1/pause-codes/${encodeURIComponent(code)}`;
    if (await put(path, body, say('saved', { name: body.labelPtBr }))) {
      onClose();
    }
  };
  return (
    <Dialog
      title={pause === null ? say('newTitle') : say('changeTitle', { name: pause.labelPtBr })}
      onClose={onClose}
    >
      <StaleNotice theirs={theirs} onKeep={goOn} onTake={setWritten} />
      <div className={styles['fields']}>
        <Field
          label={say('labelPtBr')}
          maxLength={60}
          value={written.labelPtBr}
          onChange={({ target }) => set({ labelPtBr: target.value })}
        />
        <Field
          label={say('labelEn')}
          maxLength={60}
          value={written.labelEn}
          onChange={({ target }) => set({ labelEn: target.value })}
        />
        <Field
          label={say('code')}
          hint={say('codeWhy')}
          {...(codeError === undefined ? {} : { error: codeError })}
          maxLength={40}
          spellCheck={false}
          disabled={pause !== null}
          value={code}
          onChange={({ target }) => set({ code: target.value })}
        />
        <ChoiceField
          label={say('kind')}
          disabled={builtIn}
          value={written.kind}
          words={kinds.map((kind) => [kind, say(`kind.${kind}`)])}
          onChoose={(kind) => set({ kind })}
        />
        <div className={styles['wide']}>
          <CheckField
            label={say('isPaid')}
            checked={written.paid}
            onChange={({ target }) => set({ paid: target.checked })}
          />
          <CheckField
            label={say('isPlanned')}
            checked={written.planned}
            onChange={({ target }) => set({ planned: target.checked })}
          />
          <CheckField
            label={always ? say('always') : say('isActive')}
            disabled={always}
            checked={written.active}
            onChange={({ target }) => set({ active: target.checked })}
          />
        </div>
      </div>
      <DialogFoot busy={busy} fits={fits && theirs === null} onSave={save} onClose={onClose} />
    </Dialog>
  );
}
