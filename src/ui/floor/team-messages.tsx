import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import type { SentMessagesOut } from '../../contract/message-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Dialog, DialogButtons } from '../shell/components/dialog.js';
import { ChoiceField, Field } from '../shell/components/field.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { useLive } from '../shell/live/live-context.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './floor.module.css';
import { TEAM_MESSAGE_TEXTS } from './team-message-texts.js';
import { useCommand } from './use-floor.js';

type Sent = SentMessagesOut['items'][number];
type Target = Sent['to'];

const KEY = ['messages'];
const EVERY_MS = 5000;
const FEW_NAMES = 6;

/** A few words to a group, a campaign or everybody, and who of them has not read the last ones. */
export function TeamMessages() {
  const say = useTexts(TEAM_MESSAGE_TEXTS);
  const { may } = useSession();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('messages')}</Button>
      {open ? (
        <Dialog title={say('title')} onClose={() => setOpen(false)}>
          {may('run') ? <MessageForm /> : null}
          <SentMessages />
          <DialogButtons>
            <Button onClick={() => setOpen(false)}>{say('close')}</Button>
          </DialogButtons>
        </Dialog>
      ) : null}
    </>
  );
}

/** Each target as the word of a choice. */
function useTargets(): readonly (readonly [word: string, label: string, target: Target])[] {
  const say = useTexts(TEAM_MESSAGE_TEXTS);
  const agents = useLive((live) => live.agents);
  const campaigns = useLive((live) => live.campaigns);
  return useMemo(() => {
    const groups = [...new Set([...agents.values()].map(({ groupId }) => groupId))].sort();
    const toGroups = groups.map((id) => [
      `group ${id}`,
      say('to.group', { name: id }),
      { kind: 'group', id },
    ]);
    const toCampaigns = [...campaigns.values()]
      .filter(({ state }) => state !== 'ended')
      .map(({ id, name }) => [`campaign ${id}`, say('to.campaign', { name }), { kind: 'campaign', id }]);
    return [['all', say('to.all'), { kind: 'all' }], ...toGroups, ...toCampaigns] as never;
  }, [agents, campaigns, say]);
}

function MessageForm() {
  const say = useTexts(TEAM_MESSAGE_TEXTS);
  const client = useQueryClient();
  const targets = useTargets();
  const { mutate, isPending } = useCommand();
  const [chosen, setChosen] = useState('all');
  const [text, setText] = useState('');
  const to = targets.find(([word]) => word === chosen)?.[2] ?? { kind: 'all' };
  const send = (event: FormEvent) => {
    event.preventDefault();
    const run = async (): Promise<string> => {
      const { recipients, away } = await api<{ recipients: string[]; away: string[] }>(
        'POST',
        '/v1/messages',
        {
          body: { to, text },
        },
      );
      setText('');
      const n = recipients.length;
      return n === 0 ? say('nobody') : say(away.length === 0 ? 'sent' : 'sentAway', { n, away: away.length });
    };
    mutate({ run }, { onSettled: () => client.invalidateQueries({ queryKey: KEY }) });
  };
  return (
    <form className={styles['form']} onSubmit={send}>
      <ChoiceField
        label={say('to')}
        value={chosen}
        words={targets.map(([word, label]) => [word, label] as const)}
        onChoose={setChosen}
      />
      <Field
        label={say('text')}
        hint={say('help')}
        required
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div>
        <Button tone="go" type="submit" busy={isPending}>
          {say('send')}
        </Button>
      </div>
    </form>
  );
}

function SentMessages() {
  const say = useTexts(TEAM_MESSAGE_TEXTS);
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api<SentMessagesOut>('GET', '/v1/messages', { signal }),
    refetchInterval: EVERY_MS,
  });
  return (
    <section aria-label={say('last')}>
      <h3>{say('last')}</h3>
      {data?.items.length === 0 ? <p className="soft">{say('none')}</p> : null}
      <ul className={styles['sent']}>
        {data?.items.map((message) => (
          <SentMessage key={message.id} message={message} />
        ))}
      </ul>
    </section>
  );
}

/** A few by name at once, many when they are asked for. */
function Unread({ names }: { readonly names: readonly string[] }) {
  const say = useTexts(TEAM_MESSAGE_TEXTS);
  if (names.length === 0) {
    return null;
  }
  const all = names.join(', ');
  if (names.length <= FEW_NAMES) {
    return <span className="soft">{say('unread', { names: all })}</span>;
  }
  return (
    <details>
      <summary>{say('unreadBy', { n: names.length })}</summary>
      <span className="soft">{all}</span>
    </details>
  );
}

function SentMessage({ message }: { readonly message: Sent }) {
  const say = useTexts(TEAM_MESSAGE_TEXTS);
  const { dateTime } = useFormats();
  const agents = useLive((live) => live.agents);
  const campaigns = useLive((live) => live.campaigns);
  const { to, from, atMs, text, recipients, unread } = message;
  const agentName = (id: string): string => agents.get(id)?.name ?? id;
  const nameOf = (): string => {
    if (to.kind === 'all') {
      return '';
    }
    return to.kind === 'campaign' ? (campaigns.get(to.id)?.name ?? to.id) : agentName(to.id);
  };
  const done = unread.length === 0;
  return (
    <li data-message={message.id}>
      <span className="soft">
        {say('fromTo', { from, to: say(`to.${to.kind}`, { name: nameOf() }), at: dateTime(atMs) })}
      </span>
      <span className={styles['words']}>{text}</span>
      <StatusBadge tone={done ? 'good' : 'warn'} icon={done ? '✓' : '◔'}>
        {say(done ? 'readByAll' : 'read', { n: recipients - unread.length, m: recipients })}
      </StatusBadge>
      <Unread names={unread.map(agentName)} />
    </li>
  );
}
