import type { AgentPhone } from '../../adapters/postgres/examine-database.js';
import type { Config } from '../../config/config.js';
import { isPagePhone } from '../../core/agent/page-phone.js';
import type { Chart } from './symptom.js';

const MOST_NAMED = 5;

/** Agents whose telephone no configured media server can ring: they would try to log in, and hear of it then. */
export function examinePhones({ asterisk, freeswitch }: Config, phones: readonly AgentPhone[], chart: Chart) {
  const hasAsterisk = asterisk.servers.length > 0;
  const hasFreeswitch = freeswitch.servers.length > 0;
  if (!hasAsterisk && !hasFreeswitch) {
    return;
  }
  const pages = phones.filter(
    ({ endpoint }) => isPageOnFreeswitch(endpoint) || (isPagePhone(endpoint) && !hasAsterisk),
  );
  if (pages.length > 0) {
    chart.error(
      `The page cannot be the telephone of ${named(pages)}: pages are telephones of an Asterisk alone`,
      hasAsterisk
        ? "Write 'PJSIP/web-' and the agent's id, or give a telephone that registers with FreeSWITCH: user/NAME@DOMAIN."
        : 'Give each a telephone that registers with FreeSWITCH (user/NAME@DOMAIN), or add an Asterisk (docs/agents.md).',
    );
  }
  const strange = phones.filter(
    (phone) => !pages.includes(phone) && !(isOfAsterisk(phone.endpoint) ? hasAsterisk : hasFreeswitch),
  );
  if (strange.length > 0) {
    chart.error(
      `No configured media server has the telephone of ${named(strange)}`,
      'PJSIP/NAME is one of an Asterisk; user/NAME@DOMAIN and sofia/… are of a FreeSWITCH: write it for the one you have.',
    );
  }
}

/** As the media servers tell theirs apart: Asterisk's technologies begin with a capital. */
function isOfAsterisk(endpoint: string): boolean {
  return /^[A-Z]/.test(endpoint);
}

/** A page's name, written as FreeSWITCH writes telephones. */
function isPageOnFreeswitch(endpoint: string): boolean {
  return /^(user|sofia\/[^/]+)\/(sip:)?web-/.test(endpoint);
}

function named(phones: readonly AgentPhone[]): string {
  const first = phones.slice(0, MOST_NAMED).map(({ agentId, endpoint }) => `'${agentId}' (${endpoint})`);
  const more = phones.length - first.length;
  return `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
