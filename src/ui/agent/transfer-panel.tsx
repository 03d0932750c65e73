import { type FormEvent, useState } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { AGENT_TEXTS } from './agent-texts.js';
import type { Desk } from './use-desk.js';

interface Props {
  readonly desk: Desk;
  readonly state: DeskState;
}

const KINDS = ['colleague', 'queue', 'number'] as const;
type Kind = (typeof KINDS)[number];

/** Whom the person is given to: a colleague, a queue or a number; asked first, all together, or at once. */
export function TransferPanel({ desk, state }: Props) {
  const { talk } = state;
  const other = talk?.colleagueId ?? talk?.outside ?? null;
  return (
    <>
      {other === null ? <Choice desk={desk} state={state} /> : <Other desk={desk} state={state} />}
      <Notice state={state} />
    </>
  );
}

/** Somebody else is on the line, or rings. */
function Other({ desk, state: { talk, colleagues } }: Props) {
  const say = useTexts(AGENT_TEXTS);
  const id = talk?.colleagueId ?? null;
  const name = id === null ? (talk?.outside ?? '') : (colleagues.find((one) => one.id === id)?.name ?? id);
  const there = talk?.state === 'consulting' || talk?.state === 'conference';
  return (
    <div className={styles['buttons']}>
      <StatusBadge tone={there ? 'calm' : 'warn'} icon="☎">
        {name}
      </StatusBadge>
      <Button
        disabled={talk?.state !== 'consulting'}
        busy={desk.busy}
        onClick={() => void desk.command('conference')}
      >
        {say('conference')}
      </Button>
      <Button tone="go" disabled={!there} busy={desk.busy} onClick={() => void desk.command('hand-over', {})}>
        {say('handOver')}
      </Button>
      <Button busy={desk.busy} onClick={() => void desk.command('consult-end')}>
        {say('consultEnd')}
      </Button>
    </div>
  );
}

/** Enter in the number asks it first; the buttons say the rest. */
function Choice({ desk, state }: Props) {
  const say = useTexts(AGENT_TEXTS);
  const [kind, setKind] = useState<Kind>('colleague');
  const [number, setNumber] = useState('');
  const people = state.colleagues.filter((one) => one.state === 'available');
  const queues = state.queues.filter(({ open, agents }) => open && agents > 0);
  const colleague = useTarget(people);
  const queue = useTarget(queues);
  const target = { colleague: colleague.id, queue: queue.id, number }[kind];
  const may = state.talk !== null && target !== '';
  const give = (asks: boolean) => {
    if (!may) {
      return;
    }
    if (kind === 'colleague') {
      void desk.command(asks ? 'consult' : 'hand-over', { agentId: target });
    } else if (kind === 'queue') {
      void desk.command('to-queue', { queueId: target });
    } else {
      void desk.command('dial-out', { phone: number, blind: !asks });
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    give(kind !== 'queue');
  };
  return (
    <form className={styles['line']} onSubmit={submit}>
      <select
        id="transfer-kind"
        className={styles['select']}
        aria-label={say('giveTo')}
        aria-keyshortcuts="Alt+T"
        value={kind}
        disabled={state.talk === null}
        onChange={({ target: { value } }) => setKind(value as Kind)}
      >
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {say(`to.${one}`)}
          </option>
        ))}
      </select>
      {kind === 'number' ? (
        <input
          className={styles['select']}
          aria-label={say('dialNumber')}
          placeholder={say('dialNumber')}
          inputMode="tel"
          maxLength={32}
          disabled={state.talk === null}
          value={number}
          onChange={({ target: { value } }) => setNumber(value)}
        />
      ) : (
        <Targets
          label={say(kind === 'queue' ? 'queue' : 'colleague')}
          empty={say(kind === 'queue' ? 'noQueue' : 'noColleague')}
          choice={kind === 'queue' ? queue : colleague}
          disabled={state.talk === null}
        />
      )}
      {kind === 'queue' ? null : (
        <Button type="submit" disabled={!may} busy={desk.busy}>
          {say('consult')}
        </Button>
      )}
      <Button disabled={!may} busy={desk.busy} onClick={() => give(false)}>
        {say('handOver')}
      </Button>
    </form>
  );
}

interface Named {
  readonly id: string;
  readonly name: string;
}

interface TargetChoice {
  readonly items: readonly Named[];
  readonly id: string;
  readonly choose: (id: string) => void;
}

/** What was chosen while it is there, else the first. */
function useTarget(items: readonly Named[]): TargetChoice {
  const [chosen, choose] = useState('');
  const id = items.some((one) => one.id === chosen) ? chosen : (items[0]?.id ?? '');
  return { items, id, choose };
}

function Targets({
  label,
  empty,
  choice: { items, id, choose },
  disabled,
}: {
  readonly label: string;
  readonly empty: string;
  readonly choice: TargetChoice;
  readonly disabled: boolean;
}) {
  return (
    <select
      className={styles['select']}
      aria-label={label}
      value={id}
      disabled={disabled || items.length === 0}
      onChange={({ target: { value } }) => choose(value)}
    >
      {items.length === 0 ? <option value="">{empty}</option> : null}
      {items.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </select>
  );
}

/** Why the person is here again. */
function Notice({ state: { talk, colleagues, queues } }: { readonly state: DeskState }) {
  const say = useTexts(AGENT_TEXTS);
  const notice = talk?.notice ?? null;
  const names: readonly Named[] = notice?.to === 'queue' ? queues : colleagues;
  const name = names.find(({ id }) => id === notice?.target)?.name ?? notice?.target ?? '';
  return (
    <p className={styles['note']} role="status">
      {notice === null ? '' : say(`returned.${notice.why}`, { name })}
    </p>
  );
}
