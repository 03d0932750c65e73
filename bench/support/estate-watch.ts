import { setTimeout as pause } from 'node:timers/promises';
import type { LogLine } from '../../test/support/own-program.js';
import type { Node, ServerCentre } from '../../test/support/server-centre.js';

const TOOK_OVER = 'took over what a dead engine left';
const LOOK_MS = 200;
const LONGEST_MS = 60_000;

interface AgentItem {
  readonly id: string;
  readonly live: { readonly state: string } | null;
}

/** What the heirs of killed servers had of them, and how long after the kill. */
export class EstateWatch {
  /** Seconds from a kill until its live calls were another engine's. */
  readonly calls: number[] = [];
  /** Of each agent who was at work at the killed server: seconds until he was at work at another, or at his own again. */
  readonly agents: number[] = [];
  /** Calls, and agents, that heirs had. */
  readonly inherited = { calls: 0, agents: 0 };
  readonly #centre: ServerCentre;

  constructor(centre: ServerCentre) {
    this.#centre = centre;
  }

  /** Who works at the server. */
  async atWork({ server }: Node): Promise<ReadonlySet<string>> {
    const { items } = await server.call<{ items: readonly AgentItem[] }>('GET', '/v1/agents?limit=200');
    return new Set(items.filter(isAtWork).map(({ id }) => id));
  }

  /** From the kill on; resolves when all agents work again and, if another has inherited, its calls are told of. */
  async killed(victim: Node, agents: ReadonlySet<string>): Promise<void> {
    const killedMs = Date.now();
    const waiting = new Set(agents);
    while (waiting.size > 0 && Date.now() - killedMs < LONGEST_MS) {
      await pause(LOOK_MS);
      for (const node of this.#centre.nodes.filter(({ up }) => up)) {
        const here = await this.atWork(node).catch(() => new Set<string>());
        for (const id of [...waiting].filter((one) => here.has(one))) {
          waiting.delete(id);
          this.agents.push((Date.now() - killedMs) / 1000);
        }
      }
    }
    for (const _ of waiting) {
      this.agents.push((Date.now() - killedMs) / 1000);
    }
    const taken = this.#taken(victim, killedMs);
    if (taken !== undefined) {
      this.inherited.calls += Number(taken['calls']);
      this.inherited.agents += Number(taken['agents']);
      if (Number(taken['calls']) > 0) {
        this.calls.push((timeOf(taken) - killedMs) / 1000);
      }
    }
  }

  #taken({ id }: Node, killedMs: number): LogLine | undefined {
    return this.#lines().find(
      (line) => line.msg === TOOK_OVER && line['engineId'] === id && timeOf(line) >= killedMs,
    );
  }

  /** What is to be added to the true time to have the servers' own, which is a Tuesday's. */
  shiftMs(): number {
    const told = this.#lines().find((line) => typeof line['atMs'] === 'number');
    return told === undefined ? 0 : Number(told['atMs']) - timeOf(told);
  }

  #lines(): readonly LogLine[] {
    return this.#centre.nodes.flatMap(({ server }) => server.program.log);
  }
}

function isAtWork({ live }: AgentItem): boolean {
  return live !== null && !['offline', 'connecting', 'server_lost', 'connection_lost'].includes(live.state);
}

function timeOf(line: LogLine): number {
  return Date.parse(String(line['time']));
}
