import type { AgentId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { EngineControl } from '../../engine/engine-control.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { EngineEvents } from '../../ports/engine-events.js';
import type { CardReads } from '../auth/card-reads.js';
import type { LiveClient, LiveScope, LiveSocket } from './live-client.js';
import {
  agentKey,
  type CampaignBoards,
  campaignKey,
  makeLiveRows,
  queueKey,
  type RowKey,
} from './live-rows.js';
import { makeLiveScreens, TRY_LATER } from './live-screens.js';
import { makeLiveTable } from './live-table.js';
import { makeRowPace } from './row-pace.js';
import { watchEvents } from './watch-events.js';

/** Looks for changes that no event told of (trunks in use, contacts left), and says that we are alive. */
const SWEEP_MS = SECOND;
/** Agents are looked through less often: each of their changes has an event. */
const AGENT_SWEEPS = 5;
const MOST_CLIENTS = 1000;

/** RFC 6455 §7.4.1: going away. */
const GOING_AWAY = 1001;

/**
 * Sends what changes to every screen. All of them share one numbering: a change is turned into text once and sent to
 * all. A snapshot is the rows as last sent, so snapshot n and delta n + 1 always fit together.
 */
export interface LiveHub {
  /**
   * Sends the snapshot and then deltas, until `detach`; `clearFor` is who is shown persons in clear, or null, `scope`
   * the agents whose rows he is sent. @default scope null: all
   */
  attach(
    socket: LiveSocket,
    agentId: AgentId | null,
    clearFor: string | null,
    scope?: LiveScope | null,
  ): Promise<LiveClient>;
  resync(client: LiveClient): void;
  detach(client: LiveClient): void;
  clients(): number;
  close(): void;
}

export interface LiveHubDeps {
  readonly engine: EngineControl;
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly boards: CampaignBoards;
  readonly cards: CardReads;
}

export function makeLiveHub({ engine, events, clock, boards, cards }: LiveHubDeps): LiveHub {
  const rows = makeLiveRows(engine, boards);
  const table = makeLiveTable(rows, clock);
  const screens = makeLiveScreens({
    agents: engine.agents,
    clock,
    cards,
    seq: table.seq,
    snapshot: table.snapshot,
  });
  const pace = makeRowPace(clock, publish);
  const sweeper = makeSweeper(clock, (withAgents) => {
    const before = table.seq();
    const known = table.keys().filter((key) => withAgents || !key.startsWith('a:'));
    publish(new Set([...rows.keys(withAgents), ...known]));
    screens.tellAgents(null);
    if (table.seq() === before) {
      const alive = `{"type":"alive","seq":${before},"atMs":${clock.now()}}`;
      screens.broadcast(() => alive);
    }
    return screens.all.size > 0;
  });

  function touch(key: RowKey): void {
    if (screens.all.size > 0) {
      pace.touch(key);
    }
  }

  function publish(keys: Iterable<RowKey>): void {
    const delta = table.advance(keys);
    if (delta !== null) {
      delta.changed.forEach(pace.sent);
      screens.broadcast(delta.text);
    }
  }

  const unwatch = watchEvents(events, {
    campaign: (id) => touch(campaignKey(id)),
    engine: () => touch('engine'),
    limit: (id) => touch(`l:${id}`),
    queue: (id) => touch(queueKey(id)),
    agent(id) {
      touch(agentKey(id));
      // The engine may tell before it has finished moving: look after the present step.
      queueMicrotask(() => screens.tellAgents(id));
    },
  });

  return {
    async attach(socket, agentId, clearFor, scope = null) {
      const client: LiveClient = { socket, agentId, clearFor, scope, behindSinceMs: null, agentText: '' };
      if (screens.all.size >= MOST_CLIENTS) {
        socket.close(TRY_LATER, 'too many screens');
        return client;
      }
      publish(new Set([...rows.keys(true), ...table.keys()]));
      screens.all.add(client);
      screens.resync(client);
      sweeper.start();
      return client;
    },
    resync: screens.resync,
    detach: (client) => void screens.all.delete(client),
    clients: () => screens.all.size,
    close() {
      unwatch();
      pace.close();
      sweeper.close();
      for (const client of screens.all) {
        client.socket.close(GOING_AWAY, 'the server goes down');
      }
      screens.all.clear();
    },
  };
}

/** Runs `sweep` every second from `start` on, for as long as it says there is somebody to sweep for. */
function makeSweeper(clock: Clock, sweep: (withAgents: boolean) => boolean) {
  let timer: Timer | null = null;
  let sweeps = 0;
  const run = (): void => {
    sweeps += 1;
    timer = sweep(sweeps % AGENT_SWEEPS === 0) ? clock.setTimer(SWEEP_MS, run) : null;
  };
  return {
    start() {
      timer ??= clock.setTimer(SWEEP_MS, run);
    },
    close() {
      if (timer !== null) {
        clock.clearTimer(timer);
      }
      timer = null;
    },
  };
}
