import type { ReactNode } from 'react';
import { Dialog } from '../../shell/components/dialog.js';
import { useTexts } from '../../shell/texts/texts.js';
import { DialogFoot } from '../dialog-foot.js';
import type { Document, SettingChange } from './inbound-settings.js';
import { QUEUE_TEXTS } from './queue-texts.js';
import { SettingNotices } from './setting-notices.js';

interface SettingDialogProps {
  readonly title: string;
  readonly change: SettingChange;
  readonly id: string;
  /** As what was done is told. */
  readonly name: string;
  /** Something is there that can be taken away. */
  readonly removable: boolean;
  readonly fits: boolean;
  /** Members that show their refusal at their own field. */
  readonly shown: readonly string[];
  readonly document: () => Document;
  readonly onTakeTheirs: (document: unknown) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A document of settings to be made, changed or taken away; it closes once that is done. */
export function SettingDialog(props: SettingDialogProps) {
  const { title, change, id, name, removable, fits, shown, document, onTakeTheirs, onClose, children } =
    props;
  const say = useTexts(QUEUE_TEXTS);
  const closeAfter = async (done: Promise<boolean>) => {
    if (await done) {
      onClose();
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <SettingNotices change={change} shown={shown} onTakeTheirs={onTakeTheirs} />
      {children}
      <DialogFoot
        busy={change.busy}
        fits={fits && change.theirs === null}
        onSave={() => closeAfter(change.save(id, document(), say('saved', { name })))}
        onRemove={removable ? () => closeAfter(change.remove(id, say('removed', { name }))) : undefined}
        onClose={onClose}
      />
    </Dialog>
  );
}
