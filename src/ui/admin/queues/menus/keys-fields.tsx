import { Button } from '../../../shell/components/button.js';
import { useTexts } from '../../../shell/texts/texts.js';
import styles from '../../admin.module.css';
import { asTable, asText } from '../inbound-settings.js';
import { KEYS, type NodeDraft } from './menu-draft.js';
import { MENU_TEXTS } from './menu-texts.js';
import own from './menus.module.css';
import { type Fault, useErrorAt } from './use-rehearsal.js';

interface KeysFieldsProps {
  readonly node: NodeDraft;
  readonly names: readonly string[];
  readonly faults: readonly Fault[];
  readonly onChange: (node: NodeDraft) => void;
}

/** Each key of a question with the step it leads to. */
export function KeysFields({ node, names, faults, onChange }: KeysFieldsProps) {
  const say = useTexts(MENU_TEXTS);
  const errorAt = useErrorAt(faults);
  const keys = Object.entries(asTable(node.written['keys']));
  const free = KEYS.filter((key) => !keys.some(([taken]) => taken === key));
  const keep = (next: readonly (readonly [string, unknown])[]) =>
    onChange({ ...node, written: { ...node.written, keys: Object.fromEntries(next) } });
  const put = (at: number, pair: readonly [string, unknown]) =>
    keep(keys.map((one, index) => (index === at ? pair : one)));
  const { error } = errorAt('keys');
  return (
    <div className={own['keys']}>
      <strong>{say('member.keys')}</strong>
      {error === undefined ? null : <p className="bad">✕ {error}</p>}
      {keys.map(([key, target], at) => {
        const to = asText(target);
        const wrong = errorAt(`keys.${key}`).error;
        const labels = { key, step: node.id };
        return (
          <div key={key} className={own['key']}>
            <select
              className={`${styles['narrow']} ${styles['tight']}`}
              aria-label={say('keyOf', { n: at + 1, step: node.id })}
              value={key}
              onChange={({ target: chosen }) => put(at, [chosen.value, target])}
            >
              {[key, ...free].map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
            <span aria-hidden="true">→</span>
            <select
              className={`${styles['narrow']} ${styles['broad']}`}
              aria-label={say('keyLeads', labels)}
              aria-invalid={wrong === undefined ? undefined : true}
              value={to}
              onChange={({ target: chosen }) => put(at, [key, chosen.value])}
            >
              {[...new Set(['', to, ...names])].map((id) => (
                <option key={id}>{id}</option>
              ))}
            </select>
            <Button
              aria-label={say('removeKey', labels)}
              onClick={() => keep(keys.filter(([one]) => one !== key))}
            >
              ✕
            </Button>
            {wrong === undefined ? null : <span className="bad">✕ {wrong}</span>}
          </div>
        );
      })}
      <div>
        <Button disabled={free.length === 0} onClick={() => keep([...keys, [free[0] ?? '', '']])}>
          {say('addKey')}
        </Button>
      </div>
    </div>
  );
}
