import type { Reason } from '../outcome/outcome.js';

/**
 * What the network tells a caller by sound before anybody answers. The first four are recordings, known by their
 * fingerprints; the others tones.
 */
export const ANNOUNCEMENTS = [
  /** "O número discado não existe." */
  'nonexistent',
  /** "Desligado ou fora da área de cobertura." */
  'unreachable',
  /** "Temporariamente programado para não receber chamadas." */
  'barred',
  /** "Caixa postal": the network would take a message. */
  'mailbox',
  'ringing',
  'busy',
  /** The tone of a number that cannot be reached. */
  'inaccessible',
  /** Special information tone (ITU-T E.180), before a recording. */
  'information',
] as const;
export type Announcement = (typeof ANNOUNCEMENTS)[number];

/** Those that a recording is labelled with. */
export const RECORDED_ANNOUNCEMENTS = ['nonexistent', 'unreachable', 'barred', 'mailbox'] as const;
export type RecordedAnnouncement = (typeof RECORDED_ANNOUNCEMENTS)[number];

/** What it says of the number; null: nothing that the network's own code does not say better. */
const REASON_OF: Readonly<Record<Announcement, Reason | null>> = {
  nonexistent: 'invalid_number',
  unreachable: 'unreachable',
  barred: 'unreachable',
  mailbox: 'unreachable',
  ringing: null,
  busy: 'busy',
  inaccessible: 'unreachable',
  information: null,
};

/** Reasons that say only that nobody answered. A number that the network itself calls invalid or busy is so. */
const VAGUE: readonly Reason[] = ['no_answer', 'unreachable', 'network_failure', 'congestion', 'rejected'];

/** Why a call nobody answered ended, when something was heard in it: the announcement's word where the code is vague. */
export function reasonHeard(reason: Reason, heard: Announcement | null): Reason {
  const own = heard === null ? null : REASON_OF[heard];
  return own !== null && VAGUE.includes(reason) ? own : reason;
}
