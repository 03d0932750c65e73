import type { AgentId } from '../kernel/ids.js';

const PREFIX = 'PJSIP/web-';

/** True of an endpoint that is the agent's own page: a softphone in the browser, which comes and goes with the page. */
export function isPagePhone(endpoint: string): boolean {
  return endpoint.startsWith(PREFIX);
}

/** The user of the agent's page on the media server: the endpoint without its technology. */
export function pagePhoneUser(agentId: AgentId): string {
  return `web-${agentId}`;
}
