import { parseDayNumber } from '../compliance/calendar/day-number.js';
import { type DaySpan, parseDaySpan } from '../compliance/clock-time.js';
import { HOUR_ZONES, LOCAL_ZONE } from '../compliance/rule-parameters.js';
import { parseQueueId, type QueueId } from '../kernel/ids.js';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/time.js';
import type { InboundGoal } from '../sizing/erlang-a.js';
import { ACD_QUEUE_DEFAULTS, type AcdQueue } from './acd-queue.js';
import type { AnnouncementPlan } from './announcement.js';
import type { CallbackRules } from './callback-offer.js';
import type { OverflowRule, OverflowTarget } from './overflow.js';
import { LONGEST_OFFER_MS } from './reservation-book.js';
import { SELECTION_STRATEGIES } from './select-agent.js';
import type { ServiceHours } from './service-hours.js';
import {
  readFlag,
  readList,
  readName,
  readObject,
  readTable,
  readWhole,
  readWord,
  wrongSetting,
} from './settings-reader.js';
import { checkSkillNeed, HIGHEST_LEVEL, type SkillNeed } from './skill.js';

const D = ACD_QUEUE_DEFAULTS;
const MEMBERS: readonly string[] = ['id', 'name', ...Object.keys(D)];
const SPAN = [0, DAY] as const;

/**
 * Reads a queue as it was stored or written by hand; what is absent takes its default, what is wrong is named with its
 * place, never guessed.
 *
 * @throws CadenciaError DLR_INPUT_INVALID
 */
export function readAcdQueue(stored: unknown, where = 'queue'): AcdQueue {
  const fields = readObject(stored, MEMBERS, where);
  const id = parseQueueId(readName(fields['id'], `${where}.id`));
  const name = fields['name'] ?? id;
  if (typeof name !== 'string' || name.trim() === '' || name.length > 80) {
    throw wrongSetting(`${where}.name`, name, '1 to 80 characters');
  }
  const ms = (member: 'offerMs' | 'declineMs' | 'stickyMs' | 'wrapUpLimitMs', most: number, least = 0) =>
    readWhole(fields[member], [least, most], `${where}.${member}`, D[member]);
  const guess = (member: 'handleGuessMs' | 'patienceGuessMs') =>
    readWhole(fields[member], [SECOND, 4 * HOUR], `${where}.${member}`, D[member]);
  return {
    id,
    name,
    priority: readWhole(fields['priority'], [-100, 100], `${where}.priority`, D.priority),
    strategy: readWord(fields['strategy'], SELECTION_STRATEGIES, `${where}.strategy`, D.strategy),
    needs: readNeeds(fields['needs'] ?? [], `${where}.needs`),
    offerMs: ms('offerMs', LONGEST_OFFER_MS, SECOND),
    declineMs: ms('declineMs', HOUR),
    stickyMs: ms('stickyMs', HOUR),
    goal: fields['goal'] === undefined ? D.goal : readGoal(fields['goal'], `${where}.goal`),
    handleGuessMs: guess('handleGuessMs'),
    patienceGuessMs: guess('patienceGuessMs'),
    hours: fields['hours'] === undefined ? D.hours : readServiceHours(fields['hours'], `${where}.hours`),
    overflow: readOverflow(fields['overflow'] ?? [], id, `${where}.overflow`),
    announcements: readAnnouncements(fields['announcements'] ?? {}, `${where}.announcements`),
    callback: readCallback(fields['callback'] ?? null, `${where}.callback`),
    wrapUpLimitMs: ms('wrapUpLimitMs', HOUR, SECOND),
  };
}

function readNeeds(value: unknown, where: string): readonly SkillNeed[] {
  const needs = readList(value, where).map((item, index) => {
    const at = `${where}[${index}]`;
    const fields = readObject(item, ['skill', 'level', 'weight', 'relaxed'], at);
    const relaxed = readList(fields['relaxed'] ?? [], `${at}.relaxed`).map((step, i) => {
      const found = readObject(step, ['afterMs', 'level'], `${at}.relaxed[${i}]`);
      return {
        afterMs: readWhole(found['afterMs'], [1, DAY], `${at}.relaxed[${i}].afterMs`),
        level: readWhole(found['level'], [0, HIGHEST_LEVEL], `${at}.relaxed[${i}].level`),
      };
    });
    const need = {
      skill: readName(fields['skill'], `${at}.skill`),
      level: readWhole(fields['level'], [1, HIGHEST_LEVEL], `${at}.level`, 1),
      weight: readWhole(fields['weight'], [0, 1000], `${at}.weight`, 1),
      relaxed,
    };
    return checkSkillNeed(need, at);
  });
  const twice = needs.find(({ skill }, index) => needs.findIndex((other) => other.skill === skill) !== index);
  if (twice !== undefined) {
    throw wrongSetting(where, twice.skill, 'each skill once');
  }
  return needs;
}

function readGoal(value: unknown, where: string): InboundGoal {
  const fields = readObject(value, ['serviceLevel', 'withinSeconds', 'shortSeconds', 'abandonShare'], where);
  const share = (name: string, given: unknown): number => {
    if (typeof given !== 'number' || !(given > 0 && given < 1)) {
      throw wrongSetting(`${where}.${name}`, given, 'a share between 0 and 1 (0.9 for 90 %)');
    }
    return given;
  };
  const abandon = fields['abandonShare'];
  return {
    serviceLevel: share('serviceLevel', fields['serviceLevel'] ?? D.goal.serviceLevel),
    withinSeconds: readWhole(
      fields['withinSeconds'],
      [0, 3600],
      `${where}.withinSeconds`,
      D.goal.withinSeconds,
    ),
    shortSeconds: readWhole(fields['shortSeconds'], [0, 60], `${where}.shortSeconds`, D.goal.shortSeconds),
    ...(abandon === undefined ? {} : { abandonShare: share('abandonShare', abandon) }),
  };
}

/** Spans in order and apart, as `["08:00-12:00", "13:00-18:00"]`. */
function readSpans(value: unknown, where: string): readonly DaySpan[] {
  const spans = readList(value, where).map((item, index) => {
    const span = typeof item === 'string' ? parseDaySpan(item) : null;
    if (span === null) {
      throw wrongSetting(`${where}[${index}]`, item, 'a span such as "08:00-20:00" (up to 24:00)');
    }
    return span;
  });
  const wrong = spans.findIndex((span, index) => index > 0 && span.fromMs < (spans[index - 1]?.toMs ?? 0));
  if (wrong !== -1) {
    throw wrongSetting(`${where}[${wrong}]`, readList(value, where)[wrong], 'a span after the one before it');
  }
  return spans;
}

/** Opening hours as they are written. @throws DLR_INPUT_INVALID with the place. */
export function readServiceHours(value: unknown, where: string): ServiceHours {
  const base = D.hours;
  const fields = readObject(value, Object.keys(base), where);
  const spans = (name: 'weekday' | 'saturday' | 'sunday') =>
    readSpans(fields[name] ?? [], `${where}.${name}`);
  const words = (name: 'holidayUfs' | 'holidayMunicipalities', form: RegExp, wanted: string) =>
    readList(fields[name] ?? [], `${where}.${name}`).map((item, index) => {
      if (typeof item !== 'string' || !form.test(item)) {
        throw wrongSetting(`${where}.${name}[${index}]`, item, wanted);
      }
      return item;
    });
  const days: [string, readonly DaySpan[]][] = [];
  for (const [date, open] of readTable(fields['days'] ?? {}, `${where}.days`)) {
    if (parseDayNumber(date) === null) {
      throw wrongSetting(`${where}.days`, date, 'dates such as 2026-12-24');
    }
    days.push([date, readSpans(open, `${where}.days.${date}`)]);
  }
  const zones = HOUR_ZONES.filter((zone) => zone !== LOCAL_ZONE);
  return {
    zone: readWord(fields['zone'], zones, `${where}.zone`, base.zone),
    weekday: spans('weekday'),
    saturday: spans('saturday'),
    sunday: spans('sunday'),
    holiday: fields['holiday'] === null ? null : readSpans(fields['holiday'] ?? [], `${where}.holiday`),
    holidayUfs: words('holidayUfs', /^[A-Z]{2}$/, 'a state such as "SP"'),
    holidayMunicipalities: words('holidayMunicipalities', /^\d{7}$/, 'an IBGE code of 7 digits'),
    days: Object.fromEntries(days),
  };
}

const TARGETS = ['queue', 'callback', 'message'] as const;

function readOverflow(value: unknown, own: QueueId, where: string): readonly OverflowRule[] {
  return readList(value, where).map((item, index) => {
    const at = `${where}[${index}]`;
    const fields = readObject(item, ['to', 'waitedMs', 'expectedMs'], at);
    return {
      to: readTarget(fields['to'], own, `${at}.to`),
      waitedMs: readWhole(fields['waitedMs'], SPAN, `${at}.waitedMs`, 0),
      expectedMs: readWhole(fields['expectedMs'], SPAN, `${at}.expectedMs`, 0),
    };
  });
}

function readTarget(value: unknown, own: QueueId, where: string): OverflowTarget {
  const kind = readWord(readTable(value, where).get('kind'), TARGETS, `${where}.kind`);
  switch (kind) {
    case 'queue': {
      const fields = readObject(value, ['kind', 'queueId'], where);
      const queueId = parseQueueId(readName(fields['queueId'], `${where}.queueId`));
      if (queueId === own) {
        throw wrongSetting(`${where}.queueId`, queueId, 'another queue than its own');
      }
      return { kind, queueId };
    }
    case 'callback': {
      readObject(value, ['kind'], where);
      return { kind };
    }
    case 'message': {
      const fields = readObject(value, ['kind', 'sound'], where);
      return { kind, sound: readName(fields['sound'], `${where}.sound`) };
    }
  }
}

function readAnnouncements(value: unknown, where: string): AnnouncementPlan {
  const base = D.announcements;
  const fields = readObject(value, Object.keys(base), where);
  return {
    firstMs: readWhole(fields['firstMs'], SPAN, `${where}.firstMs`, base.firstMs),
    // Closer together they would be all that a caller hears.
    everyMs: readWhole(fields['everyMs'], [10 * SECOND, DAY], `${where}.everyMs`, base.everyMs),
    sayPosition: readFlag(fields['sayPosition'], `${where}.sayPosition`, base.sayPosition),
    sayWait: readFlag(fields['sayWait'], `${where}.sayWait`, base.sayWait),
    mostMinutes: readWhole(fields['mostMinutes'], [1, 120], `${where}.mostMinutes`, base.mostMinutes),
  };
}

function readCallback(value: unknown, where: string): CallbackRules | null {
  if (value === null) {
    return null;
  }
  const fields = readObject(value, ['expectedMs', 'waitedMs', 'answerMs', 'most', 'keepMs'], where);
  return {
    expectedMs: readWhole(fields['expectedMs'], SPAN, `${where}.expectedMs`, 3 * MINUTE),
    waitedMs: readWhole(fields['waitedMs'], SPAN, `${where}.waitedMs`, 0),
    answerMs: readWhole(fields['answerMs'], [3 * SECOND, MINUTE], `${where}.answerMs`, 10 * SECOND),
    most: readWhole(fields['most'], [0, 10_000], `${where}.most`, 50),
    keepMs: readWhole(fields['keepMs'], [MINUTE, 7 * DAY], `${where}.keepMs`, 4 * HOUR),
  };
}
