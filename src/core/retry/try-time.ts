import type { DayNumber } from '../compliance/calendar/day-number.js';
import { localDayOf, nextDayEverywhereMs } from '../compliance/gate/person-day.js';
import { placeOf } from '../compliance/windows/place.js';
import { instantOfWallMs } from '../compliance/windows/zone-offset.js';
import type { Contact, ContactPhone } from '../contact/contact.js';
import { BRASILIA } from '../kernel/civil-time.js';
import type { E164 } from '../kernel/ids.js';
import { DAY, HOUR } from '../kernel/time.js';
import { dddOf } from '../numbering/brazilian-number.js';
import { DAY_PARTS, dayPartAt, leastTriedParts, localHourOf } from './day-part.js';
import type { RetryLimits } from './retry-rules.js';

/** Why a try is not sooner, or why then. */
export const TRY_STEPS = [
  'delay',
  'callback',
  'spacing',
  'phone_rest',
  'day_cap',
  'phone_day_cap',
  'seven_day_cap',
  'phone_seven_day_cap',
  'window',
  'answered_hour',
  'day_part',
  'low_yield',
] as const;
export type TryStep = (typeof TRY_STEPS)[number];

/** One step of the reckoning: it could not be before `untilMs`, or was moved there. */
export interface TryWhy {
  readonly step: TryStep;
  readonly untilMs: number;
}

export interface TryTime {
  readonly atMs: number;
  readonly why: readonly TryWhy[];
}

/** When law and contract let a call to the phone begin. */
export interface RetryWindow {
  /** The first such instant from then on, or null when there is none near. */
  nextOpenMs(phone: E164, fromMs: number): number | null;
}

/** For who knows no window: the gate will hold the call back all the same. */
export const ALWAYS_OPEN: RetryWindow = { nextOpenMs: (_phone, fromMs) => fromMs };

/** What a time is sought for. */
export interface TimeQuestion {
  readonly contact: Contact;
  readonly phone: ContactPhone;
  readonly limits: RetryLimits;
  readonly window: RetryWindow;
  /** A callback the person asked for obeys days and windows only. */
  readonly callback: boolean;
  /** Hours (0 to 23, local) at which its base answers best, best first; empty when not known. */
  readonly baseHours: readonly number[];
}

const SEVEN_DAYS = 7 * DAY;
/** Steps that move many contacts to the same instant, an opening or a midnight. */
const OPENINGS: ReadonlySet<TryStep> = new Set(['window', 'day_cap', 'phone_day_cap']);
/** Rounds of looking for an instant that every ceiling allows; each passes at least one of them. */
const MOST_ROUNDS = 200;
/** A wish (part of the day, hour) moves a try by this at most. */
const WISH_HORIZON_DAYS = 2;

/** The zones in which a contact's phone may be. */
export function zonesOf(phone: E164, municipality: string): readonly string[] {
  const { zones } = placeOf(dddOf(phone), { municipality, addressUf: '' });
  return zones.length === 0 ? [BRASILIA] : zones;
}

/** Dials of the contact, oldest first. */
export function triesOfContact(contact: Contact): readonly number[] {
  return contact.phones
    .flatMap(({ history }) => history?.recent.map(([atMs]) => atMs) ?? [])
    .sort((one, other) => one - other);
}

/** When the phone may be tried from `fromMs` on: ceilings first, then wishes; null when it may never. */
export function timeOfTry(question: TimeQuestion, fromMs: number, lastMs: number): TryTime | null {
  const why: TryWhy[] = [];
  const soonest = settle(question, fromMs, why);
  if (soonest === null || soonest > lastMs || question.callback) {
    return soonest === null || soonest > lastMs ? null : { atMs: soonest, why };
  }
  const wished = wish(question, soonest, lastMs, OPENINGS.has(why.at(-1)?.step ?? 'delay'));
  return wished === null ? { atMs: soonest, why } : { atMs: wished.untilMs, why: [...why, wished] };
}

/** The first instant that every ceiling and the window allow. */
function settle(question: TimeQuestion, fromMs: number, why: TryWhy[]): number | null {
  const { contact, phone, limits, window, callback } = question;
  const zones = zonesOf(phone.number, contact.municipality);
  const all = triesOfContact(contact);
  const own = phone.history?.recent.map(([atMs]) => atMs) ?? [];
  let atMs = fromMs;
  const hold = (step: TryStep, untilMs: number): void => {
    if (untilMs > atMs) {
      atMs = untilMs;
      why.push({ step, untilMs });
    }
  };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const beforeMs = atMs;
    if (!callback) {
      hold('spacing', (all.at(-1) ?? Number.NEGATIVE_INFINITY) + limits.spacingMs);
      hold('phone_rest', phone.history?.restUntilMs ?? 0);
      hold('seven_day_cap', freeOfSevenDays(all, limits.perSevenDays, atMs));
      hold('phone_seven_day_cap', freeOfSevenDays(own, limits.perPhoneSevenDays, atMs));
    }
    hold('day_cap', freeOfDay(all, limits.perDay, atMs, zones));
    hold('phone_day_cap', freeOfDay(own, limits.perPhoneDay, atMs, zones));
    const openMs = window.nextOpenMs(phone.number, atMs);
    if (openMs === null) {
      return null;
    }
    hold('window', openMs);
    if (atMs === beforeMs) {
      return atMs;
    }
  }
  return null;
}

function freeOfSevenDays(tries: readonly number[], most: number, atMs: number): number {
  const recent = tries.filter((triedMs) => triedMs + SEVEN_DAYS >= atMs);
  return recent.length < most ? atMs : (recent[recent.length - most] ?? atMs) + SEVEN_DAYS + 1;
}

/** Judged in every zone the person may be in, as the gate does. */
function freeOfDay(tries: readonly number[], most: number, atMs: number, zones: readonly string[]): number {
  const full = zones.some((zone) => {
    const today = localDayOf(atMs, zone);
    return tries.filter((triedMs) => localDayOf(triedMs, zone) === today).length >= most;
  });
  return full ? nextDayEverywhereMs(atMs, zones) : atMs;
}

/**
 * The next instant of an hour or part of the day that suits the contact better, or null to leave it as it is. Who was
 * moved to an opening with all the others (`crowded`) is spread over the part of the day.
 */
function wish(question: TimeQuestion, fromMs: number, lastMs: number, crowded: boolean): TryWhy | null {
  const { contact, phone, limits } = question;
  const zone = zonesOf(phone.number, contact.municipality)[0] ?? BRASILIA;
  const hours = limits.bestHours ? answeredHours(contact, zone) : [];
  if (hours.length > 0) {
    const spans = hours.map((hour) => ({ fromHour: hour, toHour: hour + 1 }));
    const atMs = soonestIn(question, { spans, zone, crowded }, fromMs, lastMs);
    if (atMs !== null) {
      return { step: 'answered_hour', untilMs: atMs };
    }
  }
  if (limits.dayParts === 'any') {
    return null;
  }
  const parts = leastTriedParts(triesOfContact(contact), zone);
  if (!crowded && parts.includes(dayPartAt(fromMs, zone))) {
    return null;
  }
  const spans = parts.map((part) => DAY_PARTS[part]);
  const atMs = soonestIn(question, { spans, zone, crowded }, fromMs, lastMs);
  return atMs === null ? null : { step: 'day_part', untilMs: atMs };
}

/** Hours of the wall clock at which a person answered one of the contact's phones, each once. */
function answeredHours(contact: Contact, zone: string): readonly number[] {
  const answered = contact.phones.flatMap(
    ({ history }) => history?.recent.filter(([, by]) => by === 1).map(([atMs]) => atMs) ?? [],
  );
  return [...new Set(answered.map((atMs) => localHourOf(atMs, zone)))].sort((one, other) => one - other);
}

interface HourSpan {
  readonly fromHour: number;
  readonly toHour: number;
}

interface Wish {
  readonly spans: readonly HourSpan[];
  readonly zone: string;
  readonly crowded: boolean;
}

/** The first allowed instant from then on inside one of the spans; those that begin later are spread over their span. */
function soonestIn(question: TimeQuestion, wished: Wish, fromMs: number, lastMs: number): number | null {
  const today = localDayOf(fromMs, wished.zone);
  for (let day = today; day <= today + WISH_HORIZON_DAYS; day += 1) {
    for (const span of wished.spans) {
      const found = instantIn(question, wished, span, day, fromMs);
      if (found !== null && found <= lastMs) {
        return found;
      }
    }
  }
  return null;
}

function instantIn(
  question: TimeQuestion,
  { zone, crowded }: Wish,
  { fromHour, toHour }: HourSpan,
  day: DayNumber,
  fromMs: number,
): number | null {
  const beginsMs = Math.max(fromMs, instantOfWallMs(day * DAY + fromHour * HOUR, zone));
  const endsMs = instantOfWallMs(day * DAY + toHour * HOUR, zone);
  if (beginsMs >= endsMs) {
    return null;
  }
  const opensMs = settle(question, beginsMs, []);
  if (opensMs === null || opensMs >= endsMs) {
    return null;
  }
  if (opensMs === fromMs && !crowded) {
    return fromMs;
  }
  // Closing time may cut the span short: then a nearer place in it.
  const aimedMs = spreadOver(question, opensMs, endsMs, zone);
  for (let part = 1; part <= 8; part *= 2) {
    const chosenMs = settle(question, Math.floor(opensMs + (aimedMs - opensMs) / part), []);
    if (chosenMs !== null && chosenMs < endsMs) {
      return chosenMs;
    }
  }
  return opensMs;
}

/** Best hour of the base inside the span where one is known; else evenly by the contact, so that none pile up. */
function spreadOver(question: TimeQuestion, opensMs: number, endsMs: number, zone: string): number {
  const { contact, baseHours, limits } = question;
  const share = shareOf(`${contact.id} ${contact.attempts}`);
  if (limits.bestHours) {
    for (const hour of baseHours) {
      const hourMs = instantOfWallMs(localDayOf(opensMs, zone) * DAY + hour * HOUR, zone);
      const fromMs = Math.max(opensMs, hourMs);
      const toMs = Math.min(endsMs, hourMs + HOUR);
      if (fromMs < toMs) {
        return Math.floor(fromMs + share * (toMs - fromMs));
      }
    }
  }
  return Math.floor(opensMs + share * (endsMs - opensMs));
}

/** A number in [0, 1) that is the same for the same text (FNV-1a, 32 bits). */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  // The last characters of an id differ most: stir their bits upwards.
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0;
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
