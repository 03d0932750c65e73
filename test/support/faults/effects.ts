import type { EngineControl } from '../../../src/engine/engine-control.js';
import type { AgentStore } from '../../../src/ports/agent-store.js';
import type { AttemptStore } from '../../../src/ports/attempt-store.js';
import type { CallLogReader } from '../../../src/ports/call-log-reader.js';
import type { CampaignStore } from '../../../src/ports/campaign-store.js';
import type { ContactStore } from '../../../src/ports/contact-store.js';
import type { Coordination } from '../../../src/ports/coordination.js';
import type { DncListStore } from '../../../src/ports/dnc-list-store.js';
import type { EngineEventName } from '../../../src/ports/engine-events.js';
import type { InboundStore } from '../../../src/ports/inbound-store.js';
import type { MailingStore } from '../../../src/ports/mailing-store.js';
import type { MediaEvent, MediaServer } from '../../../src/ports/media.js';
import type { PacingStore } from '../../../src/ports/pacing-store.js';
import type { PersonFactStore } from '../../../src/ports/person-fact-store.js';
import type { PersonalCallbackStore } from '../../../src/ports/personal-callback-store.js';
import type { QuartileStore } from '../../../src/ports/quartile-store.js';
import type { UsageStore } from '../../../src/ports/usage-store.js';
import { type EffectClass, FAULTS, type FaultKind } from './fault-kind.js';

/** `boot`: done only while an engine starts, so a fault of it needs a restart before it. */
type StoreEffect = 'read' | 'write' | 'boot';
type Methods<Port> = {
  [Name in keyof Port]: Port[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof Port];
/** Each method of a port; null: the engine never uses it (the doors, the imports and the exports do). */
type Table<Port, Class> = Readonly<Record<Methods<Port> & string, Class | null>>;

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
const COORDINATION: Table<Coordination, EffectClass> = {
  acquireLease: 'shared',
  releaseLease: null,
  takeUnits: 'shared',
  returnUnits: null,
  unitsTaken: null,
  raiseTo: 'shared',
  publish: 'shared',
  subscribe: 'shared',
  close: null,
};
const MEDIA: Table<MediaServer, EffectClass> = {
  start: null,
  close: null,
  isUp: null,
  ownsPhone: null,
  onEvent: null,
  originate: 'command',
  answer: 'command',
  hangup: 'ending',
  bridge: 'command',
  invite: 'command',
  unbridge: 'command',
  play: 'command',
  stopPlay: 'ending',
  hold: 'command',
  record: 'command',
  pauseRecording: 'command',
  sendDtmf: 'command',
  snoop: 'command',
  endSnoop: 'ending',
  soundOf: null,
  inherit: null,
  isInheriting: null,
  list: 'ending',
};
/** Null: the simulator never says it. */
const EVENTS: Readonly<Record<MediaEvent['kind'], EffectClass | null>> = {
  announced: null,
  named: null,
  offered: 'event',
  progress: 'event',
  answered: 'event',
  amd: 'event',
  dtmf: 'event',
  bridged: 'event',
  unbridged: 'event',
  playFinished: 'event',
  hungUp: 'event',
  serverUp: 'standing',
  serverDown: 'standing',
  serverFull: null,
  serverFree: null,
  resync: 'standing',
};

/** What people do on their screens, by the part of the engine that is asked. */
export const CLICKS = {
  agents: [
    'login',
    'ready',
    'pause',
    'logout',
    'acceptPreview',
    'skipPreview',
    'dial',
    'hangup',
    'dispose',
    'release',
    'saveProfile',
  ],
  talks: [
    'hold',
    'resume',
    'sendKeys',
    'pauseRecording',
    'resumeRecording',
    'consult',
    'dialOut',
    'toQueue',
    'callOff',
    'join',
    'handOver',
  ],
  help: ['ask', 'withdraw'],
  pages: ['gone', 'ready'],
  monitors: ['watch', 'leave', 'hangUp'],
  campaigns: ['pause', 'start', 'setMode', 'save', 'find', 'decisions', 'quartiles'],
  callbacks: ['agree', 'cancel'],
  personal: ['promise', 'release', 'of'],
} as const satisfies {
  readonly [Part in keyof EngineControl]?: readonly (keyof NonNullable<EngineControl[Part]>)[];
};
const ENGINE_CLICKS = [
  'stopAll',
  'resumeAll',
  'saveTrunk',
  'saveLine',
] as const satisfies readonly (keyof EngineControl)[];

type SubjectOf<Name> = Name extends `${infer Subject}:${string}` ? Subject : never;

/** What the engine tells of in minutes like these: the first halves of its events' names. */
const SUBJECTS: readonly SubjectOf<EngineEventName>[] = [
  'call',
  'dial',
  'inbound',
  'queue',
  'talk',
  'agent',
  'help',
  'monitor',
  'campaign',
  'pacing',
  'hopper',
  'limit',
  'ring',
  'recording',
  'quartiles',
  'media',
  'store',
  'recovery',
];

const STORES = {
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
} as const;
export type StoreName = keyof typeof STORES;

/** Effects of two faces: a commit that opens rows is not one that closes them. */
const FACES: Readonly<Record<string, readonly string[]>> = {
  'attempts.commit': ['attempts.commit of openings', 'attempts.commit of closings', 'attempts.commit'],
  'media.originate': ['media.originate to a person', 'media.originate to an agent'],
  'coordination.acquireLease': ['coordination.acquireLease of a campaign', 'coordination.acquireLease'],
};

export interface Cell {
  readonly effect: string;
  readonly kind: FaultKind;
}

/** What is done at a start alone goes wrong at the next one, and some of it only where a server was away. */
const RESTART: Cell = { effect: 'clock.timer', kind: 'dies before' };
const LINK_CUT: Cell = { effect: 'event.progress', kind: 'link cut' };
const CAUSES: Readonly<Record<string, Cell>> = {
  'coordination.raiseTo': RESTART,
  'coordination.subscribe': RESTART,
  'event.serverUp': RESTART,
  'event.resync': RESTART,
  'event.serverDown': LINK_CUT,
  'bus.recovery': RESTART,
  'bus.media': LINK_CUT,
};

/** Made for the whole day by whoever starts first. */
const ONCE = new Set(['quartiles.output', 'quartiles.keep', 'bus.quartiles']);

export interface Effect {
  readonly name: string;
  readonly class: EffectClass;
  /** What has to go wrong first, or the effect may never be used. */
  readonly cause: Cell | null;
  /** It is used once, at the first start of the day. */
  readonly once: boolean;
}

function* allEffects(): Generator<Effect> {
  const make = function* (name: string, kind: EffectClass | 'boot' | null): Generator<Effect> {
    if (kind !== null) {
      for (const face of FACES[name] ?? [name]) {
        const cause = CAUSES[name] ?? (kind === 'boot' ? RESTART : null);
        yield { name: face, class: kind === 'boot' ? 'read' : kind, cause, once: ONCE.has(name) };
      }
    }
  };
  for (const [port, methods] of Object.entries(STORES)) {
    for (const [method, kind] of Object.entries(methods)) {
      yield* make(`${port}.${method}`, kind);
    }
  }
  for (const [method, kind] of Object.entries(COORDINATION)) {
    yield* make(`coordination.${method}`, kind);
  }
  yield* make('message', 'message');
  for (const [method, kind] of Object.entries(MEDIA)) {
    yield* make(`media.${method}`, kind);
  }
  for (const [event, kind] of Object.entries(EVENTS)) {
    yield* make(`event.${event}`, kind);
  }
  yield* make('clock.timer', 'timer');
  yield* make('clock.now', 'now');
  for (const subject of SUBJECTS) {
    yield* make(`bus.${subject}`, 'listener');
  }
  for (const [part, methods] of Object.entries(CLICKS)) {
    for (const method of methods) {
      yield* make(`${part}.${method} by hand`, 'click');
    }
  }
  for (const method of ENGINE_CLICKS) {
    yield* make(`engine.${method} by hand`, 'click');
  }
}

/** Everything that a run may break, by name. */
export const EFFECTS: ReadonlyMap<string, Effect> = new Map(
  [...allEffects()].map((effect) => [effect.name, effect]),
);

/** Every effect with every fault that it can have. */
export const CELLS: readonly Cell[] = [...EFFECTS.values()].flatMap(({ name, class: of }) =>
  FAULTS[of].map((kind) => ({ effect: name, kind })),
);

/** The methods of a port that the engine may use; a use of another is an error of the table above. */
export function usesOf(port: StoreName | 'coordination' | 'media'): ReadonlySet<string> {
  const table: Readonly<Record<string, unknown>> =
    port === 'coordination' ? COORDINATION : port === 'media' ? MEDIA : STORES[port];
  return new Set(Object.keys(table).filter((method) => table[method] !== null));
}
