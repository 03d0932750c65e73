import type { AgentId } from '../../core/kernel/ids.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import type { EngineControl } from '../../engine/engine-control.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { EngineEvents } from '../../ports/engine-events.js';
import { agentToWire } from '../views/agent-to-wire.js';
import { type CampaignCaps, makeCampaignCaps } from '../views/campaign-caps.js';
import { DRAINED_BYTES, type LiveClient, type LiveSocket, MOST_BUFFERED_BYTES } from './live-client.js';
import { agentKey, campaignKey, makeLiveRows, type RowKey } from './live-rows.js';
import { deltaText, snapshotText } from './live-text.js';
import { makeRowPace } from './row-pace.js';
import { watchEvents } from './watch-events.js';

/** Looks for changes that no event told of (trunks in use, contacts left), and says that we are alive. */
const SWEEP_MS = SECOND;
/** Agents are looked through less often: each of their changes has an event. */
const AGENT_SWEEPS = 5;
const MOST_CLIENTS = 500;
const GIVE_UP_BEHIND_MS = MINUTE;

/** RFC 6455 §7.4.1 and the IANA registry: going away, try again later. */
const GOING_AWAY = 1001;
const TRY_LATER = 1013;

/**
 * Sends what changes to every screen. All of them share one numbering: a change is turned into text once and sent to
 * all. A snapshot is the rows as last sent, so snapshot n and delta n + 1 always fit together.
 */
export interface LiveHub {
  /** Sends the snapshot and then deltas, until `detach`. */
  attach(socket: LiveSocket, agentId: AgentId | null): Promise<LiveClient>;
  resync(client: LiveClient): void;
  detach(client: LiveClient): void;
  clients(): number;
  close(): void;
}

export interface LiveHubDeps {
  readonly engine: EngineControl;
  readonly events: EngineEvents;
  readonly clock: Clock;
}

export function makeLiveHub({ engine, events, clock }: LiveHubDeps): LiveHub {
  const clients = new Set<LiveClient>();
  const sent = new Map<RowKey, string>();
  const pace = makeRowPace(clock, publish);
  const caps: CampaignCaps = makeCampaignCaps(engine.campaigns, (id) => touch(campaignKey(id)));
  const rows = makeLiveRows(engine, caps);
  let seq = 0;
  let sweeps = 0;
  let sweeper: Timer | null = null;

  function touch(key: RowKey): void {
    if (clients.size > 0) {
      pace.touch(key);
    }
  }

  function publish(keys: readonly RowKey[]): void {
    const changed = new Map<RowKey, string>();
    const gone: RowKey[] = [];
    for (const key of keys) {
      const text = rows.textOf(key);
      if (text === null) {
        if (sent.delete(key)) {
          pace.forget(key);
          gone.push(key);
        }
      } else if (sent.get(key) !== text) {
        sent.set(key, text);
        pace.sent(key);
        changed.set(key, text);
      }
    }
    if (changed.size > 0 || gone.length > 0) {
      seq += 1;
      const text = deltaText(seq, clock.now(), { changed, gone });
      for (const client of clients) {
        offer(client, text);
      }
    }
  }

  /** Sends unless the client is too slow; one that has caught up gets everything anew. */
  function offer(client: LiveClient, text: string): void {
    const { socket } = client;
    if (client.behindSinceMs !== null) {
      if (socket.bufferedAmount < DRAINED_BYTES) {
        resync(client);
      } else if (clock.now() - client.behindSinceMs > GIVE_UP_BEHIND_MS) {
        socket.close(TRY_LATER, 'too slow for too long');
      }
    } else if (socket.bufferedAmount > MOST_BUFFERED_BYTES) {
      client.behindSinceMs = clock.now();
    } else {
      socket.send(text);
    }
  }

  function resync(client: LiveClient): void {
    client.behindSinceMs = null;
    client.socket.send(snapshotText(seq, clock.now(), sent));
    client.agentText = '';
    tellAgent(client);
  }

  /** The agent's own screen: at once, card included. */
  function tellAgent(client: LiveClient): void {
    if (client.agentId === null || client.behindSinceMs !== null) {
      return;
    }
    const view = engine.agents.view(client.agentId);
    const text = JSON.stringify(view === null ? null : agentToWire(view));
    if (text !== client.agentText) {
      client.agentText = text;
      client.socket.send(`{"type":"agent","seq":${seq},"atMs":${clock.now()},"agent":${text}}`);
    }
  }

  function tellAgents(id: AgentId | null): void {
    for (const client of clients) {
      if (client.agentId !== null && (id === null || client.agentId === id)) {
        tellAgent(client);
      }
    }
  }

  function sweep(): void {
    sweeper = clients.size === 0 ? null : clock.setTimer(SWEEP_MS, sweep);
    sweeps += 1;
    const withAgents = sweeps % AGENT_SWEEPS === 0;
    const before = seq;
    const known = [...sent.keys()].filter((key) => withAgents || !key.startsWith('a:'));
    publish([...new Set([...rows.keys(withAgents), ...known])]);
    tellAgents(null);
    if (seq === before) {
      for (const client of clients) {
        offer(client, `{"type":"alive","seq":${seq},"atMs":${clock.now()}}`);
      }
    }
  }

  const unwatch = watchEvents(events, {
    campaign: (id) => touch(campaignKey(id)),
    engine: () => touch('engine'),
    agent(id) {
      touch(agentKey(id));
      // The engine may tell before it has finished moving: look after the present step.
      queueMicrotask(() => tellAgents(id));
    },
  });

  return {
    async attach(socket, agentId) {
      const client: LiveClient = { socket, agentId, behindSinceMs: null, agentText: '' };
      if (clients.size >= MOST_CLIENTS) {
        socket.close(TRY_LATER, 'too many screens');
        return client;
      }
      await caps.load(engine.campaigns.views());
      publish([...new Set([...rows.keys(true), ...sent.keys()])]);
      clients.add(client);
      resync(client);
      sweeper ??= clock.setTimer(SWEEP_MS, sweep);
      return client;
    },
    resync,
    detach(client) {
      clients.delete(client);
    },
    clients: () => clients.size,
    close() {
      unwatch();
      pace.close();
      if (sweeper !== null) {
        clock.clearTimer(sweeper);
      }
      sweeper = null;
      for (const client of clients) {
        client.socket.close(GOING_AWAY, 'the server goes down');
      }
      clients.clear();
    },
  };
}
