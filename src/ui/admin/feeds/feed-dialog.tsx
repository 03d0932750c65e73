import { useState } from 'react';
import type { FeedItem } from '../../../contract/feed-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { CheckField, Field } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { useChange } from '../use-change.js';
import { FEED_TEXTS } from './feed-texts.js';
import type { GivenSecret } from './secret-dialog.js';
import { feedPath } from './use-feeds.js';

type Kind = FeedItem['kinds'][number];
const KINDS: readonly Kind[] = [
  'attempt.closed',
  'contact.closed',
  'contact.promise',
  'contact.opt_out',
  'contact.wrong_person',
  'statement.approved',
  'report.made',
];
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

function isAddress(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

interface FeedDialogProps {
  readonly feed: FeedItem | null;
  readonly taken: readonly string[];
  readonly onClose: () => void;
  readonly onSecret: (given: GivenSecret) => void;
}

/** A new receiver, or one to change; the key of a new one is given once. */
export function FeedDialog({ feed, taken, onClose, onSecret }: FeedDialogProps) {
  const say = useTexts(FEED_TEXTS);
  const { busy, run } = useChange('feeds');
  const [id, setId] = useState(feed?.id ?? '');
  const [url, setUrl] = useState(feed?.url ?? '');
  const [active, setActive] = useState(feed?.active ?? true);
  const [kinds, setKinds] = useState<readonly Kind[]>(feed?.kinds ?? []);
  const double = feed === null && taken.includes(id);
  const idError = double ? say('idTaken') : id === '' || NAME.test(id) ? '' : say('idWrong');
  const fits = NAME.test(id) && !double && isAddress(url) && kinds.length > 0;
  const save = async () => {
    const saved = await run(
      'save',
      async () => {
        const body = { url, kinds, active };
        const { secret } = await api<{ secret: string | null }>('PUT', feedPath(id), { body });
        if (secret !== null) {
          onSecret({ name: id, secret });
        }
      },
      say('saved', { name: id }),
    );
    if (saved) {
      onClose();
    }
  };
  return (
    <Dialog title={feed === null ? say('newTitle') : say('changeTitle', { name: feed.id })} onClose={onClose}>
      <div className={styles['fields']}>
        <Field
          label={say('id')}
          hint={say('idHint')}
          error={idError}
          maxLength={64}
          spellCheck={false}
          disabled={feed !== null}
          value={id}
          onChange={({ target }) => setId(target.value)}
        />
        <Field
          label={say('url')}
          hint={say('urlHint')}
          error={url === '' || isAddress(url) ? '' : say('urlWrong')}
          maxLength={2000}
          spellCheck={false}
          inputMode="url"
          value={url}
          onChange={({ target }) => setUrl(target.value)}
        />
        <fieldset className={`${styles['group']} ${styles['wide']}`}>
          <legend>{say('kinds')}</legend>
          {KINDS.map((kind) => (
            <CheckField
              key={kind}
              label={say(`kind.${kind}`)}
              checked={kinds.includes(kind)}
              onChange={({ target }) =>
                setKinds(KINDS.filter((one) => (one === kind ? target.checked : kinds.includes(one))))
              }
            />
          ))}
        </fieldset>
        <div className={styles['wide']}>
          <CheckField
            label={say('active')}
            checked={active}
            onChange={({ target }) => setActive(target.checked)}
          />
        </div>
      </div>
      <DialogButtons>
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button tone="go" busy={busy !== null} disabled={!fits} onClick={() => void save()}>
          {say('save')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
