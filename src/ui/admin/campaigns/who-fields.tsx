import { Field, SelectField } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { isCnpj } from './campaign-draft.js';
import { usePolicies } from './campaign-queries.js';
import type { EditorProps } from './editor-props.js';
import { SETTINGS_TEXTS } from './settings-texts.js';

const PURPOSES = ['cobranca', 'oferta', 'pesquisa', 'aviso', 'servico'] as const;
const SECTORS = ['telecom', 'consignado', 'outro'] as const;

const bareCnpj = (typed: string): string => typed.toUpperCase().replace(/[^0-9A-Z]/g, '');

/** Who calls, for whom, why, and by which policy. */
export function WhoFields({ draft, readOnly, refused, onChange }: EditorProps) {
  const say = useTexts(SETTINGS_TEXTS);
  const policies = usePolicies().data ?? [];
  const known = policies.some(({ id }) => id === draft.policyId);
  const wrong = (key: 'callerCnpj' | 'creditorCnpj') => {
    const text = isCnpj(draft[key]) ? refused[key] : say('cnpjWrong');
    return text === undefined ? {} : { error: text };
  };
  const nameError = draft.name.trim() === '' ? say('nameNeeded') : refused['name'];
  return (
    <fieldset className={styles['group']} disabled={readOnly}>
      <legend>{say('group.who')}</legend>
      <div className={styles['fields']}>
        <Field
          label={say('name')}
          required
          maxLength={120}
          value={draft.name}
          {...(nameError === undefined ? {} : { error: nameError })}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <SelectField
          label={say('purpose')}
          hint={say('purposeWhy')}
          value={draft.purpose}
          onChange={(event) => onChange({ purpose: event.target.value as typeof draft.purpose })}
        >
          {PURPOSES.map((word) => (
            <option key={word} value={word}>
              {say(`purpose.${word}`)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={say('sector')}
          hint={say('sectorWhy')}
          value={draft.sector}
          onChange={(event) => onChange({ sector: event.target.value as typeof draft.sector })}
        >
          {SECTORS.map((word) => (
            <option key={word} value={word}>
              {say(`sector.${word}`)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={say('policyId')}
          hint={say('policyWhy')}
          value={draft.policyId}
          onChange={(event) => onChange({ policyId: event.target.value })}
        >
          {known ? null : <option value={draft.policyId}>{draft.policyId}</option>}
          {policies.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </SelectField>
        <Field
          label={say('callerCnpj')}
          hint={say('callerCnpjWhy')}
          maxLength={18}
          value={draft.callerCnpj}
          {...wrong('callerCnpj')}
          onChange={(event) => onChange({ callerCnpj: bareCnpj(event.target.value) })}
        />
        <Field
          label={say('creditorCnpj')}
          hint={say('creditorCnpjWhy')}
          maxLength={18}
          value={draft.creditorCnpj}
          {...wrong('creditorCnpj')}
          onChange={(event) => onChange({ creditorCnpj: bareCnpj(event.target.value) })}
        />
        <Field
          label={say('contractId')}
          maxLength={64}
          value={draft.contractId}
          onChange={(event) => onChange({ contractId: event.target.value })}
        />
        <Field
          label={say('billingService')}
          maxLength={64}
          value={draft.billingService}
          onChange={(event) => onChange({ billingService: event.target.value })}
        />
      </div>
    </fieldset>
  );
}
