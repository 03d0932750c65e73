const TECHNOLOGY = 'PJSIP/';
const PREFIX = 'ear-';
const NAME_CHARS = 16;

/** The user of a supervisor's page on the media server, by the hash of who he is: names may hold what SIP cannot. */
export function monitorPageUser(personHash: string): string {
  return `${PREFIX}${personHash.slice(0, NAME_CHARS)}`;
}

/** How a media server is told to ring that page. */
export function monitorPageEndpoint(user: string): string {
  return `${TECHNOLOGY}${user}`;
}

/** True of an endpoint that is a supervisor's page. */
export function isMonitorPage(endpoint: string): boolean {
  return endpoint.startsWith(`${TECHNOLOGY}${PREFIX}`);
}
