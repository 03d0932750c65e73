import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import type { TestCallOut } from '../../contract/test-call-wire.js';
import type { TrunkOut } from '../../contract/trunk-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { ChoiceField, Field } from '../shell/components/field.js';
import { useToast } from '../shell/components/toast.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './carriers.module.css';
import { TEST_CALL_TEXTS } from './test-call-texts.js';
import { TEST_CALLS_KEY, useLines, useSwitches } from './use-test-calls.js';

interface TestFormProps {
  readonly trunks: readonly TrunkOut[];
  /** Numbers that were tried before. */
  readonly known: readonly string[];
}

/** Trunk, one of its carrier's lines, and a number; several media servers are chosen among too. */
export function TestForm({ trunks, known }: TestFormProps) {
  const say = useTexts(TEST_CALL_TEXTS);
  const [trunk, setTrunk] = useState('');
  const [line, setLine] = useState('');
  const [phone, setPhone] = useState('');
  const [server, setServer] = useState('');
  const numbers = useId();
  const servers = useSwitches();
  const chosen = trunks.find(({ id }) => id === trunk) ?? trunks[0];
  const lines = useLines().filter(({ carrierId }) => carrierId === chosen?.carrierId);
  const shown = lines.find(({ number }) => number === line) ?? lines[0];
  const { mutate, isPending } = usePlace();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen !== undefined && shown !== undefined) {
      mutate({ trunkId: chosen.id, line: shown.number, phone, mediaServerId: server === '' ? null : server });
    }
  };
  return (
    <form className={styles['head']} onSubmit={submit}>
      <ChoiceField
        label={say('trunk')}
        value={chosen?.id ?? ''}
        words={trunks.map(({ id, active }) => [id as string, active ? id : say('off', { id })] as const)}
        onChoose={setTrunk}
      />
      <ChoiceField
        label={say('line')}
        value={shown?.number ?? ''}
        words={lines.map(({ number }) => [number, number] as const)}
        onChoose={setLine}
      />
      <Field
        label={say('number')}
        type="tel"
        required
        list={numbers}
        value={phone}
        onChange={({ target }) => setPhone(target.value)}
      />
      <datalist id={numbers}>
        {known.map((number) => (
          <option key={number} value={number} />
        ))}
      </datalist>
      {servers.length < 2 ? null : (
        <ChoiceField
          label={say('switch')}
          value={server}
          words={[['', say('anySwitch')] as const, ...servers.map(({ id }) => [id as string, id] as const)]}
          onChoose={setServer}
        />
      )}
      <Button tone="go" type="submit" busy={isPending} disabled={shown === undefined}>
        {say('call')}
      </Button>
    </form>
  );
}

interface Order {
  readonly trunkId: string;
  readonly line: string;
  readonly phone: string;
  readonly mediaServerId: string | null;
}

function usePlace() {
  const say = useTexts(TEST_CALL_TEXTS);
  const client = useQueryClient();
  const { say: tell, complain } = useToast();
  return useMutation({
    mutationFn: (order: Order) => api<TestCallOut>('POST', '/v1/test-calls', { body: order }),
    onSuccess: () => tell(say('placed')),
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: TEST_CALLS_KEY }),
  });
}
