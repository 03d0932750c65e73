import { makeSeededRng } from '../../core/kernel/rng.js';
import { HOUR, MINUTE } from '../../core/kernel/time.js';
import type { Scenario } from './scenario.js';

/** Brasília keeps no daylight saving time since 2019 (Decreto 9.772). */
const BRASILIA_OFFSET_MS = 3 * HOUR;

/** The instant of a time of day of the scenario's date. */
export function instantOf(scenario: Pick<Scenario, 'date'>, clock: string, day = 0): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  const midnight = Date.parse(`${scenario.date}T00:00:00Z`) + BRASILIA_OFFSET_MS + day * 24 * HOUR;
  return midnight + hour * HOUR + minute * MINUTE;
}

interface Burst {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When the answer rate bursts, by chance: as many an hour as the scenario says, over all its days. */
function burstsOf(scenario: Scenario, seed: string): readonly Burst[] {
  const { bursts } = scenario.network.answer;
  if (bursts === undefined || bursts.per_hour === 0) {
    return [];
  }
  const rng = makeSeededRng(`${seed}/bursts`);
  const found: Burst[] = [];
  for (let day = 0; day < scenario.days; day++) {
    const endMs = instantOf(scenario, scenario.to, day);
    let atMs = instantOf(scenario, scenario.from, day);
    while (atMs < endMs) {
      atMs += (-Math.log(1 - rng.next()) * HOUR) / bursts.per_hour;
      found.push({ fromMs: atMs, toMs: atMs + bursts.minutes * MINUTE });
      atMs += bursts.minutes * MINUTE;
    }
  }
  return found;
}

/** The factor on the answer share at each instant: hours, changes, turns, bursts and the list's wear. */
export function answerCurve(scenario: Scenario, seed: string): (nowMs: number) => number {
  const { by_hour: byHour, changes, cycle, decay_per_hour: decay, bursts } = scenario.network.answer;
  const found = burstsOf(scenario, seed);
  const opensMs = instantOf(scenario, scenario.from);
  const midnightMs = instantOf(scenario, '00:00');
  return (nowMs) => {
    const ofDayMs = (((nowMs - midnightMs) % (24 * HOUR)) + 24 * HOUR) % (24 * HOUR);
    const day = Math.floor((nowMs - midnightMs) / (24 * HOUR));
    let factor = byHour[String(Math.floor(ofDayMs / HOUR))] ?? 1;
    for (const change of changes) {
      if (nowMs >= instantOf(scenario, change.from, day) && nowMs < instantOf(scenario, change.to, day)) {
        factor *= change.factor;
      }
    }
    if (cycle !== undefined) {
      const turn = Math.max(0, Math.floor((nowMs - opensMs) / (cycle.minutes * MINUTE)));
      factor *= cycle.factors[turn % cycle.factors.length] ?? 1;
    }
    if (bursts !== undefined && found.some(({ fromMs, toMs }) => nowMs >= fromMs && nowMs < toMs)) {
      factor *= bursts.factor;
    }
    return decay === 1 ? factor : factor * decay ** (Math.max(0, nowMs - opensMs) / HOUR);
  };
}
