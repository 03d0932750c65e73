import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { PlayListOut, RecordingOut } from '../../contract/recording-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useLive } from '../shell/live/live-context.js';
import { useSession } from '../shell/session/session-context.js';
import { duration, useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { Player } from './player.js';
import styles from './recordings.module.css';
import { RECORDINGS_TEXTS } from './recordings-texts.js';

/** One recording: the player, what is known of it, who has listened. */
export function RecordingPanel({
  id,
  onClose,
}: {
  readonly id: string;
  readonly onClose: (() => void) | null;
}) {
  const say = useTexts(RECORDINGS_TEXTS);
  const { dateTime } = useFormats();
  const { may, session } = useSession();
  const client = useQueryClient();
  const path = `/v1/recordings/${encodeURIComponent(id)}`;
  const { data, error } = useQuery({
    queryKey: ['recording', id],
    queryFn: () => api<RecordingOut>('GET', path),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Panel
      title={data === undefined ? say('loading') : say('recordingOf', { time: dateTime(data.startedAtMs) })}
      {...(onClose === null ? {} : { aside: <Button onClick={onClose}>{say('close')}</Button> })}
    >
      {error === null ? null : <p role="alert">{error.message}</p>}
      {data === undefined ? null : (
        <>
          <Player
            key={id}
            recording={data}
            onPlayed={() => void client.invalidateQueries({ queryKey: ['plays', id] })}
          />
          <Facts recording={data} />
          {may('see_clear') ? (
            <Plays id={id} />
          ) : session.role === 'creditor' ? null : (
            <p className="soft">{say('hiddenPlays')}</p>
          )}
        </>
      )}
    </Panel>
  );
}

function Facts({ recording }: { readonly recording: RecordingOut }) {
  const say = useTexts(RECORDINGS_TEXTS);
  const { dateTime, date } = useFormats();
  const agents = useLive((live) => live.agents);
  const { attemptId, agentId, durationMs, missingMs, channels, keptUntilMs, sealedAtMs, sha256 } = recording;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [say('agent'), agentId === null ? say('nobody') : (agents.get(agentId)?.name ?? agentId)],
    [say('length'), duration(durationMs)],
    [say('missing'), missingMs === 0 ? say('nothing') : duration(missingMs)],
    [say('channels'), say(channels === 2 ? 'channels.2' : 'channels.1')],
    [say('kept'), date(keptUntilMs)],
    [say('sealed'), dateTime(sealedAtMs)],
    [say('call'), <code key="call">{attemptId}</code>],
    [say('hash'), <code key="hash">{sha256}</code>],
  ];
  return (
    <dl className={styles['facts']} aria-label={say('facts')}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Play = PlayListOut['items'][number];

function Plays({ id }: { readonly id: string }) {
  const say = useTexts(RECORDINGS_TEXTS);
  const { dateTime } = useFormats();
  const { data } = useQuery({
    queryKey: ['plays', id],
    queryFn: () => api<PlayListOut>('GET', `/v1/recordings/${encodeURIComponent(id)}/plays`),
  });
  const columns: readonly Column<Play>[] = [
    { key: 'when', head: say('when'), cell: ({ atMs }) => dateTime(atMs) },
    { key: 'who', head: say('who'), cell: ({ who }) => who },
    { key: 'why', head: say('why'), cell: ({ reason }) => <span className={styles['wrap']}>{reason}</span> },
  ];
  return (
    <div className={styles['plays']}>
      <Table
        caption={say('plays')}
        captionShown
        columns={columns}
        rows={data?.items ?? []}
        keyOf={({ atMs, who }) => `${atMs} ${who}`}
        empty={say(data === undefined ? 'loading' : 'playsNone')}
      />
    </div>
  );
}
