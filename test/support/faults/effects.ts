import type { Coordination } from '../../../src/ports/coordination.js';
import type { EngineEventName } from '../../../src/ports/engine-events.js';
import type { MediaEvent, MediaServer } from '../../../src/ports/media.js';
import type { SipWatchEvent } from '../../../src/ports/sip-watch.js';
import { CLICKS, ENGINE_CLICKS } from './clicks.js';
import { type EffectClass, FAULTS, type FaultKind } from './fault-kind.js';
import { STORES, type StoreName, type Table } from './store-effects.js';

const COORDINATION: Table<Coordination, EffectClass> = {
  acquireLease: 'shared',
  acquireLeases: 'shared',
  ownerOf: null,
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
  carries: null,
  onEvent: null,
  originate: 'dial',
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
/** Null: it takes an ear on the sound, which the simulator has none of. */
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
  serverFull: 'standing',
  serverFree: 'standing',
  resync: 'standing',
};

const SIP: Readonly<Record<SipWatchEvent['kind'], EffectClass>> = { message: 'notice', trunk: 'notice' };

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
  'trunk',
  'sip',
  'line',
  'switch',
  'abandon',
];

/** Effects of two faces: a commit that opens rows is not one that closes them. */
const FACES: Readonly<Record<string, readonly string[]>> = {
  'attempts.commit': ['attempts.commit of openings', 'attempts.commit of closings', 'attempts.commit'],
  'media.originate': ['media.originate to a person', 'media.originate to an agent'],
  'coordination.acquireLeases': ['coordination.acquireLeases of campaigns', 'coordination.acquireLeases'],
};

const CLASS_OF_FACE: Readonly<Record<string, EffectClass>> = { 'media.originate to an agent': 'ring' };

export interface Cell {
  readonly effect: string;
  readonly kind: FaultKind;
}

/** What is done at a start alone goes wrong at the next one, and some of it only where a server was away. */
const RESTART: Cell = { effect: 'clock.timer', kind: 'dies before' };
const LINK_CUT: Cell = { effect: 'event.progress', kind: 'link cut' };
const FULL: Cell = { effect: 'media.originate to a person', kind: 'switch full' };
const UNRECORDED: Cell = { effect: 'media.record', kind: 'refused' };
const LEFT_ALONE: Cell = { effect: 'media.bridge', kind: 'refused' };
const CAUSES: Readonly<Record<string, readonly Cell[]>> = {
  'coordination.raiseTo': [RESTART],
  'coordination.subscribe': [RESTART],
  'event.serverUp': [RESTART],
  'event.resync': [RESTART],
  'event.serverDown': [LINK_CUT],
  'event.serverFull': [FULL],
  'event.serverFree': [FULL],
  'bus.recovery': [RESTART],
  'bus.media': [LINK_CUT],
  // It is tried more than once before it is given up.
  'bus.recording': [UNRECORDED, UNRECORDED, UNRECORDED],
  'bus.abandon': [LEFT_ALONE, LEFT_ALONE],
};

/** Made for the whole day by whoever comes first. */
const ONCE = new Set([
  'quartiles.output',
  'quartiles.keep',
  'bus.quartiles',
  'cadence.consumption',
  'mailings.create',
]);

export interface Effect {
  readonly name: string;
  readonly class: EffectClass;
  /** What has to go wrong first, or the effect may never be used. */
  readonly causes: readonly Cell[];
  /** It is used once: the fault waits for it from the first moment on. */
  readonly once: boolean;
}

function* allEffects(): Generator<Effect> {
  const make = function* (name: string, kind: EffectClass | 'boot' | null): Generator<Effect> {
    if (kind !== null) {
      for (const face of FACES[name] ?? [name]) {
        const causes = CAUSES[name] ?? (kind === 'boot' ? [RESTART] : []);
        const of = CLASS_OF_FACE[face] ?? (kind === 'boot' ? 'read' : kind);
        yield { name: face, class: of, causes, once: ONCE.has(name) };
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
  for (const [event, kind] of Object.entries(SIP)) {
    yield* make(`sip.${event}`, kind);
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
