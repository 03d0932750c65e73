import type { LiveServerMessage } from '../../../contract/live-message.js';

type Snapshot = Extract<LiveServerMessage, { type: 'snapshot' }>;
type Delta = Extract<LiveServerMessage, { type: 'delta' }>;
type Rows<Row> = ReadonlyMap<string, Row>;

/** What the server has told, whole rows by id; a row that did not change is the same object as before. */
export interface LiveState {
  readonly engine: Snapshot['engine'] | null;
  readonly campaigns: Rows<Snapshot['campaigns'][number]>;
  readonly agents: Rows<Snapshot['agents'][number]>;
  readonly limits: Rows<Snapshot['limits'][number]>;
  readonly queues: Rows<Snapshot['queues'][number]>;
  readonly seq: number;
  readonly connected: boolean;
  /** When the last message came, by this machine's clock; 0 before the first. */
  readonly heardAtMs: number;
  /** The server's clock less this machine's. */
  readonly serverOffsetMs: number;
}

export const EMPTY_LIVE: LiveState = {
  engine: null,
  campaigns: new Map(),
  agents: new Map(),
  limits: new Map(),
  queues: new Map(),
  seq: 0,
  connected: false,
  heardAtMs: 0,
  serverOffsetMs: 0,
};

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Rows<Row> =>
  new Map(rows.map((row) => [row.id, row]));

function changed<Row extends { readonly id: string }>(
  rows: Rows<Row>,
  changes: readonly Row[] = [],
  gone: readonly string[] = [],
): Rows<Row> {
  if (changes.length === 0 && gone.length === 0) {
    return rows;
  }
  const next = new Map(rows);
  for (const row of changes) {
    next.set(row.id, row);
  }
  for (const id of gone) {
    next.delete(id);
  }
  return next;
}

/** The state after a snapshot. */
export function afterSnapshot(state: LiveState, message: Snapshot): LiveState {
  return {
    ...state,
    engine: message.engine,
    campaigns: byId(message.campaigns),
    agents: byId(message.agents),
    limits: byId(message.limits),
    queues: byId(message.queues),
    seq: message.seq,
    connected: true,
  };
}

/** The state after a delta, or null when one before it is missing: then everything must be asked for anew. */
export function afterDelta(state: LiveState, message: Delta): LiveState | null {
  if (message.seq !== state.seq + 1) {
    return null;
  }
  return {
    ...state,
    engine: message.engine ?? state.engine,
    campaigns: changed(state.campaigns, message.campaigns, message.goneCampaigns),
    agents: changed(state.agents, message.agents, message.goneAgents),
    limits: changed(state.limits, message.limits, message.goneLimits),
    queues: changed(state.queues, message.queues, message.goneQueues),
    seq: message.seq,
  };
}
