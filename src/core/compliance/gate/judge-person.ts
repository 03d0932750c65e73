import { HOUR, MINUTE } from '../../kernel/time.js';
import { parseDayNumber } from '../calendar/day-number.js';
import type { ListId } from '../rule-parameters.js';
import type { PastAttempt } from './dial-facts.js';
import {
  block,
  blockUntil,
  type Finding,
  type GateContext,
  type Judge,
  pass,
  passIf,
} from './gate-context.js';
import { countToday, isSamePerson } from './history-counts.js';
import { localDayOf, nextDayEverywhereMs } from './person-day.js';

/** True when an entry of that date binds: from local midnight, in whichever zone it strikes first. */
function isDue(since: string | null, leadDays: number, { atMs, place }: GateContext): boolean {
  if (since === null) {
    return false;
  }
  const day = parseDayNumber(since.slice(0, 10));
  // An entry whose date cannot be read is taken for an old one.
  return day === null || place.zones.some((zone) => localDayOf(atMs, zone) >= day + leadDays);
}

export const judgeList: Judge<'list'> = (context, parameters) => {
  const fact = context.facts.lists[parameters.list];
  switch (fact.state) {
    case 'not_applicable':
      return null;
    case 'absent':
      return parameters.mandatory ? block('operation', { list: parameters.list, state: 'absent' }) : null;
    case 'loaded': {
      const byNumber = isDue(fact.numberSince, parameters.leadDays, context);
      const byPerson = parameters.byPerson && isDue(fact.personSince, parameters.leadDays, context);
      const authorised = parameters.honoursAuthorisation && fact.authorised;
      const inputs = { list: parameters.list, version: fact.version, byNumber, byPerson, authorised };
      return passIf(authorised || !(byNumber || byPerson), byPerson ? 'contact' : 'phone', inputs);
    }
  }
};

/** Lists that some provision asks for this call. */
function listsAsked(context: GateContext): readonly ListId[] {
  const found: ListId[] = [];
  for (const id of ['R17', 'R18', 'R19'] as const) {
    for (const rule of context.rules.get(id) ?? []) {
      if (rule.kind === 'list') {
        found.push(rule.parameters.list);
      }
    }
  }
  return found;
}

export const judgeListAge: Judge<'list_age'> = (context, { hours }) => {
  let oldestMs = 0;
  for (const list of listsAsked(context)) {
    const fact = context.facts.lists[list];
    if (fact.state === 'loaded') {
      oldestMs = Math.max(oldestMs, context.atMs - fact.loadedAtMs);
    }
  }
  return oldestMs === 0 ? null : passIf(oldestMs <= hours * HOUR, 'operation', { ageMs: oldestMs, hours });
};

export const judgeOptOut: Judge<'plain'> = ({ question, facts, atMs }) => {
  const found = facts.optOuts.find(
    ({ purpose, sinceMs }) => sinceMs <= atMs && (purpose === '*' || purpose === question.purpose),
  );
  return found === undefined ? pass() : block('contact', { purpose: found.purpose, sinceMs: found.sinceMs });
};

export const judgeWrongPerson: Judge<'wrong_person'> = ({ facts, atMs }) => {
  const sinceMs = facts.wrongPersonSinceMs;
  return sinceMs === null || sinceMs > atMs ? pass() : block('phone', { sinceMs });
};

export const judgeDebt: Judge<'plain'> = ({ question, facts }) =>
  question.debtId === '' ? null : passIf(facts.debt === 'open', 'contact', { debt: facts.debt });

export const judgeOptIn: Judge<'opt_in'> = ({ facts }, { acceptsLegitimateInterest }) => {
  const { optIn } = facts;
  const good = optIn === 'consent' || (optIn === 'legitimate_interest' && acceptsLegitimateInterest);
  return passIf(good, 'operation', { optIn });
};

/** Live calls end by themselves; when, nobody knows. */
const LIVE_RETRY_MS = MINUTE;

export const judgeLive: Judge<'plain'> = ({ facts, atMs }) => {
  const { number, person } = facts.live;
  const inputs = { number, person };
  return number || person ? blockUntil(atMs + LIVE_RETRY_MS, inputs) : pass(inputs);
};

function judgeCap(
  context: GateContext,
  tries: readonly PastAttempt[],
  parameters: { readonly perNumberDay: number; readonly perPersonDay: number },
): Finding {
  const { question, atMs, place } = context;
  const number = countToday(
    tries.filter(({ phone }) => phone === question.phone),
    atMs,
    place.zones,
  );
  const person =
    question.cpfHash === ''
      ? number
      : countToday(
          tries.filter(({ cpfHash }) => cpfHash === question.cpfHash),
          atMs,
          place.zones,
        );
  const inputs = { number, person, ...parameters };
  return number < parameters.perNumberDay && person < parameters.perPersonDay
    ? pass(inputs)
    : blockUntil(nextDayEverywhereMs(atMs, place.zones), inputs);
}

export const judgeOfferCap: Judge<'offer_cap'> = (context, parameters) => {
  const { question, tries } = context;
  return judgeCap(
    context,
    tries.filter(({ creditorCnpj }) => creditorCnpj === question.creditorCnpj),
    parameters,
  );
};

export const judgeCollectionCap: Judge<'collection_cap'> = (context, parameters) =>
  judgeCap(context, context.tries, parameters);

export const judgeDebtCap: Judge<'debt_cap'> = ({ question, facts, tries, atMs }, parameters) => {
  if (question.debtId === '') {
    return null;
  }
  if (question.agreedCallback) {
    return pass({ agreedCallback: true });
  }
  const windowMs = parameters.hours * HOUR;
  const recent = tries
    .filter(({ debtId, tDialMs }) => debtId === question.debtId && tDialMs + windowMs >= atMs)
    .map(({ tDialMs }) => tDialMs);
  // A try counts once, but each of its rows may hold the talk: a second carrier's does when the first one failed.
  let talkEndMs = Number.NEGATIVE_INFINITY;
  // A live call about the debt, to another debtor perhaps, may turn out to be the talk that calls for the pause.
  let isLive = false;
  for (const { debtId, rightParty, tEndMs, tDialMs, group } of facts.history) {
    if (debtId === question.debtId) {
      talkEndMs = rightParty ? Math.max(talkEndMs, tEndMs ?? tDialMs) : talkEndMs;
      isLive ||= tEndMs === null && group !== question.attemptGroup;
    }
  }
  const pausedUntilMs = talkEndMs + parameters.pauseHours * HOUR;
  const inputs = { calls: recent.length, most: parameters.calls, talkPause: pausedUntilMs > atMs };
  const cappedUntilMs =
    recent.length < parameters.calls
      ? Number.NEGATIVE_INFINITY
      : (recent.sort((one, other) => one - other)[recent.length - parameters.calls] ?? atMs) + windowMs + 1;
  const liveUntilMs = isLive ? atMs + LIVE_RETRY_MS : atMs;
  const untilMs = Math.max(pausedUntilMs, cappedUntilMs, liveUntilMs);
  return untilMs > atMs ? blockUntil(untilMs, inputs) : pass(inputs);
};

export const judgeSpacing: Judge<'spacing'> = ({ question, facts, atMs }, { minutes }) => {
  if (question.agreedCallback) {
    return pass({ agreedCallback: true });
  }
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const attempt of facts.history) {
    const sameTry = attempt.group !== '' && attempt.group === question.attemptGroup;
    if (!sameTry && isSamePerson(attempt, question)) {
      lastMs = Math.max(lastMs, attempt.tDialMs);
    }
  }
  const untilMs = lastMs + minutes * MINUTE;
  const inputs = { lastMs: Number.isFinite(lastMs) ? lastMs : null, minutes };
  return untilMs > atMs ? blockUntil(untilMs, inputs) : pass(inputs);
};

function judgeLock(
  { question, facts, atMs }: GateContext,
  hours: number,
  locks: (attempt: PastAttempt) => boolean,
): Finding {
  if (question.agentReserved || question.agreedCallback) {
    return pass({ reserved: true });
  }
  let endMs = Number.NEGATIVE_INFINITY;
  for (const attempt of facts.history) {
    if (attempt.phone === question.phone && locks(attempt)) {
      endMs = Math.max(endMs, attempt.tEndMs ?? atMs);
    }
  }
  const untilMs = endMs + hours * HOUR;
  const inputs = { endMs: Number.isFinite(endMs) ? endMs : null, hours };
  return untilMs > atMs ? blockUntil(untilMs, inputs) : pass(inputs);
}

export const judgeAbandonedLock: Judge<'abandoned_lock'> = (context, { hours }) =>
  judgeLock(context, hours, ({ abandoned }) => abandoned);

export const judgeMachineLock: Judge<'machine_lock'> = (context, { hours }) =>
  judgeLock(context, hours, ({ machine }) => machine);
