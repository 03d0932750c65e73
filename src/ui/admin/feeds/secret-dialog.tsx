import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { Field } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import { FEED_TEXTS } from './feed-texts.js';

export interface GivenSecret {
  readonly name: string;
  readonly secret: string;
}

/** A key, once. */
export function SecretDialog({
  given,
  onClose,
}: {
  readonly given: GivenSecret;
  readonly onClose: () => void;
}) {
  const say = useTexts(FEED_TEXTS);
  return (
    <Dialog title={say('secretTitle', { name: given.name })} onClose={onClose}>
      <p>{say('secretWhy')}</p>
      <Field
        label={say('secret')}
        readOnly
        value={given.secret}
        spellCheck={false}
        onFocus={({ target }) => target.select()}
      />
      <DialogButtons>
        <Button tone="go" onClick={onClose}>
          {say('copied')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
