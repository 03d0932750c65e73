import type { WebSocket } from 'ws';
import type { DeskServerMessage, DeskState } from '../../contract/desk-message.js';
import { DESK_CLOSE } from '../../contract/desk-protocol.js';
import type { CampaignSettings } from '../../core/campaign/campaign.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { EngineControl } from '../../engine/engine-control.js';
import type { CallLogReader } from '../../ports/call-log-reader.js';
import type { CampaignStore } from '../../ports/campaign-store.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { EngineEvents } from '../../ports/engine-events.js';
import type { CardReads } from '../auth/card-reads.js';
import type { AgentSeats } from '../peers/agent-seats.js';
import { agentToWire } from '../views/agent-to-wire.js';
import { deskToWire } from '../views/desk-to-wire.js';
import { maskedAgent } from '../views/masked-views.js';
import { DeskHistory } from './desk-history.js';
import type { DeskScripts } from './desk-scripts.js';
import type { MessageBoard } from './message-board.js';

/** For what no event tells of (a colleague who became free), and a sign of life. */
const SWEEP_MS = SECOND;
/** Five hundred screens in one go held everybody else's changes up by a tenth of a second, and far more on a busy machine. */
const SWEEP_PARTS = 20;
/** Pages of agents who are not at work here are looked after less often: another server may have taken them over. */
const MOVED_SWEEPS = 5;
/** RFC 6455 §7.4.1 and its registry: come again. */
const SERVICE_RESTART = 1012;
/** RFC 6455 §7.4.1: going away. */
const GOING_AWAY = 1001;

interface Desk {
  readonly agentId: AgentId;
  readonly socket: WebSocket;
  readonly who: string;
  /** Each part as it was last sent, by name; empty before the first message. */
  readonly sent: Map<string, string>;
}

export interface DeskHubDeps {
  readonly engine: EngineControl;
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly campaigns: CampaignStore;
  readonly cards: CardReads;
  readonly callLog: Pick<CallLogReader, 'lastOf'>;
  readonly messages: MessageBoard;
  readonly scripts: DeskScripts;
  readonly seats: Pick<AgentSeats, 'away'>;
  /** The page of an agent whom another server has is sent there. */
  readonly moved: (agentId: AgentId) => void;
}

/** Sends one message, unless the socket is closed. */
export function sendDesk(socket: WebSocket, message: DeskServerMessage): void {
  if (socket.readyState === socket.OPEN) {
    socket.send(JSON.stringify(message));
  }
}

/** Sends the whole state to a new page, and to any other what of it has changed; true when that was something. */
function sendChanges({ socket, sent }: Desk, state: DeskState): boolean {
  const { type: _type, atMs, ...parts } = state;
  const first = sent.size === 0;
  const changed = Object.entries(parts).filter(([name, part]) => {
    const text = JSON.stringify(part);
    const differs = sent.get(name) !== text;
    sent.set(name, text);
    return differs;
  });
  if (changed.length > 0) {
    sendDesk(socket, first ? state : { type: 'change', atMs, changed: Object.fromEntries(changed) });
  }
  return changed.length > 0;
}

/** Agents' own screens: what changes of an agent's goes out at once. One screen an agent. */
export class DeskHub {
  readonly #deps: DeskHubDeps;
  readonly #desks = new Map<AgentId, Desk>();
  /** Agents whose page is connected as a telephone. */
  readonly #relayed = new Set<AgentId>();
  readonly #history: DeskHistory;
  readonly #offs: readonly (() => void)[];
  #settings: readonly CampaignSettings[] = [];
  #timer: Timer | null = null;
  #part = 0;
  #sweeps = 0;

  constructor(deps: DeskHubDeps) {
    const { events } = deps;
    this.#deps = deps;
    this.#history = new DeskHistory(deps);
    this.#offs = [
      events.on('agent:moved', ({ agentId }) => this.#touch(agentId)),
      deps.messages.watch((agentId) => this.#touch(agentId)),
      events.on('help:moved', ({ agentId }) => this.#touch(agentId)),
      events.on('talk:moved', ({ agentId }) => this.#touch(agentId)),
      events.on('switch:moved', () => this.#touchAll()),
      events.on('call:connected', ({ agentId }) => this.#touch(agentId)),
      events.on('call:closed', ({ row }) => {
        if (row.result.agentId !== null) {
          this.#touch(row.result.agentId);
        }
      }),
    ];
  }

  /** Sends the state and then every change, until `detach`; a screen the agent had elsewhere is closed. */
  async attach(agentId: AgentId, socket: WebSocket, who: string): Promise<void> {
    this.#desks.get(agentId)?.socket.close(DESK_CLOSE.elsewhere, 'the agent opened another page');
    const desk: Desk = { agentId, socket, who, sent: new Map() };
    this.#desks.set(agentId, desk);
    await Promise.all([
      this.#readCampaigns(),
      this.#history.recall(agentId),
      this.#readScript(agentId),
      this.#deps.messages.open(agentId),
    ]);
    await this.#tell(desk);
    this.#timer ??= this.#nextSweep();
  }

  detach(agentId: AgentId, socket: WebSocket): void {
    if (this.#desks.get(agentId)?.socket === socket) {
      this.#desks.delete(agentId);
      this.#deps.messages.left(agentId);
    }
  }

  /** The page's telephone came or went. */
  relayed(agentId: AgentId, on: boolean): void {
    if (on) {
      this.#relayed.add(agentId);
    } else {
      this.#relayed.delete(agentId);
    }
    this.#touch(agentId);
  }

  close(): void {
    for (const off of this.#offs) {
      off();
    }
    this.#history.close();
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
    }
    for (const { socket } of this.#desks.values()) {
      socket.close(GOING_AWAY, 'the server goes down');
    }
    this.#desks.clear();
  }

  async #readCampaigns(): Promise<void> {
    const stored = await this.#deps.campaigns.list();
    this.#settings = stored.filter(({ state }) => state !== 'ended').map(({ settings }) => settings);
  }

  /** Without the database he begins the script anew. */
  async #readScript(agentId: AgentId): Promise<void> {
    const { engine, scripts } = this.#deps;
    const view = engine.agents.view(agentId);
    await scripts.refresh().catch(() => undefined);
    if (view !== null) {
      await scripts.recall(agentToWire(view)).catch(() => undefined);
    }
  }

  /** True when something was sent. */
  async #tell(desk: Desk): Promise<boolean> {
    const { engine, cards, clock } = this.#deps;
    const { agentId } = desk;
    const view = engine.agents.view(agentId);
    if (view === null) {
      return false;
    }
    // A preview is noted as read before it is shown; meanwhile the agent may have moved on.
    await cards.noteAtDesk(desk.who, agentToWire(view));
    const now = engine.agents.view(agentId) ?? view;
    const agent = agentToWire(now);
    const { scripts, messages } = this.#deps;
    const isNoted = cards.isNoted(desk.who, agent);
    const state = deskToWire({
      atMs: clock.now(),
      agent: isNoted ? agent : maskedAgent(agent),
      talk: engine.talks.view(agentId),
      colleagues: now.state === 'talking' ? engine.talks.colleagues(agentId) : [],
      queues: now.state === 'talking' ? engine.talks.queues(agentId) : [],
      campaigns: this.#settings,
      history: [...this.#history.of(agentId)],
      relayed: this.#relayed.has(agentId),
      messages: messages.unread(agentId),
      script: scripts.scriptOf(agent),
      run: scripts.runOf(agent),
      popUrl: isNoted ? scripts.popOf(agent) : null,
    });
    return this.#desks.get(agentId) === desk && sendChanges(desk, state);
  }

  /** The engine may tell before it has finished moving: look after the present step. */
  #touchAll(): void {
    for (const id of this.#desks.keys()) {
      this.#touch(id);
    }
  }

  #touch(id: AgentId): void {
    const desk = this.#desks.get(id);
    if (desk !== undefined) {
      queueMicrotask(() => void this.#tell(desk));
    }
  }

  /** A part of the screens at a time. */
  async #sweep(): Promise<void> {
    const part = this.#part;
    this.#part = (part + 1) % SWEEP_PARTS;
    if (part === 0) {
      await this.#readCampaigns().catch(() => undefined);
      await this.#deps.scripts.refresh().catch(() => undefined);
      this.#sweeps += 1;
      if (this.#sweeps % MOVED_SWEEPS === 0) {
        await this.#sendOn().catch(() => undefined);
      }
    }
    const desks = [...this.#desks.values()];
    const share = Math.ceil(desks.length / SWEEP_PARTS);
    for (const desk of desks.slice(part * share, (part + 1) * share)) {
      if (!(await this.#tell(desk))) {
        sendDesk(desk.socket, { type: 'alive', atMs: this.#deps.clock.now() });
      }
    }
    this.#timer = this.#desks.size > 0 ? this.#nextSweep() : null;
  }

  /** Pages that came here while nobody had their agents, and whose agents another server has by now. */
  async #sendOn(): Promise<void> {
    for (const agentId of await this.#deps.seats.away([...this.#desks.keys()])) {
      this.#desks.get(agentId)?.socket.close(SERVICE_RESTART, 'another server has the agent');
      this.#deps.moved(agentId);
    }
  }

  #nextSweep(): Timer {
    return this.#deps.clock.setTimer(SWEEP_MS / SWEEP_PARTS, () => void this.#sweep());
  }
}
