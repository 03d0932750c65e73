import { useState } from 'react';
import type { UserOut } from '../../../contract/user-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { CheckField } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useChange } from './use-people.js';
import { USERS_TEXTS } from './users-texts.js';

interface ResetDialogProps {
  readonly user: UserOut;
  readonly onClose: () => void;
  readonly onGiven: (password: string) => void;
}

/** A new password for who forgot his, and out with the second factor of who lost his phone. */
export function ResetDialog({ user, onClose, onGiven }: ResetDialogProps) {
  const say = useTexts(USERS_TEXTS);
  const [dropSecondFactor, setDrop] = useState(false);
  const reset = useChange(() =>
    api<{ password: string }>('POST', `/v1/users/${encodeURIComponent(user.id)}/password`, {
      body: { dropSecondFactor },
    }),
  );
  return (
    <Dialog title={say('resetOf', { name: user.name })} onClose={onClose}>
      <p>{say('resetHelp')}</p>
      {user.secondFactor ? (
        <CheckField
          label={say('dropFactor')}
          checked={dropSecondFactor}
          onChange={(event) => setDrop(event.target.checked)}
        />
      ) : null}
      <DialogButtons>
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button
          tone="go"
          busy={reset.isPending}
          onClick={() => reset.mutate(undefined, { onSuccess: ({ password }) => onGiven(password) })}
        >
          {say('reset')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
