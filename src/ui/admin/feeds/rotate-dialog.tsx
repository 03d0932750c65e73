import { useState } from 'react';
import type { FeedItem } from '../../../contract/feed-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { Field } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useChange } from '../use-change.js';
import { FEED_TEXTS } from './feed-texts.js';
import type { GivenSecret } from './secret-dialog.js';
import { feedPath } from './use-feeds.js';

const USUAL_HOURS = '24';
const HOURS = /^\d{1,3}$/;
const MOST_HOURS = 168;

interface RotateDialogProps {
  readonly feed: FeedItem;
  readonly onClose: () => void;
  readonly onSecret: (given: GivenSecret) => void;
}

/** A new key beside the old one, for as many hours as the receiver needs. */
export function RotateDialog({ feed, onClose, onSecret }: RotateDialogProps) {
  const say = useTexts(FEED_TEXTS);
  const { busy, run } = useChange('feeds');
  const [hours, setHours] = useState(USUAL_HOURS);
  const fits = HOURS.test(hours) && Number(hours) <= MOST_HOURS;
  const rotate = () =>
    run('rotate', async () => {
      const body = { overlapHours: Number(hours) };
      const { secret } = await api<{ secret: string }>('POST', feedPath(feed.id, '/rotate'), { body });
      onClose();
      onSecret({ name: feed.id, secret });
    });
  return (
    <Dialog title={say('rotateOf', { name: feed.id })} onClose={onClose}>
      <p>{say('rotateWhy')}</p>
      <Field
        label={say('overlap')}
        hint={say('overlapHint')}
        {...(fits ? {} : { error: say('overlapWrong') })}
        inputMode="numeric"
        value={hours}
        onChange={({ target }) => setHours(target.value.trim())}
      />
      <DialogButtons>
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button tone="go" busy={busy !== null} disabled={!fits} onClick={() => void rotate()}>
          {say('rotate')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
