import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { NavLink } from 'react-router';
import type { QueueOutlookOut } from '../../contract/queue-wire.js';
import { api } from '../shell/api.js';
import { Panel, Tile, Tiles } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { useLive } from '../shell/live/live-context.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { duration, useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './floor.module.css';
import { FORESEEN_TEXTS } from './foreseen-texts.js';
import { HalfHours } from './half-hours.js';

const EVERY_MS = 5000;

/** What is expected of each queue today, what came, and how many agents are kept from the dialer for it, with the reason. */
export function ForeseenScreen() {
  const say = useTexts(FORESEEN_TEXTS);
  const { data, error } = useQuery({
    queryKey: ['queue-outlooks'],
    queryFn: ({ signal }) =>
      api<{ items: readonly QueueOutlookOut[] }>('GET', '/v1/queue-outlooks', { signal }),
    refetchInterval: EVERY_MS,
    placeholderData: (before) => before,
  });
  return (
    <div className={styles['floor']}>
      <div className={styles['between']}>
        <h1>{say('title')}</h1>
        <NavLink to="..">{say('back')}</NavLink>
      </div>
      {error === null ? null : <p role="alert">{error.message}</p>}
      {data?.items.length === 0 ? <p className="soft">{say('none')}</p> : null}
      {(data?.items ?? []).map((queue) => (
        <QueueDay key={queue.id} queue={queue} />
      ))}
    </div>
  );
}

function QueueDay({ queue }: { readonly queue: QueueOutlookOut }) {
  const say = useTexts(FORESEEN_TEXTS);
  const { number, percent } = useFormats();
  const nowMs = useServerNow();
  const { need, day, kept, agents, talking } = queue;
  const none = say('nothing');
  return (
    <Panel
      title={queue.name}
      aside={
        need === null ? null : (
          <StatusBadge tone={need.holds ? 'good' : 'warn'} icon={need.holds ? '✓' : '!'}>
            {say(need.holds ? 'holds' : 'fails')}
          </StatusBadge>
        )
      }
    >
      <div className={styles['foreseen']}>
        <div className={styles['queueNeed']}>
          <Tiles>
            <Tile name={say('kept')} figure={number(kept)} note={say('keptOf')} />
            <Tile
              name={say('needed')}
              figure={need === null ? none : number(need.needed)}
              note={say('neededOf', { n: agents, talking })}
            />
            <Tile
              name={say('expectedNow')}
              figure={need === null ? none : number(need.callsPerHour, 1)}
              note={say('perHour')}
            />
            <Tile
              name={say('pace')}
              figure={day === null ? none : percent(day.pace, 0)}
              note={say('paceOf')}
            />
          </Tiles>
          <Why queue={queue} />
        </div>
        {day === null ? (
          <p className="soft">{say('noDay')}</p>
        ) : (
          <HalfHours name={queue.name} halfHours={day.halfHours} nowMs={nowMs} />
        )}
      </div>
    </Panel>
  );
}

function Why({ queue }: { readonly queue: QueueOutlookOut }) {
  const say = useTexts(FORESEEN_TEXTS);
  const { number, percent } = useFormats();
  const agentRows = useLive((live) => live.agents);
  const { need, goalShare, goalSeconds, keptAgents } = queue;
  const names = useMemo(
    () => keptAgents.map((id) => agentRows.get(id)?.name ?? id).sort((a, b) => a.localeCompare(b)),
    [keptAgents, agentRows],
  );
  if (need === null) {
    return <p className="soft">{say('noNeed')}</p>;
  }
  return (
    <>
      <p>
        {say('why', {
          calls: number(need.callsPerHour, 1),
          cautious: number(need.cautiousPerHour, 1),
          handle: duration(need.handleMs),
          patience: duration(need.patienceMs),
          needed: need.needed,
          level: percent(need.serviceLevel, 0),
          seconds: goalSeconds,
          goal: percent(goalShare, 0),
        })}
      </p>
      {need.holds ? null : <p>{say('short')}</p>}
      {names.length === 0 ? null : <p className="soft">{say('keptAgents', { names: names.join(', ') })}</p>}
    </>
  );
}
