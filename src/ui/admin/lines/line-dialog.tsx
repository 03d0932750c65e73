import { useState } from 'react';
import type { LineOut } from '../../../contract/line-wire.js';
import { Dialog } from '../../shell/components/dialog.js';
import { CheckField, ChoiceField, Field } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { DialogFoot } from '../dialog-foot.js';
import { StaleNotice } from '../stale-notice.js';
import { useVersioned } from '../use-versioned.js';
import { LINE_TEXTS } from './line-texts.js';

const KINDS = ['ddd', '0303', 'cng'] as const;
const SERVICES = ['STFC', 'SMP'] as const;

interface Written {
  readonly number: string;
  readonly ownerCnpj: string;
  readonly carrierId: string;
  readonly service: LineOut['service'];
  readonly kind: LineOut['kind'];
  readonly authenticated: boolean;
  readonly ddds: string;
  readonly ufs: string;
  /** Not shown here; another's change of them is kept. */
  readonly purposes: LineOut['purposes'];
  readonly blocked: boolean;
}

const FRESH: Written = {
  number: '',
  ownerCnpj: '',
  carrierId: '',
  service: 'STFC',
  kind: 'ddd',
  authenticated: false,
  ddds: '',
  ufs: '',
  purposes: [],
  blocked: false,
};

const writtenOf = (line: LineOut): Written => ({
  ...line,
  ddds: line.ddds.join(' '),
  ufs: line.ufs.join(' '),
});
const words = (text: string): string[] =>
  text
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
/** What must hold of each text before it is sent; the server asks the same. */
const FITS = {
  number: (text: string) => /^\+[1-9][0-9]{6,14}$/.test(text),
  ownerCnpj: (text: string) => /^([0-9A-Z]{12}[0-9]{2})?$/.test(text),
  carrierId: (text: string) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text),
  ddds: (text: string) => words(text).every((word) => /^[1-9]{2}$/.test(word)),
  ufs: (text: string) => words(text).every((word) => /^[A-Z]{2}$/.test(word)),
} as const;
const WRONG = {
  number: 'numberWrong',
  ownerCnpj: 'cnpjWrong',
  carrierId: 'idWrong',
  ddds: 'dddsWrong',
  ufs: 'ufsWrong',
} as const;
const LABEL = {
  number: 'number',
  ownerCnpj: 'owner',
  carrierId: 'carrier',
  ddds: 'ddds',
  ufs: 'ufs',
} as const;
const HINT = {
  number: 'numberWhy',
  ownerCnpj: 'ownerWhy',
  carrierId: 'carrierWhy',
  ddds: 'dddsWhy',
  ufs: 'ufsWhy',
} as const;

/** A new line, or one to change; its number never changes. */
export function LineDialog({
  line,
  onClose,
}: {
  readonly line: LineOut | null;
  readonly onClose: () => void;
}) {
  const say = useTexts(LINE_TEXTS);
  const { busy, theirs, save: put, goOn } = useVersioned(line, 'lines', 'limits');
  const [written, setWritten] = useState<Written>(() => (line === null ? FRESH : writtenOf(line)));
  const set = (change: Partial<Written>) => setWritten((now) => ({ ...now, ...change }));
  const fits = (Object.keys(FITS) as (keyof typeof FITS)[]).every((key) => FITS[key](written[key]));
  const text = (key: keyof typeof FITS, locked = false) => (
    <Field
      label={say(LABEL[key])}
      hint={say(HINT[key])}
      {...(written[key] === '' || FITS[key](written[key]) ? {} : { error: say(WRONG[key]) })}
      autoComplete="off"
      spellCheck={false}
      disabled={locked}
      value={written[key]}
      onChange={({ target }) => set({ [key]: target.value.trim() === '' ? '' : target.value })}
    />
  );
  const save = async () => {
    const { number, ownerCnpj, carrierId, service, kind, authenticated, ddds, ufs } = written;
    const body = {
      ...{ ownerCnpj, carrierId, service, kind, authenticated },
      ddds: words(ddds),
      ufs: words(ufs),
      purposes: written.purposes,
      blocked: written.blocked,
    };
    const path = `/v1/lines/${encodeURIComponent(number)}`;
    if (await put(path, body, say('saved', { number }))) {
      onClose();
    }
  };
  return (
    <Dialog
      title={line === null ? say('newTitle') : say('changeTitle', { number: line.number })}
      onClose={onClose}
    >
      <StaleNotice theirs={theirs} onKeep={goOn} onTake={(other) => setWritten(writtenOf(other))} />
      <div className={styles['fields']}>
        {text('number', line !== null)}
        {text('carrierId')}
        {text('ownerCnpj')}
        <ChoiceField
          label={say('kind')}
          value={written.kind}
          words={KINDS.map((kind) => [kind, say(`kind.${kind}`)])}
          onChoose={(kind) => set({ kind })}
        />
        <ChoiceField
          label={say('service')}
          value={written.service}
          words={SERVICES.map((service) => [service, service])}
          onChoose={(service) => set({ service })}
        />
        {text('ddds')}
        {text('ufs')}
        <div className={styles['wide']}>
          <CheckField
            label={say('authenticated')}
            checked={written.authenticated}
            onChange={({ target }) => set({ authenticated: target.checked })}
          />
        </div>
      </div>
      <DialogFoot busy={busy} fits={fits && theirs === null} onSave={save} onClose={onClose} />
    </Dialog>
  );
}
