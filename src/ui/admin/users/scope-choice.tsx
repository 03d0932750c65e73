import { CheckField } from '../../shell/components/field.js';

interface ScopeChoiceProps {
  readonly legend: string;
  readonly all: string;
  readonly items: readonly { readonly id: string; readonly name: string }[];
  /** null: all. */
  readonly value: readonly string[] | null;
  readonly onChange: (ids: string[] | null) => void;
}

/** All, or some of a list. */
export function ScopeChoice({ legend, all, items, value, onChange }: ScopeChoiceProps) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <CheckField
        label={all}
        checked={value === null}
        onChange={(event) => onChange(event.target.checked ? null : [])}
      />
      {value === null
        ? null
        : items.map(({ id, name }) => (
            <CheckField
              key={id}
              label={name}
              checked={value.includes(id)}
              onChange={(event) =>
                onChange(event.target.checked ? [...value, id] : value.filter((one) => one !== id))
              }
            />
          ))}
    </fieldset>
  );
}
