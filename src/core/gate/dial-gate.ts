import type { CampaignSettings, Line, Trunk } from '../campaign/campaign.js';
import type { Contact } from '../contact/contact.js';
import type { E164 } from '../kernel/ids.js';
import { dddOf } from '../numbering/brazilian-number.js';

/** What the gate is asked just before a row is written. */
export interface DialQuestion {
  readonly campaign: CampaignSettings;
  readonly contact: Contact;
  readonly phone: E164;
  readonly trunk: Trunk;
  readonly line: Line;
}

export type DialVerdict =
  | { readonly allowed: true }
  /** `endsContact`: no later time can allow it. */
  | { readonly allowed: false; readonly rule: string; readonly endsContact: boolean };

const LOOPBACK = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|::1|\[::1\])$/;

/** True for a host that cannot leave this machine. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Rules that hold whatever the policy says: a number that exists, a demo that stays inside, a line of the trunk's carrier. */
export function askGate(question: DialQuestion): DialVerdict {
  const { campaign, contact, phone, trunk, line } = question;
  if (dddOf(phone) === '') {
    return { allowed: false, rule: 'number', endsContact: true };
  }
  if (contact.phones.some((entry) => entry.number === phone && entry.dropped)) {
    return { allowed: false, rule: 'phone_dropped', endsContact: true };
  }
  if (campaign.demo !== (trunk.kind === 'demo') || (trunk.kind === 'demo' && !isLoopback(trunk.host))) {
    return { allowed: false, rule: 'demo_trunk', endsContact: false };
  }
  if (line.carrierId !== trunk.carrierId) {
    return { allowed: false, rule: 'line_carrier', endsContact: false };
  }
  return { allowed: true };
}
