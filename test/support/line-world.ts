import { drawLines } from '../../src/core/carrier/line-draw.js';
import { type LineFall, LineJudge } from '../../src/core/carrier/line-judge.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface LineWorld {
  readonly seed: string;
  readonly days: number;
  readonly callsADay: number;
  readonly lines: number;
  /** Part of its answers that the first line keeps from that day on; null: nothing ever falls. */
  readonly fall: { readonly onDay: number; readonly keeps: number } | null;
  /** Calls go to lines in turn, or as the judge's record draws them. */
  readonly allocation: 'turn' | 'drawn';
  /** Days a fallen line rests; null: it is only told. */
  readonly restDays: number | null;
}

export interface LineWorldRun {
  readonly falls: readonly (LineFall & { readonly day: number; readonly callsSince: number })[];
  /** Of calls from the fall on (of all where nothing falls): answered, and what a world without a fall would give. */
  readonly calls: number;
  readonly answered: number;
  readonly wouldBe: number;
  /** Calls the first line had from the fall on, by day. */
  readonly ofFallen: readonly number[];
  /** Smallest and largest share of the calls any line had. */
  readonly shares: readonly [number, number];
}

const DDDS = ['11', '21', '31', '41', '51', '61', '71', '81', '85', '92'] as const;

/** Contacts of very different odds by area code, hour and attempt, a list that decays, and calls of lines in ten hours a day. */
export function runLineWorld(world: LineWorld): LineWorldRun {
  const rng = makeSeededRng(world.seed);
  const judge = new LineJudge();
  const lines = Array.from({ length: world.lines }, (_, index) => ({ number: `l${index}` }));
  const restUntilMs = new Map<string, number>();
  const falls: (LineFall & { day: number; callsSince: number })[] = [];
  const total = new Map<string, number>();
  const from = world.fall?.onDay ?? 0;
  const ofFallen = new Array<number>(world.days).fill(0);
  const sum = { calls: 0, answered: 0, wouldBe: 0, first: 0 };
  for (let call = 0; call < world.days * world.callsADay; call += 1) {
    const day = Math.floor(call / world.callsADay);
    const hour = 9 + Math.floor(((call % world.callsADay) / world.callsADay) * 10);
    const atMs = day * DAY + hour * HOUR;
    const ddd = Math.floor(rng.next() * DDDS.length);
    const attempt = Math.floor(rng.next() * 5);
    // From one answer in twenty to two in five, and noise that no trait tells.
    const odds =
      0.22 * (0.6 + 0.08 * ddd) * (1.3 - 0.05 * (hour - 9)) * (1 - 0.15 * attempt) * (0.5 + rng.next());
    const awake = lines.filter(({ number }) => (restUntilMs.get(number) ?? 0) <= atMs);
    const line =
      world.allocation === 'turn'
        ? awake[call % awake.length]!
        : drawLines(awake, (number) => judge.standing(number), atMs, rng)[0]!;
    const fallen = world.fall !== null && day >= world.fall.onDay && line.number === 'l0';
    const luck = rng.next();
    const person = luck < odds * (fallen ? (world.fall?.keeps ?? 1) : 1);
    if (day >= from) {
      sum.calls += 1;
      sum.answered += person ? 1 : 0;
      sum.wouldBe += luck < odds ? 1 : 0;
      sum.first += line.number === 'l0' ? 1 : 0;
      total.set(line.number, (total.get(line.number) ?? 0) + 1);
      ofFallen[day] = (ofFallen[day] ?? 0) + (line.number === 'l0' ? 1 : 0);
    }
    const traits = [`ddd ${DDDS[ddd]}`, `hour ${hour}`, `attempt ${attempt}`];
    const told = judge.judge({ line: line.number, traits, person, atMs });
    if (told !== null) {
      falls.push({ ...told, day, callsSince: sum.first });
      if (world.restDays !== null) {
        restUntilMs.set(told.line, atMs + world.restDays * DAY);
        judge.forget(told.line);
      }
    }
  }
  const shares = [...total.values()].map((calls) => calls / sum.calls);
  return { falls, ...sum, ofFallen, shares: [Math.min(...shares), Math.max(...shares)] };
}
