import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { AGENT_TEXTS } from './agent-texts.js';

type Card = NonNullable<DeskState['agent']['card']>;

/**
 * Who is on the line, before the voice. What is owed is shown only once the person has said who he is: a third party must
 * not hear of it, nor read it over a shoulder.
 */
export function ContactCard({
  card,
  confirmed,
  onConfirm,
}: {
  readonly card: Card | null;
  readonly confirmed: boolean;
  readonly onConfirm: (confirmed: boolean) => void;
}) {
  const say = useTexts(AGENT_TEXTS);
  if (card === null) {
    return (
      <Panel title={say('contact')}>
        <p className="soft">{say('nobody')}</p>
      </Panel>
    );
  }
  const { contact } = card;
  const rows = [
    [say('number'), contact.phone ?? '–'],
    [say('segment'), contact.segment || '–'],
    [say('attempts'), String(contact.attempts)],
  ] as const;
  return (
    <Panel title={say('contact')} aside={<Recording card={card} />}>
      <p className={styles['person']} data-contact={contact.id}>
        {contact.name}
      </p>
      <dl className={styles['facts']}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {confirmed ? <Debt card={card} /> : <p className={styles['hiddenDebt']}>{say('debtHidden')}</p>}
      <div>
        <Button onClick={() => onConfirm(!confirmed)} aria-pressed={confirmed}>
          {say(confirmed ? 'hideAgain' : 'personConfirmed')}
        </Button>
      </div>
    </Panel>
  );
}

function Debt({ card: { contact } }: { readonly card: Card }) {
  const say = useTexts(AGENT_TEXTS);
  const rows = [
    ...(contact.debtId === '' ? [] : [[say('debt'), contact.debtId]]),
    ...Object.entries(contact.fields),
  ];
  return (
    <dl className={styles['facts']}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Recording({ card }: { readonly card: Card }) {
  const say = useTexts(AGENT_TEXTS);
  switch (card.recording) {
    case 'on':
      return (
        <StatusBadge tone="calm" icon="●">
          {say('recordingOn')}
        </StatusBadge>
      );
    case 'starting':
      return (
        <StatusBadge tone="soft" icon="◌">
          {say('recordingStarting')}
        </StatusBadge>
      );
    case 'failed':
      return (
        <StatusBadge tone="bad" icon="✕">
          {say('recordingFailed')}
        </StatusBadge>
      );
    case 'none':
      return null;
  }
}
