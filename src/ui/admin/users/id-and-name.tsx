import { Field } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import { USERS_TEXTS } from './users-texts.js';

interface IdAndNameProps {
  readonly idLabel: string;
  /** As of an input; what an id may look like. */
  readonly pattern: string;
  /** What is there keeps its id. */
  readonly isNew: boolean;
  readonly value: { readonly id: string; readonly name: string };
  readonly onChange: (change: { readonly id?: string; readonly name?: string }) => void;
}

/** What a person or a team is called: by the program, and by people. */
export function IdAndName({ idLabel, pattern, isNew, value, onChange }: IdAndNameProps) {
  const say = useTexts(USERS_TEXTS);
  return (
    <>
      {isNew ? (
        <Field
          label={idLabel}
          hint={say('idHelp')}
          required
          pattern={pattern}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={value.id}
          onChange={({ target }) => onChange({ id: target.value })}
        />
      ) : null}
      <Field
        label={say('name')}
        required
        maxLength={120}
        autoComplete="off"
        value={value.name}
        onChange={({ target }) => onChange({ name: target.value })}
      />
    </>
  );
}
