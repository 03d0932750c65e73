import { useState } from 'react';
import type { SwitchOut } from '../../../contract/switch-wire.js';
import { Dialog } from '../../shell/components/dialog.js';
import { ChoiceField, Field } from '../../shell/components/field.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { DialogFoot } from '../dialog-foot.js';
import { NumberField } from '../number-field.js';
import { StaleNotice } from '../stale-notice.js';
import { useVersioned } from '../use-versioned.js';
import { SWITCH_TEXTS } from './switch-texts.js';

const STATES = ['in_service', 'draining', 'maintenance'] as const satisfies readonly SwitchOut['state'][];

interface SwitchDialogProps {
  readonly server: SwitchOut;
  /** What is proposed. */
  readonly state: SwitchOut['state'];
  readonly onClose: () => void;
}

/** State, weight and reason of a media server; says what becomes of its calls and agents before it is saved. */
export function SwitchDialog({ server, state, onClose }: SwitchDialogProps) {
  const say = useTexts(SWITCH_TEXTS);
  const { number } = useFormats();
  const { busy, theirs, save, goOn } = useVersioned(server, 'switches');
  const [written, setWritten] = useState({ state, weight: server.weight, why: server.why });
  const set = (change: Partial<typeof written>) => setWritten((now) => ({ ...now, ...change }));
  const put = async () => {
    const path = `/v1/switches/${encodeURIComponent(server.id)}`;
    if (await save(path, written, say('saved', { name: server.id, state: say(`state.${written.state}`) }))) {
      onClose();
    }
  };
  const figures = { calls: number(server.calls), agents: number(server.agents) };
  return (
    <Dialog title={say('changeTitle', { name: server.id })} onClose={onClose}>
      <StaleNotice theirs={theirs} onKeep={goOn} onTake={set} />
      <div className={styles['fields']}>
        <ChoiceField
          label={say('state')}
          value={written.state}
          words={STATES.map((one) => [one, say(`state.${one}`)])}
          onChoose={(chosen) => set({ state: chosen })}
        />
        <NumberField
          label={say('weight')}
          why={say('weightWhy')}
          value={written.weight}
          least={0}
          most={1000}
          whole={false}
          unit="count"
          onChange={(weight) => set({ weight })}
        />
        <Field
          label={say('reason')}
          hint={say('reasonWhy')}
          maxLength={200}
          value={written.why}
          onChange={({ target }) => set({ why: target.value })}
        />
      </div>
      <p className={styles['note']}>{say(`does.${written.state}`, figures)}</p>
      <DialogFoot
        busy={busy}
        fits={theirs === null && !Number.isNaN(written.weight)}
        onSave={put}
        onClose={onClose}
      />
    </Dialog>
  );
}
