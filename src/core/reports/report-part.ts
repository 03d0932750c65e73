import type { FeedKind } from '../feeds/feed-event.js';

/** Tables of indicators. */
export const INDICATOR_TABLES = ['indicators', 'misses', 'bases', 'deliveries', 'agents'] as const;
export type IndicatorTable = (typeof INDICATOR_TABLES)[number];

/** Tables of compliance, billing and quality. */
export const HOUSE_TABLES = [
  'blocks',
  'drops',
  'limits',
  'dnc_lists',
  'statements',
  'scores',
  'iqa',
  'contests',
] as const;
export type HouseTable = (typeof HOUSE_TABLES)[number];

/** What a pack may hold: tables, and lists of what happened for other systems. */
export const REPORT_TABLES = [...INDICATOR_TABLES, ...HOUSE_TABLES] as const;
export type ReportTable = (typeof REPORT_TABLES)[number];

export const REPORT_LISTS = ['attempts', 'promises', 'opt_outs', 'wrong_persons'] as const;
export type ReportList = (typeof REPORT_LISTS)[number];

export const REPORT_FORMS = ['html', 'pdf', 'csv', 'xlsx'] as const;

/** The events that make up a list; they are those of feeds, with their ids. */
export const LIST_EVENTS: Readonly<Record<ReportList, FeedKind>> = {
  attempts: 'attempt.closed',
  promises: 'contact.promise',
  opt_outs: 'contact.opt_out',
  wrong_persons: 'contact.wrong_person',
};

/** Columns of a list after id and time; the number is in those alone of whom must not be called again. */
export const LIST_COLUMNS = [
  'attemptId',
  'campaignId',
  'contractId',
  'contactId',
  'debtId',
  'segment',
  'mode',
  'service',
  'agentId',
  'disposition',
  'outcome',
  'reason',
  'dialedAtMs',
  'answeredAtMs',
  'agentAtMs',
  'endedAtMs',
  'recordingId',
  'hash',
  'phone',
] as const;
