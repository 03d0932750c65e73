import { Button } from '../shell/components/button.js';
import { DialogButtons } from '../shell/components/dialog.js';
import { useTexts } from '../shell/texts/texts.js';
import { ADMIN_TEXTS } from './admin-texts.js';

interface DialogFootProps {
  readonly busy: boolean;
  /** False while what is written cannot be sent. */
  readonly fits?: boolean;
  /** Absent: the button sends the form it stands in. */
  readonly onSave?: () => unknown;
  /** Of what is there already. */
  readonly onRemove?: (() => unknown) | undefined;
  readonly onClose: () => void;
}

/** The foot of every dialog that writes something: take away, back, save. */
export function DialogFoot({ busy, fits = true, onSave, onRemove, onClose }: DialogFootProps) {
  const say = useTexts(ADMIN_TEXTS);
  return (
    <DialogButtons>
      {onRemove === undefined ? null : (
        <Button tone="stop" busy={busy} onClick={() => void onRemove()}>
          {say('remove')}
        </Button>
      )}
      <Button onClick={onClose}>{say('cancel')}</Button>
      <Button
        tone="go"
        busy={busy}
        disabled={!fits}
        {...(onSave === undefined ? { type: 'submit' } : { onClick: () => void onSave() })}
      >
        {say('save')}
      </Button>
    </DialogButtons>
  );
}
