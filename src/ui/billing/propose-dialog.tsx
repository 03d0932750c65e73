import { type FormEvent, useState } from 'react';
import { useChange } from '../admin/use-change.js';
import { useDispositionCodes, useDispositions } from '../recordings/recording-filters.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Dialog, DialogButtons } from '../shell/components/dialog.js';
import { Field, SelectField } from '../shell/components/field.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { BILLING } from './use-billing.js';

interface Props {
  readonly contractId: string;
  /** '' where it is typed. */
  readonly attemptId: string;
  readonly onClose: () => void;
}

/** Proposes the disposition that a call should have had. */
export function ProposeDialog({ contractId, attemptId, onClose }: Props) {
  const say = useTexts(BILLING_TEXTS);
  const words = useWords();
  const nameOf = useDispositions();
  const { data: codes } = useDispositionCodes();
  const { busy, run } = useChange(BILLING);
  const [call, setCall] = useState(attemptId);
  const [disposition, setDisposition] = useState('');
  const [reason, setReason] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const path = `/v1/contracts/${encodeURIComponent(contractId)}/corrections`;
    const body = { attemptId: call, disposition, reason };
    if (await run('propose', () => api('POST', path, { body }), say('done'))) {
      onClose();
    }
  };
  return (
    <Dialog title={say('propose')} onClose={onClose}>
      <form className={styles['stack']} onSubmit={(event) => void submit(event)}>
        <p className={styles['note']}>{say('correctionsWhy')}</p>
        <Field
          label={say('callId')}
          required
          maxLength={64}
          value={call}
          onChange={({ target }) => setCall(target.value)}
        />
        <SelectField
          label={say('rightDisposition')}
          required
          value={disposition}
          onChange={({ target }) => setDisposition(target.value)}
        >
          <option value="" />
          {(codes ?? []).map(({ code, outcome }) => (
            <option key={code} value={code}>
              {`${nameOf(code)} · ${words('outcome', outcome)}`}
            </option>
          ))}
        </SelectField>
        <Field
          label={say('reason')}
          required
          maxLength={1000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <DialogButtons>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button tone="go" type="submit" busy={busy !== null}>
            {say('propose')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
