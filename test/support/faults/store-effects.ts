import type { AgentStore } from '../../../src/ports/agent-store.js';
import type { AttemptStore } from '../../../src/ports/attempt-store.js';
import type { CadenceStore } from '../../../src/ports/cadence-store.js';
import type { CallLogReader } from '../../../src/ports/call-log-reader.js';
import type { CampaignStore } from '../../../src/ports/campaign-store.js';
import type { ContactStore } from '../../../src/ports/contact-store.js';
import type { DncListStore } from '../../../src/ports/dnc-list-store.js';
import type { InboundStore } from '../../../src/ports/inbound-store.js';
import type { LineWatchStore } from '../../../src/ports/line-watch-store.js';
import type { MailingStore } from '../../../src/ports/mailing-store.js';
import type { PacingStore } from '../../../src/ports/pacing-store.js';
import type { PersonFactStore } from '../../../src/ports/person-fact-store.js';
import type { PersonalCallbackStore } from '../../../src/ports/personal-callback-store.js';
import type { QuartileStore } from '../../../src/ports/quartile-store.js';
import type { SipLadderStore } from '../../../src/ports/sip-ladder-store.js';
import type { SwitchStore } from '../../../src/ports/switch-store.js';
import type { UsageStore } from '../../../src/ports/usage-store.js';

/** `boot`: done only while an engine starts, so a fault of it needs a restart before it. */
export type StoreEffect = 'read' | 'write' | 'boot';
type Methods<Port> = {
  [Name in keyof Port]: Port[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof Port];
/** Each method of a port; null: the engine never uses it (the doors, the imports and the exports do). */
export type Table<Port, Class> = Readonly<Record<Methods<Port> & string, Class | null>>;

const ATTEMPTS: Table<AttemptStore, StoreEffect> = {
  commit: 'write',
  listOpen: 'boot',
  lastHash: 'boot',
  lastDecisionHash: 'boot',
  claim: 'write',
  countsSince: 'boot',
  abandonHours: 'read',
};
const CONTACTS: Table<ContactStore, StoreEffect> = {
  lease: 'write',
  leaseOne: 'write',
  findLeased: 'read',
  giveBack: 'write',
  setCallback: 'write',
  reclaim: 'boot',
  counts: 'read',
  nextDueMs: 'read',
  lists: 'read',
  find: 'read',
  stateOf: 'read',
  findByPhone: 'read',
};
const CAMPAIGNS: Table<CampaignStore, StoreEffect> = {
  list: 'boot',
  changedSince: 'read',
  find: 'read',
  save: 'write',
  listTrunks: 'boot',
  saveTrunk: 'write',
  listLines: 'boot',
  saveLine: 'write',
  dialingStopped: 'boot',
  keepDialingStop: 'write',
};
const AGENTS: Table<AgentStore, StoreEffect> = {
  list: 'boot',
  find: null,
  save: 'write',
  listSessions: 'boot',
  findSession: 'read',
  saveSession: 'write',
  writeSessions: 'write',
  listHolds: 'boot',
  hold: 'write',
  release: 'write',
  readReleases: null,
};
const MAILINGS: Table<MailingStore, StoreEffect> = {
  create: 'write',
  addRows: 'write',
  finish: 'write',
  find: 'read',
  addRejects: null,
  list: null,
  rejects: null,
  savedMapping: null,
  saveMapping: null,
};
const FACTS: Table<PersonFactStore, StoreEffect> = { load: 'read', register: null, read: null };
const LISTS: Table<DncListStore, StoreEffect> = {
  lookUp: 'read',
  begin: null,
  addEntries: null,
  complete: null,
  activate: null,
  discard: null,
  declareNotApplicable: null,
  replaceAuthorisations: null,
  read: null,
  readAuthorisations: null,
};
const CALL_LOG: Table<CallLogReader, StoreEffect> = {
  readAgentStates: 'boot',
  find: null,
  read: null,
  lastOf: null,
  readSalts: null,
  anchors: null,
};
const USAGE: Table<UsageStore, StoreEffect> = { usageSince: 'boot' };
const PACING: Table<PacingStore, StoreEffect> = {
  keepMemories: 'write',
  memories: 'boot',
  keepDecisions: 'write',
  decisions: 'read',
};
const PERSONAL: Table<PersonalCallbackStore, StoreEffect> = {
  save: 'write',
  due: 'read',
  of: 'read',
  remove: 'write',
};
const QUARTILES: Table<QuartileStore, StoreEffect> = { output: 'read', keep: 'write', last: 'read' };
const INBOUND: Table<InboundStore, StoreEffect> = {
  callers: 'boot',
  keepCallers: 'write',
  settings: null,
  save: null,
  remove: null,
  changes: null,
  callsTo: null,
  arrivals: null,
};

const CADENCE: Table<CadenceStore, StoreEffect> = {
  consumption: 'read',
  recycle: null,
  recyclings: null,
  resting: null,
};
const LINE_WATCH: Table<LineWatchStore, StoreEffect> = {
  saveRest: 'write',
  rests: 'boot',
  keepMemory: 'write',
  memory: 'boot',
};
const LADDERS: Table<SipLadderStore, StoreEffect> = { keep: 'write', of: null };
const SWITCHES: Table<SwitchStore, StoreEffect> = { list: 'boot', save: 'write' };

export const STORES = {
  attempts: ATTEMPTS,
  contacts: CONTACTS,
  campaigns: CAMPAIGNS,
  agents: AGENTS,
  mailings: MAILINGS,
  facts: FACTS,
  lists: LISTS,
  callLog: CALL_LOG,
  usage: USAGE,
  pacing: PACING,
  personalCallbacks: PERSONAL,
  quartiles: QUARTILES,
  inboundStore: INBOUND,
  cadence: CADENCE,
  lineWatchStore: LINE_WATCH,
  ladders: LADDERS,
  switches: SWITCHES,
} as const;
export type StoreName = keyof typeof STORES;
