import type { DialledAttempt } from '../log/attempt.js';
import { OrderedRecords } from '../spill/ordered-records.js';
import { RunReader } from '../spill/sorted-run.js';
import { SpoolWriter } from '../spill/spool-writer.js';
import type { TemporaryFolder } from '../spill/temporary-folder.js';
import { type LimitGroups, limitGroupsOf } from './limit-counters.js';
import type { Crossing } from './limit-rules.js';
import type { RuleKit } from './rule-kit.js';

type SpooledCall = readonly [
  id: string,
  tDial: number,
  callerRoot: string,
  carrier: string,
  service: string,
  line: string,
  authenticated: 0 | 1,
  short: 0 | 1,
];

interface CrossingCall {
  readonly id: string;
  readonly plain: boolean;
}

/**
 * Keeps each call's groups on disk, unsorted, so that the n-th call of a group that went over can be named: only groups
 * that went over are ever put in order.
 */
export class LimitCrossings {
  readonly #folder: TemporaryFolder;
  readonly #spool: SpoolWriter;

  constructor(folder: TemporaryFolder) {
    this.#folder = folder;
    this.#spool = new SpoolWriter(folder.nextFile());
  }

  add(attempt: DialledAttempt, short: boolean): void {
    const { id, tDial, callerRoot, carrier, service, line, authenticated } = attempt;
    const call: SpooledCall = [
      id,
      tDial,
      callerRoot,
      carrier,
      service,
      line,
      authenticated ? 1 : 0,
      short ? 1 : 0,
    ];
    this.#spool.add(JSON.stringify(call));
  }

  close(): void {
    this.#spool.close();
  }

  /** Names the call of each crossing. */
  report(crossings: readonly Crossing[], { findings }: RuleKit): void {
    this.#spool.close();
    if (crossings.length === 0) {
      return;
    }
    for (const { group, value } of this.#ordered(crossings)) {
      const crossing = crossings[Number(group)];
      if (crossing !== undefined) {
        findings.report(crossing.rule, value, crossing.detail);
      }
    }
  }

  *#ordered(crossings: readonly Crossing[]): Generator<{ readonly group: string; readonly value: string }> {
    const wanted = new Map<string, number[]>();
    for (const [index, { over, group }] of crossings.entries()) {
      const key = `${over} ${group}`;
      wanted.set(key, [...(wanted.get(key) ?? []), index]);
    }
    const sort = new OrderedRecords<CrossingCall>(this.#folder);
    const reader = new RunReader(this.#spool.path);
    for (; reader.line !== null; reader.advance()) {
      const [id, tDial, callerRoot, carrier, service, line, authenticated, short] = JSON.parse(
        reader.line,
      ) as SpooledCall;
      const groups = limitGroupsOf({ callerRoot, carrier, service, line, tDial });
      for (const over of Object.keys(groups) as (keyof LimitGroups)[]) {
        for (const index of wanted.get(`${over} ${groups[over]}`) ?? []) {
          const { counts } = crossings[index] as Crossing;
          if (
            counts === 'all' ||
            (counts === 'plain' && authenticated === 0) ||
            (counts === 'short' && short === 1)
          ) {
            sort.add(String(index), tDial, 0, id, { id, plain: authenticated === 0 });
          }
        }
      }
    }
    reader.close();
    yield* nthOfEach(sort, crossings);
  }
}

function* nthOfEach(sort: OrderedRecords<CrossingCall>, crossings: readonly Crossing[]) {
  let current = '';
  let count = 0;
  let done = false;
  for (const { group, value } of sort.sorted()) {
    if (group !== current) {
      current = group;
      count = 0;
      done = false;
    }
    count += 1;
    const crossing = crossings[Number(group)] as Crossing;
    if (!done && count >= crossing.nth && (value.plain || !crossing.firstPlainFrom)) {
      done = true;
      yield { group, value: value.id };
    }
  }
}
