import { useId, useRef, useState } from 'react';
import type { ContractCheckedOut, ContractItemOut } from '../../contract/billing-wire.js';
import { useChange } from '../admin/use-change.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { useToast } from '../shell/components/toast.js';
import { useSession } from '../shell/session/session-context.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { ContractSheets } from './contract-sheets.js';
import { CONTRACT_TEXTS } from './contract-texts.js';
import { RehearsalPanel } from './rehearsal-panel.js';
import { BILLING } from './use-billing.js';

interface Props {
  readonly title: string;
  /** What it begins with. */
  readonly text: string;
  readonly onClose: () => void;
}

/** What a text was found to be; gone with the next letter. */
type Checked = ContractCheckedOut | null;

/** A version being written: checked at its lines, read as tables, rehearsed, and put on file. */
export function ContractDraft({ title, text: first, onClose }: Props) {
  const say = useTexts(CONTRACT_TEXTS);
  const billing = useTexts(BILLING_TEXTS);
  const [text, setText] = useState(first);
  const [checked, setChecked] = useState<Checked>(null);
  const { busy, run } = useChange();
  const edit = (next: string) => {
    setText(next);
    setChecked(null);
  };
  const check = () =>
    run('check', async () => {
      setChecked(await api<ContractCheckedOut>('POST', '/v1/contract-checks', { body: { text } }));
    });
  return (
    <>
      <Panel title={title} aside={<Button onClick={onClose}>{billing('cancel')}</Button>}>
        <p className={styles['note']}>{say('textHelp')}</p>
        <TextBox text={text} problem={checked?.problem ?? null} onEdit={edit} />
        <div className={styles['filters']}>
          <Field
            label={say('file')}
            type="file"
            accept=".yaml,.yml,.json"
            onChange={({ target }) => void target.files?.[0]?.text().then(edit)}
          />
          <Button tone="go" busy={busy !== null} disabled={text.trim() === ''} onClick={() => void check()}>
            {say('check')}
          </Button>
        </div>
      </Panel>
      {checked === null || checked.contract === null ? null : (
        <Fine key={text} text={text} checked={checked} contract={checked.contract} onClose={onClose} />
      )}
    </>
  );
}

interface TextProps {
  readonly text: string;
  readonly problem: ContractCheckedOut['problem'];
  readonly onEdit: (text: string) => void;
}

/** The text, and below it what is wrong with it, which leads to its line. */
function TextBox({ text, problem, onEdit }: TextProps) {
  const say = useTexts(CONTRACT_TEXTS);
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const line = problem?.line ?? null;
  const goTo = (wanted: number) => {
    const lines = text.split('\n');
    const start = lines.slice(0, wanted - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const area = box.current;
    if (area !== null) {
      area.focus();
      area.setSelectionRange(start, start + (lines[wanted - 1]?.length ?? 0));
      // A selection alone does not scroll: each line is as high.
      area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, wanted - LINES_ABOVE);
    }
  };
  return (
    <div className={styles['stack']}>
      <label htmlFor={id}>{say('written')}</label>
      <textarea
        ref={box}
        id={id}
        className={styles['text']}
        spellCheck={false}
        value={text}
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onChange={({ target }) => onEdit(target.value)}
      />
      {problem === null ? null : (
        <div role="alert" className={styles['row']}>
          <p id={`${id}-problem`}>
            <span aria-hidden="true" className="bad">
              ✕{' '}
            </span>
            {line === null
              ? say('problemNowhere', { detail: problem.detail })
              : say('problem', { line, detail: problem.detail })}
          </p>
          {line === null ? null : <Button onClick={() => goTo(line)}>{say('goToLine', { line })}</Button>}
        </div>
      )}
    </div>
  );
}

/** Lines that stay in sight above the one that is gone to. */
const LINES_ABOVE = 5;

interface FineProps {
  readonly text: string;
  readonly checked: ContractCheckedOut;
  readonly contract: NonNullable<ContractCheckedOut['contract']>;
  readonly onClose: () => void;
}

/** A text without fault: what it says, what it would have cost, and putting it on file. */
function Fine({ text, checked, contract, onClose }: FineProps) {
  const say = useTexts(CONTRACT_TEXTS);
  const { may } = useSession();
  const { say: tell } = useToast();
  const { busy, run } = useChange(BILLING);
  const [why, setWhy] = useState('');
  const name = `${contract.id}@${contract.version}`;
  const store = async () => {
    const body = { contract: text, why };
    if (await run('store', () => api<ContractItemOut>('POST', '/v1/contracts', { body }))) {
      tell(say('stored', { name }));
      onClose();
    }
  };
  return (
    <>
      <p role="status">
        <span aria-hidden="true" className="good">
          ✓{' '}
        </span>
        {say('fine', { name, n: checked.sheets.filter(({ rows }) => rows.length > 0).length })}
      </p>
      <RehearsalPanel text={text} contractId={contract.id} />
      <Panel title={say('store')}>
        {may('govern') ? (
          <div className={styles['filters']}>
            <Field
              label={say('storeWhy')}
              maxLength={1000}
              value={why}
              onChange={({ target }) => setWhy(target.value)}
            />
            <Button tone="go" busy={busy !== null} disabled={why.trim() === ''} onClick={() => void store()}>
              {say('store')}
            </Button>
          </div>
        ) : (
          <p className={styles['note']}>{say('mayNot')}</p>
        )}
      </Panel>
      <ContractSheets sheets={checked.sheets} />
    </>
  );
}
