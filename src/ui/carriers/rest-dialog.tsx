import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Dialog, DialogButtons } from '../shell/components/dialog.js';
import { Field } from '../shell/components/field.js';
import { useToast } from '../shell/components/toast.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { CARRIER_TEXTS } from './carrier-texts.js';

interface RestDialogProps {
  readonly line: string;
  /** Offered. */
  readonly days: number;
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** Has a line rest for some days, with a reason. */
export function RestDialog({ line, days, onDone, onClose }: RestDialogProps) {
  const say = useTexts(CARRIER_TEXTS);
  const { dateTime } = useFormats();
  const { say: tell, complain } = useToast();
  const [chosen, setChosen] = useState(String(days));
  const [reason, setReason] = useState('');
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      api<{ untilMs: number }>('POST', `/v1/lines/${encodeURIComponent(line)}/rest`, {
        body: { days: Number(chosen), reason: reason.trim() },
      }),
    onSuccess: ({ untilMs }) => {
      tell(say('restDone', { at: dateTime(untilMs) }));
      onClose();
    },
    onError: complain,
    onSettled: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <Dialog title={say('restTitle', { line })} onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label={say('restDays')}
          type="number"
          min={1}
          max={90}
          required
          value={chosen}
          onChange={({ target }) => setChosen(target.value)}
        />
        <Field
          label={say('restReason')}
          hint={say('restHelp')}
          required
          minLength={3}
          maxLength={200}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <DialogButtons>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button tone="go" type="submit" busy={isPending}>
            {say('rest')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
