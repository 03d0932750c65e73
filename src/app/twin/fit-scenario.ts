import type { DialledAttempt } from '../../audit/log/attempt.js';
import { BRASILIA, civilDate } from '../../core/kernel/civil-time.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { MINUTE } from '../../core/kernel/time.js';
import { fitNetwork } from './fit-network.js';
import { countBy, type FitNotes, quantilesOf, round, spanOr } from './fit-parts.js';
import { clockOf, fitPresence } from './fit-presence.js';
import { type LogDay, metPerson } from './log-day.js';
import type { ScenarioInput } from './scenario.js';

/** A minute in which a carrier refused more than this is a storm. */
const STORM_SHARE = 0.5;
const STORM_LEAST = 10;

/** Minutes of carrier trouble, joined where they touch. */
function stormsOf(attempts: readonly DialledAttempt[]): { fromMs: number; toMs: number; share: number }[] {
  const minutes = new Map<number, { all: number; refused: number }>();
  for (const { tDial, reason } of attempts) {
    const key = Math.floor(tDial / MINUTE);
    const minute = minutes.get(key) ?? { all: 0, refused: 0 };
    minute.all += 1;
    minute.refused += reason === 'congestion' ? 1 : 0;
    minutes.set(key, minute);
  }
  const storms: { fromMs: number; toMs: number; share: number; minutes: number }[] = [];
  for (const [key, { all, refused }] of [...minutes].sort((a, b) => a[0] - b[0])) {
    if (all < STORM_LEAST || refused / all < STORM_SHARE) {
      continue;
    }
    const last = storms.at(-1);
    if (last !== undefined && last.toMs >= (key - 1) * MINUTE) {
      last.share = (last.share * last.minutes + refused / all) / (last.minutes + 1);
      last.minutes += 1;
      last.toMs = (key + 1) * MINUTE;
    } else {
      storms.push({ fromMs: key * MINUTE, toMs: (key + 1) * MINUTE, share: refused / all, minutes: 1 });
    }
  }
  return storms;
}

/** How much agents differ, beyond what chance alone makes of their means (one-way analysis of variance). */
function betweenAgents(
  calls: readonly DialledAttempt[],
  lengthMs: (attempt: DialledAttempt) => number,
): number {
  const byAgent = new Map<string, number[]>();
  for (const call of calls) {
    byAgent.set(call.agentId, [...(byAgent.get(call.agentId) ?? []), lengthMs(call)]);
  }
  const means = [...byAgent.values()].filter((list) => list.length >= 10);
  if (means.length < 3) {
    return 0;
  }
  const meanOf = (list: readonly number[]): number =>
    list.reduce((sum, value) => sum + value, 0) / list.length;
  const varianceOf = (list: readonly number[]): number => {
    const mean = meanOf(list);
    return list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1);
  };
  const grand = meanOf(means.map(meanOf));
  const between = varianceOf(means.map(meanOf)) - meanOf(means.map((list) => varianceOf(list) / list.length));
  return grand > 0 ? round(Math.min(2, Math.sqrt(Math.max(0, between)) / grand), 3) : 0;
}

function fitCampaigns(day: LogDay): ScenarioInput['campaigns'] {
  const ids = [...new Set(day.attempts.map(({ campaign }) => campaign))].sort();
  return ids.slice(0, 9).map((id) => {
    const own = day.attempts.filter(({ campaign }) => campaign === id);
    const modes = countBy(own, ({ mode }) => mode);
    const mode = (['predictive', 'power', 'preview'] as const)
      .map((word) => [word, modes.get(word) ?? 0] as const)
      .reduce((best, next) => (next[1] > best[1] ? next : best))[0];
    const rungOut = own.filter(({ reason, tRing }) => reason === 'no_answer' && tRing !== null);
    // The engine gives up so long after the phone began to ring.
    const longest =
      quantilesOf(
        rungOut.map(({ tEnd, tRing }) => tEnd - (tRing ?? tEnd)),
        2,
      )?.quantiles[1] ?? 25;
    const contacts = new Set(own.map(({ values }) => String(values['contact_id']))).size;
    return {
      id,
      purpose: (own[0]?.purpose ?? 'cobranca') as 'cobranca',
      mode,
      amd: own.some(({ amd }) => amd !== 'off'),
      ring_timeout_seconds: round(Math.min(60, Math.max(15, longest)), 1),
      mailing: {
        contacts: Math.ceil(contacts * 1.5),
        ddds: Object.fromEntries([...countBy(own, ({ phone }) => phone.slice(3, 5))].sort()),
      },
    };
  });
}

/**
 * A scenario with the figures of a recorded day: answers by hour, area code and attempt, delays, ringing, talks,
 * wrap-ups, AMD, carrier trouble and the agents' presence. Its notes say what the log could not tell.
 */
export function fitScenario(day: LogDay): ScenarioInput {
  const notes: FitNotes = [
    `fitted to ${day.attempts.length} attempts of ${day.origin}`,
    'the cap, the strategy and the limits of the trunks are not in a call log: set them with --set',
    'how many contacts were left is not in the log: the list is half as long again as what was dialled',
    'people who would have answered after the ringing was given up, and those a wrong verdict hung up on, are not seen',
  ];
  const storms = stormsOf(day.attempts);
  const calm = day.attempts.filter(
    ({ tDial }) => !storms.some(({ fromMs, toMs }) => tDial >= fromMs && tDial < toMs),
  );
  const own = day.attempts.filter(({ mode }) => mode === 'manual').length;
  if (own > 0) {
    notes.push(`${own} calls by hand are counted like the others`);
  }
  if (day.stretches === null) {
    notes.push('no agent states were given: shifts are from each agent’s first to last call, without pauses');
  }
  const talked = calm.filter((attempt) => metPerson(attempt) && attempt.tAgent !== null);
  const wrapped = talked.filter(({ tWrapEnd }) => tWrapEnd !== null);
  const wrap = spanOr(
    wrapped.map(({ tWrapEnd, tEnd }) => (tWrapEnd ?? tEnd) - tEnd),
    'wrap-ups',
    notes,
  );
  const groups = fitPresence(day);
  if (groups.length === 0) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `${day.origin} shows no agent at work: give the agent states, or a log in which somebody was talked to`,
    });
  }
  const first = day.attempts[0]?.tDial ?? 0;
  const last = day.attempts.at(-1)?.tDial ?? 0;
  return {
    name: 'from-log',
    description: `fitted to ${day.origin}`,
    notes,
    date: civilDate(first, BRASILIA),
    from: clockOf(first),
    to: clockOf(last, Math.ceil),
    campaigns: fitCampaigns(day),
    agents: groups.map((group) => ({
      ...group,
      ...(wrap === undefined ? {} : { wrap }),
      talk_cv: betweenAgents(talked, ({ tAgent, tEnd }) => tEnd - (tAgent ?? tEnd)),
      wrap_cv: betweenAgents(wrapped, ({ tEnd, tWrapEnd }) => (tWrapEnd ?? tEnd) - tEnd),
    })),
    network: fitNetwork(calm, notes),
    storms: storms.map(({ fromMs, toMs, share }) => ({
      at: clockOf(fromMs, Math.floor),
      minutes: Math.max(0.5, (toMs - fromMs) / MINUTE),
      refused: round(share),
    })),
  };
}
