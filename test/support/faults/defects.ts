import type { Rule } from '../../../src/core/compliance/policy.js';
import type { EnginePorts } from '../../../src/engine/engine-ports.js';
import { PolicyBook } from '../../../src/engine/policy-book.js';
import type { AttemptBatch, AttemptStore } from '../../../src/ports/attempt-store.js';
import type { MediaEvent, MediaServer } from '../../../src/ports/media.js';
import { FAULT_POLICY } from './fault-policy.js';
import type { Plant } from './fault-process.js';

function withPart<Part extends object>(part: Part, change: Partial<Part>): Part {
  return new Proxy(part, {
    get: (target, member) => {
      const value: unknown = Reflect.get(member in change ? change : target, member, target);
      return typeof value === 'function' && !(member in change) ? value.bind(target) : value;
    },
  });
}

function media(change: (server: MediaServer) => Partial<MediaServer>) {
  return (ports: EnginePorts): EnginePorts => ({
    ...ports,
    media: ports.media.map((server) => withPart(server, change(server))),
  });
}

function commit(change: (batch: AttemptBatch, store: AttemptStore) => AttemptBatch) {
  return (ports: EnginePorts): EnginePorts => {
    const { attempts } = ports;
    const kept = (batch: AttemptBatch) => attempts.commit(change(batch, attempts));
    return { ...ports, attempts: withPart(attempts, { commit: kept }) };
  };
}

/** The product goes by other rules than the centre's policy has; the auditor keeps to the policy. */
function rules(change: (rules: readonly Rule[]) => readonly Rule[]) {
  return (ports: EnginePorts): EnginePorts => {
    const { policy } = ports.policies.of(FAULT_POLICY, ports.clock.now());
    const changed = { ...policy, rules: change(policy.rules) };
    return { ...ports, policies: new PolicyBook({ policies: [changed], holidays: [] }) };
  };
}

const without = (...kinds: readonly string[]) =>
  rules((all) => all.filter(({ kind }) => !kinds.includes(kind)));

/** Where no hour is known nothing is dialled, so the wrong one is planted. */
const late = rules((all) =>
  all.map((rule) =>
    rule.kind === 'hours' ? { ...rule, parameters: { ...rule.parameters, weekday: '08:00-22:00' } } : rule,
  ),
);

const now = async (): Promise<void> => {};

export interface Defect {
  readonly name: string;
  readonly plant: Plant;
  /** The invariant that has to see it. */
  readonly seenBy: string;
  /** The first of the days that it is looked for on: one that showed it, when this was written. */
  readonly seed: number;
}

/** A defect for each of the invariants that days so short can hold to it. */
export const DEFECTS: readonly Defect[] = [
  {
    name: 'rows are never written',
    plant: commit((batch) => ({ ...batch, openings: [] })),
    seenBy: 'no dial without a committed row',
    seed: 1,
  },
  {
    name: 'nothing is hung up',
    plant: media(() => ({ hangup: now })),
    seenBy: 'every attempt ends',
    seed: 2,
  },
  {
    name: 'two are never bridged',
    plant: media(() => ({ bridge: now })),
    seenBy: 'nobody who answers is left in silence',
    seed: 5,
  },
  {
    name: 'answers are put down too late',
    plant: commit((batch) => ({
      ...batch,
      closings: batch.closings.map((closing) => ({
        ...closing,
        row: { ...closing.row, result: { ...closing.row.result, tAnswerMs: closing.row.result.tEndMs } },
      })),
    })),
    seenBy: 'log and switch agree',
    seed: 1,
  },
  {
    name: 'contacts are due at once',
    plant: commit((batch) => ({
      ...batch,
      closings: batch.closings.map(({ row, contact }) => ({
        row,
        contact: contact === null ? null : { ...contact, nextAtMs: 0, state: 'ready' as const },
      })),
    })),
    seenBy: 'retries keep their cadence',
    seed: 10,
  },
  {
    name: 'an agent who answers is not heard of',
    plant: media((server) => ({
      onEvent: (listener: (event: MediaEvent) => void) =>
        server.onEvent((event) => {
          if (event.kind !== 'answered' || event.legId.startsWith('c-')) {
            listener(event);
          }
        }),
    })),
    seenBy: 'agents are never stuck',
    seed: 1,
  },
  { name: 'days end at ten', plant: late, seenBy: 'the hours of law', seed: 35 },
  {
    name: 'no limit is known',
    plant: without('line_calls', 'monthly_calls', 'short_calls'),
    seenBy: 'caps of lines, companies, channels and calls a second',
    seed: 3,
  },
  {
    name: 'no spacing is known',
    plant: without('spacing', 'collection_cap'),
    seenBy: 'the auditor finds nothing',
    seed: 5,
  },
];
