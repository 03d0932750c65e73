import { ChoiceField, Field } from '../../../shell/components/field.js';
import { useTexts } from '../../../shell/texts/texts.js';
import styles from '../../admin.module.css';
import { NumberField, SecondsField } from '../../number-field.js';
import { StepFrame } from '../../step-frame.js';
import { asText } from '../inbound-settings.js';
import { KeysFields } from './keys-fields.js';
import { NODE_KINDS, type NodeDraft, withKind } from './menu-draft.js';
import { MENU_TEXTS } from './menu-texts.js';
import { type Fault, useErrorAt, useFaultText } from './use-rehearsal.js';

interface NodeEditorProps {
  readonly node: NodeDraft;
  readonly place: number;
  /** Names of all steps, in their order. */
  readonly names: readonly string[];
  readonly queueIds: readonly string[];
  /** Of this step alone. */
  readonly faults: readonly Fault[];
  readonly readOnly: boolean;
  /** The rehearsed caller is here. */
  readonly here: boolean;
  readonly onChange: (node: NodeDraft) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** One step of a menu: what it does, and where it leads; what is wrong stands at its field. */
export function NodeEditor(props: NodeEditorProps) {
  const { node, place, faults, readOnly, here, onChange, onMove, onRemove } = props;
  const say = useTexts(MENU_TEXTS);
  const textOf = useFaultText();
  const { id, kind } = node;
  const whole = faults.filter(({ member }) => member === '');
  return (
    <StepFrame
      legend={`${say('step', { n: place })}: ${id}`}
      step={id}
      readOnly={readOnly}
      here={here}
      onMove={onMove}
      onRemove={onRemove}
    >
      {whole.map((fault) => (
        <p key={fault.kind} className="bad">
          ✕ {textOf(fault)}
        </p>
      ))}
      <div className={styles['fields']}>
        <Field
          label={say('stepName')}
          maxLength={64}
          spellCheck={false}
          value={id}
          onChange={({ target }) => onChange({ ...node, id: target.value.replace(/[^\w.-]/g, '') })}
        />
        <ChoiceField
          label={say('kind')}
          value={kind}
          words={NODE_KINDS.map((word) => [word, say(`kind.${word}`)])}
          onChoose={(word) => onChange(withKind(node, word))}
        />
        <NodeFields {...props} />
      </div>
      {kind === 'choose' ? (
        <KeysFields node={node} names={props.names} faults={faults} onChange={onChange} />
      ) : null}
    </StepFrame>
  );
}

/** Members of each kind, in the order in which they are met. */
const SHOWN = {
  choose: ['say', 'waitMs', 'times', 'sayInvalid', 'onSilence', 'onInvalid'],
  say: ['say', 'next'],
  collect: [
    'say',
    'name',
    'least',
    'most',
    'waitMs',
    'times',
    'sayInvalid',
    'next',
    'onSilence',
    'onInvalid',
  ],
  hours: ['queueId', 'open', 'closed'],
  recognised: ['yes', 'no'],
  optOut: ['say', 'next'],
  queue: ['queueId', 'priority'],
  callback: ['queueId', 'say'],
  hangUp: ['say'],
} as const;
type Member = (typeof SHOWN)[keyof typeof SHOWN][number];
/** What the engine takes for legal, and for what is absent. */
const RANGES = { times: [1, 10, 3], least: [1, 40, 1], most: [1, 40, 40], priority: [-100, 100, 0] } as const;

function NodeFields(props: NodeEditorProps) {
  return SHOWN[props.node.kind].map((member) => <NodeField key={member} member={member} {...props} />);
}

function NodeField({
  member,
  node,
  names,
  queueIds,
  faults,
  onChange,
}: NodeEditorProps & { member: Member }) {
  const say = useTexts(MENU_TEXTS);
  const errorAt = useErrorAt(faults);
  const { kind, written } = node;
  const value = written[member];
  const set = (next: unknown) => onChange({ ...node, written: { ...written, [member]: next } });
  const common = { label: say(`member.${member}`), ...errorAt(member) };
  switch (member) {
    case 'waitMs': {
      const ms = typeof value === 'number' ? value : 5000;
      return <SecondsField {...common} value={ms} least={1000} most={60_000} onChange={set} />;
    }
    case 'times':
    case 'least':
    case 'most':
    case 'priority': {
      const [least, most, absent] = RANGES[member];
      const figure = typeof value === 'number' ? value : absent;
      return (
        <NumberField {...common} value={figure} least={least} most={most} whole unit="count" onChange={set} />
      );
    }
    case 'say':
    case 'sayInvalid':
    case 'name':
      return (
        <Field
          {...common}
          {...(member === 'name' ? {} : { hint: say(soundHint(member, kind)), list: 'menu-sounds' })}
          maxLength={64}
          spellCheck={false}
          value={asText(value)}
          onChange={({ target }) => set(target.value.trim())}
        />
      );
    default:
      return (
        <ChoiceField<string>
          {...common}
          value={asText(value)}
          words={[...new Set(['', asText(value), ...(member === 'queueId' ? queueIds : names)])].map((id) => [
            id,
            id,
          ])}
          onChoose={set}
        />
      );
  }
}

function soundHint(member: 'say' | 'sayInvalid', kind: NodeDraft['kind']): 'noSound' | 'soundWhy' {
  return member === 'sayInvalid' || kind === 'callback' || kind === 'hangUp' ? 'noSound' : 'soundWhy';
}
