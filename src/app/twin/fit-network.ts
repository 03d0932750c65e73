import type { DialledAttempt } from '../../audit/log/attempt.js';
import { BRASILIA, civilTime } from '../../core/kernel/civil-time.js';
import { HOUR } from '../../core/kernel/time.js';
import { countBy, type FitNotes, quantilesOf, round, spanOr } from './fit-parts.js';
import { metPerson } from './log-day.js';
import type { ScenarioInput } from './scenario.js';
import type { Span } from './span.js';

const LEAST_HOUR = 100;
const LEAST_AGAIN = 200;
/** Pseudo-attempts that pull the factor of an area code with few attempts to 1. */
const SHRINK = 200;
/** Voicemail of a telephone that is off answers within this of the first ring. */
const AT_ONCE_MS = 3000;
const NOT_THE_CLIENT: ReadonlySet<string> = new Set([
  'third_party',
  'message_left',
  'wrong_person',
  'deceased',
]);

function answerOf(calm: readonly DialledAttempt[], notes: FitNotes): ScenarioInput['network']['answer'] {
  const people = (list: readonly DialledAttempt[]): number => list.filter(metPerson).length;
  const again = calm.filter(({ values }) => Number(values['attempt_no'] ?? 1) > 1);
  const first = calm.filter(({ values }) => Number(values['attempt_no'] ?? 1) <= 1);
  const overall = people(calm) / calm.length;
  const knowsAgain = again.length >= LEAST_AGAIN && first.length >= LEAST_AGAIN && people(first) > 0;
  if (!knowsAgain) {
    notes.push(`answers by attempt: ${again.length} further attempts recorded; all attempts are taken alike`);
  }
  const share = Math.min(0.95, Math.max(0.001, knowsAgain ? people(first) / first.length : overall));
  // Brasília's hours begin with UTC's: one look at the clock an hour is enough.
  const hours = new Map<number, string>();
  const hourOf = ({ tDial }: DialledAttempt): string => {
    const key = Math.floor(tDial / HOUR);
    const hour = hours.get(key) ?? String(civilTime(tDial, BRASILIA).hour);
    hours.set(key, hour);
    return hour;
  };
  const byHour: Record<string, number> = {};
  for (const hour of countBy(calm, hourOf).keys()) {
    const own = calm.filter((attempt) => hourOf(attempt) === hour);
    if (own.length >= LEAST_HOUR) {
      byHour[hour] = round(people(own) / own.length / overall);
    } else {
      notes.push(`answers at ${hour}:00: only ${own.length} attempts; taken as the day’s mean`);
    }
  }
  const byDdd: Record<string, number> = {};
  const dddOf = ({ phone }: DialledAttempt): string => phone.slice(3, 5);
  for (const [ddd, count] of [...countBy(calm, dddOf)].sort()) {
    const own = people(calm.filter((attempt) => dddOf(attempt) === ddd));
    byDdd[ddd] = round((own + SHRINK * overall) / (count + SHRINK) / overall);
  }
  const further = knowsAgain ? people(again) / again.length / share : 1;
  return {
    share: round(share, 5),
    by_hour: byHour,
    by_ddd: byDdd,
    per_attempt: round(Math.min(1, Math.max(0.1, further))),
  };
}

function missesOf(calm: readonly DialledAttempt[]): Record<string, number> {
  const counts = countBy(
    calm.filter((attempt) => !metPerson(attempt)),
    ({ reason }) => reason,
  );
  const of = (...reasons: readonly string[]): number =>
    reasons.reduce((sum, reason) => sum + (counts.get(reason) ?? 0), 0);
  return {
    machine: of('machine', 'fax', 'silence'),
    no_answer: of('no_answer'),
    busy: of('busy'),
    rejected: of('rejected'),
    unreachable: of('unreachable', 'network_failure'),
    congestion: of('congestion'),
  };
}

/** The network's figures of calm minutes: who answers, when, and what happens otherwise. */
export function fitNetwork(calm: readonly DialledAttempt[], notes: FitNotes): ScenarioInput['network'] {
  const people = calm.filter(metPerson);
  const machines = calm.filter(({ tAnswer, amd }) => tAnswer !== null && amd === 'machine');
  const passed = calm.filter(
    (one) => one.tAgent !== null && one.disposition === 'maquina' && one.amd !== 'machine',
  );
  const rang = (list: readonly DialledAttempt[]): number[] =>
    list.flatMap(({ tRing, tAnswer }) => (tRing === null || tAnswer === null ? [] : [tAnswer - tRing]));
  const screened = (verdict: string): number[] =>
    calm.flatMap(({ amd, tAmd, tAnswer }) =>
      amd === verdict && tAmd !== null && tAnswer !== null ? [tAmd - tAnswer] : [],
    );
  const machineRings = rang([...machines, ...passed]);
  const talked = people.filter(({ tAgent }) => tAgent !== null);
  const phones = new Set(calm.map(({ phone }) => phone));
  const deadPhones = new Set(
    calm.flatMap(({ phone, reason }) => (reason === 'invalid_number' ? [phone] : [])),
  );
  const others = talked.filter(({ reason }) => NOT_THE_CLIENT.has(reason)).length;
  const unknown = screened('unknown').length;
  const amdCount = screened('human').length + screened('machine').length + unknown;
  const delays = calm.flatMap(({ tRing, tDial }) => (tRing === null ? [] : [tRing - tDial]));
  const spans: Record<string, Span | undefined> = {
    post_dial_delay: spanOr(delays, 'post-dial delay', notes),
    ring: spanOr(rang(people), 'ringing of people', notes),
    machine_ring: quantilesOf(machineRings.filter((ms) => ms >= AT_ONCE_MS)) ?? undefined,
    talk: spanOr(
      talked.flatMap(({ tAgent, tEnd }) => (tAgent === null ? [] : [tEnd - tAgent])),
      'talks',
      notes,
    ),
  };
  const amd: Record<string, Span | undefined> = {
    human: amdCount === 0 ? undefined : spanOr(screened('human'), 'AMD time of people', notes),
    machine: amdCount === 0 ? undefined : spanOr(screened('machine'), 'AMD time of machines', notes),
  };
  const known = <Value>(record: Record<string, Value | undefined>): Record<string, Value> =>
    Object.fromEntries(
      Object.entries(record).filter((entry): entry is [string, Value] => entry[1] !== undefined),
    );
  return {
    answer: answerOf(calm, notes),
    dead: round(Math.min(0.9, deadPhones.size / phones.size)),
    misses: missesOf(calm),
    machine_at_once:
      machineRings.length === 0
        ? 0.4
        : round(machineRings.filter((ms) => ms < AT_ONCE_MS).length / machineRings.length),
    client_share: talked.length === 0 ? 0.4 : round(1 - others / talked.length),
    ...known(spans),
    amd: {
      ...known(amd),
      unknown_share: amdCount === 0 ? 0 : round(unknown / amdCount),
      machine_as_human:
        amdCount === 0 || machines.length + passed.length === 0
          ? 0
          : round(passed.length / (machines.length + passed.length)),
    },
  };
}
