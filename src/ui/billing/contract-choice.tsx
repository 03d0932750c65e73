import type { ReactNode } from 'react';
import { SelectField } from '../shell/components/field.js';
import { useTexts } from '../shell/texts/texts.js';
import { BILLING_TEXTS } from './billing-texts.js';

interface Props {
  readonly ids: readonly string[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  /** An option before the contracts, such as all of them. */
  readonly first?: ReactNode;
}

/** A contract by its id. */
export function ContractChoice({ ids, chosen, onChoose, first }: Props) {
  const say = useTexts(BILLING_TEXTS);
  return (
    <SelectField label={say('contract')} value={chosen} onChange={({ target }) => onChoose(target.value)}>
      {first === undefined ? null : <option value="">{first}</option>}
      {ids.map((id) => (
        <option key={id} value={id}>
          {id}
        </option>
      ))}
    </SelectField>
  );
}
