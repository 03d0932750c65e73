import { PERMISSIONS, type Permission } from '../../core/access/permission.js';
import type { Role } from '../../core/access/role.js';

const GRANTS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  viewer: new Set(['enter', 'see']),
  agent: new Set(['enter', 'work']),
  supervisor: new Set(['enter', 'work', 'see', 'see_clear', 'run', 'pace', 'stop', 'propose']),
  telecom: new Set(['enter', 'see', 'pace', 'stop', 'telecom']),
  compliance: new Set(['enter', 'see', 'see_clear', 'stop', 'propose', 'comply', 'examine']),
  auditor: new Set(['enter', 'see', 'see_clear', 'examine']),
  // What he reads is CREDITOR_READS, each held to his own campaigns.
  creditor: new Set(['enter']),
  admin: new Set(PERMISSIONS),
};

/** True when the role has the permission. */
export function may(role: Role, permission: Permission): boolean {
  return GRANTS[role].has(permission);
}

/** Everything the role may, in the order of PERMISSIONS. */
export function permissionsOf(role: Role): Permission[] {
  return PERMISSIONS.filter((permission) => may(role, permission));
}

/**
 * What each route that asks for a token asks of its role: the server does not start with one that is not here. Routes
 * with `see` show masked values to those without `see_clear`; the live page asks for `see` with its first message.
 */
export const ROUTE_PERMISSIONS: ReadonlyMap<string, Permission> = new Map<string, Permission>([
  ['GET /v1/session', 'enter'],
  ['DELETE /v1/session', 'enter'],
  ['POST /v1/session/password', 'enter'],
  ['POST /v1/session/second-factor', 'enter'],
  ['POST /v1/session/second-factor/confirm', 'enter'],
  ['POST /v1/session/second-factor/remove', 'enter'],

  ['GET /v1/users', 'examine'],
  ['POST /v1/users', 'govern'],
  ['PATCH /v1/users/:id', 'govern'],
  ['POST /v1/users/:id/password', 'govern'],
  ['GET /v1/teams', 'examine'],
  ['PUT /v1/teams/:id', 'govern'],
  ['DELETE /v1/teams/:id', 'govern'],
  ['GET /v1/access-events', 'examine'],
  ['GET /v1/audit-log', 'examine'],
  ['GET /v1/audit-log/verdict', 'examine'],
  ['GET /v1/audit-log/file', 'examine'],

  ['GET /v1/engine', 'see'],
  ['POST /v1/stop-all', 'stop'],
  ['POST /v1/resume', 'stop'],
  ['GET /v1/limits', 'see'],
  ['GET /v1/switches', 'see'],
  ['GET /v1/switches/:id', 'see'],
  ['PUT /v1/switches/:id', 'telecom'],
  // Numbers are shown in clear to whoever may dial them, too.
  ['POST /v1/test-calls', 'telecom'],
  ['GET /v1/test-calls', 'see'],
  ['GET /v1/test-calls/:id', 'see'],
  ['POST /v1/test-calls/:id/cancel', 'telecom'],

  ['GET /v1/agents', 'see'],
  ['GET /v1/agents/:id', 'see'],
  ['PUT /v1/agents/:id', 'run'],
  ['POST /v1/agents/:id/login', 'work'],
  ['POST /v1/agents/:id/pause', 'work'],
  ['POST /v1/agents/:id/ready', 'work'],
  ['POST /v1/agents/:id/logout', 'work'],
  ['POST /v1/agents/:id/accept', 'work'],
  ['POST /v1/agents/:id/hangup', 'work'],
  ['GET /v1/agents/:id/day', 'see'],
  ['POST /v1/agents/:id/release', 'work'],
  ['POST /v1/agents/:id/skip', 'work'],
  ['POST /v1/agents/:id/dial', 'work'],
  ['POST /v1/agents/:id/dispose', 'work'],
  ['POST /v1/agents/:id/hold', 'work'],
  ['POST /v1/agents/:id/resume', 'work'],
  ['POST /v1/agents/:id/keys', 'work'],
  ['POST /v1/agents/:id/recording-pause', 'work'],
  ['POST /v1/agents/:id/recording-resume', 'work'],
  ['POST /v1/agents/:id/consult', 'work'],
  ['POST /v1/agents/:id/consult-end', 'work'],
  ['POST /v1/agents/:id/conference', 'work'],
  ['POST /v1/agents/:id/hand-over', 'work'],
  ['POST /v1/agents/:id/dial-out', 'work'],
  ['POST /v1/agents/:id/to-queue', 'work'],
  ['POST /v1/agents/:id/help', 'work'],
  ['POST /v1/agents/:id/help-withdraw', 'work'],

  ['GET /v1/floor', 'see'],
  ['GET /v1/floor/thresholds', 'see'],
  ['PUT /v1/floor/thresholds', 'run'],
  ['POST /v1/agents/:id/force', 'run'],
  ['GET /v1/agents/:id/messages', 'see'],
  ['GET /v1/agents/:id/callbacks', 'see'],
  ['GET /v1/agents/:id/scores', 'see'],
  ['POST /v1/agents/:id/scores/:score/contest', 'work'],
  ['POST /v1/agents/:id/messages/read', 'work'],
  ['POST /v1/messages', 'run'],
  ['GET /v1/messages', 'see_clear'],
  // Who listens hears the person in clear.
  ['GET /v1/monitor', 'run'],
  ['POST /v1/monitor/phone', 'run'],
  ['POST /v1/monitor/watch', 'run'],
  ['POST /v1/monitor/leave', 'run'],
  ['POST /v1/monitor/hang-up', 'run'],
  ['GET /v1/knobs', 'see'],
  ['GET /v1/campaigns/:id/overrides', 'see'],
  ['POST /v1/campaigns/:id/overrides', 'pace'],
  ['POST /v1/overrides/:override/undo', 'pace'],
  ['POST /v1/campaigns/:id/what-if', 'see'],

  ['GET /v1/campaigns', 'see'],
  ['GET /v1/campaign-form', 'see'],
  ['POST /v1/cadence/rehearsals', 'see'],
  ['GET /v1/campaigns/:id', 'see'],
  ['GET /v1/campaigns/:id/live', 'see'],
  ['GET /v1/campaigns/:id/script', 'see'],
  ['GET /v1/campaigns/:id/script-versions', 'see'],
  ['PUT /v1/campaigns/:id/script', 'run'],
  ['POST /v1/script-checks', 'see'],
  ['POST /v1/agents/:id/script', 'work'],
  ['GET /v1/attempts/:id/script', 'see'],
  ['GET /v1/campaigns/:id/readiness', 'see'],
  ['GET /v1/campaigns/:id/pacing', 'see'],
  // What agents did, by name: no wall and no creditor reads it.
  ['GET /v1/campaigns/:id/quartiles', 'see_clear'],
  ['PUT /v1/campaigns/:id', 'run'],
  ['PATCH /v1/campaigns/:id', 'run'],
  ['POST /v1/campaigns/:id/start', 'run'],
  ['POST /v1/campaigns/:id/pause', 'run'],
  ['POST /v1/campaigns/:id/drain', 'run'],
  ['PUT /v1/campaigns/:id/mode', 'run'],
  ['PUT /v1/campaigns/:id/group-modes/:group', 'run'],
  ['GET /v1/campaigns/:id/mailings', 'see'],
  ['POST /v1/campaigns/:id/mailings', 'run'],
  ['GET /v1/mailings/:id', 'see'],
  ['GET /v1/mailings/:id/rejects', 'see'],

  ['GET /v1/contacts/:id/cadence', 'see'],
  ['PUT /v1/contacts/:id/callback', 'run'],
  ['DELETE /v1/contacts/:id/callback', 'run'],
  ['POST /v1/campaigns/:id/recycle', 'run'],
  ['GET /v1/campaigns/:id/recyclings', 'see'],
  ['GET /v1/campaigns/:id/consumption', 'see'],

  ['GET /v1/lists', 'see'],
  ['POST /v1/lists/:list/imports', 'run'],
  ['POST /v1/facts/imports', 'run'],
  // Who signs that a list of a state does not concern the operation answers for it.
  ['PUT /v1/lists/:list/not-applicable', 'comply'],

  ['GET /v1/queue-figures', 'see'],
  ['GET /v1/queue-outlooks', 'see'],
  ['GET /v1/pause-plan', 'see'],
  ['POST /v1/pause-plan/replan', 'run'],
  ['GET /v1/agents/:id/pauses', 'see'],
  ['GET /v1/callers', 'see'],
  ['GET /v1/inbound-changes', 'see'],
  ['GET /v1/queues', 'see'],
  ['GET /v1/queues/:id', 'see'],
  ['PUT /v1/queues/:id', 'run'],
  ['DELETE /v1/queues/:id', 'run'],
  ['GET /v1/menus', 'see'],
  ['GET /v1/menus/:id', 'see'],
  ['POST /v1/menu-rehearsals', 'see'],
  ['GET /v1/menu-sounds', 'see'],
  ['PUT /v1/menus/:id', 'run'],
  ['DELETE /v1/menus/:id', 'run'],
  ['GET /v1/inbound-lines', 'see'],
  ['GET /v1/inbound-lines/:number', 'see'],
  // Where a number leads, and what holds for all queues, binds everybody.
  ['PUT /v1/inbound-lines/:number', 'telecom'],
  ['DELETE /v1/inbound-lines/:number', 'telecom'],
  ['GET /v1/agent-skills', 'see'],
  ['GET /v1/agent-skills/:id', 'see'],
  ['PUT /v1/agent-skills/:id', 'run'],
  ['DELETE /v1/agent-skills/:id', 'run'],
  ['GET /v1/inbound-rules', 'see'],
  ['PUT /v1/inbound-rules', 'govern'],

  ['GET /v1/pause-codes', 'see'],
  ['PUT /v1/pause-codes/:code', 'govern'],
  ['GET /v1/carriers', 'see'],
  ['GET /v1/attempts/:id/sip', 'see'],
  ['GET /v1/line-reputations', 'see'],
  ['POST /v1/lines/:number/rest', 'telecom'],
  ['POST /v1/lines/:number/wake', 'telecom'],
  ['GET /v1/carriers/export', 'see'],
  ['GET /v1/trunks', 'see'],
  ['GET /v1/trunks/:id', 'see'],
  ['POST /v1/dial-rehearsals', 'see'],
  ['GET /v1/lines/:number', 'see'],
  ['GET /v1/pause-codes/:code', 'see'],
  ['PUT /v1/trunks/:id', 'telecom'],
  ['GET /v1/lines', 'see'],
  ['PUT /v1/lines/:number', 'telecom'],

  ['GET /v1/jobs', 'see'],
  ['GET /v1/jobs/:id', 'see'],
  ['GET /v1/jobs/:id/result', 'see'],
  ['GET /v1/jobs/:id/files/:name', 'see_clear'],
  ['POST /v1/exports', 'see'],

  ['GET /v1/attempts/:id/evidence', 'see'],
  ['GET /v1/decisions', 'see'],
  ['GET /v1/decisions/:id', 'see'],
  ['GET /v1/decisions/counts', 'see'],

  ['GET /v1/policies', 'see'],
  ['GET /v1/policies/:id', 'see'],
  ['GET /v1/policies/:id/versions/:version', 'see'],
  ['POST /v1/policies', 'propose'],
  ['POST /v1/policies/:id/versions/:version/approve', 'comply'],
  ['POST /v1/policies/:id/versions/:version/reject', 'comply'],
  ['GET /v1/holidays', 'see'],
  ['PUT /v1/holidays', 'comply'],

  ['GET /v1/recordings', 'see'],
  ['GET /v1/recordings/:id', 'see'],
  ['GET /v1/recordings/:id/plays', 'see_clear'],
  ['POST /v1/recordings/:id/plays', 'see_clear'],
  ['GET /v1/recordings/:id/audio', 'see_clear'],
  ['POST /v1/recordings/keys/rotate', 'govern'],
  // Whoever sets a receiver decides where data go.
  ['GET /v1/feeds', 'examine'],
  ['PUT /v1/feeds/:id', 'govern'],
  ['POST /v1/feeds/:id/rotate', 'govern'],
  ['POST /v1/feeds/:id/test', 'govern'],
  ['GET /v1/feeds/:id/deliveries', 'examine'],
  ['GET /v1/feeds/:id/dead', 'examine'],
  ['POST /v1/feeds/:id/replay', 'govern'],
  ['POST /v1/campaigns/:id/intake/contacts', 'run'],
  ['POST /v1/campaigns/:id/intake/withdrawals', 'run'],
  ['POST /v1/intake/debts', 'run'],
  ['POST /v1/contracts/:id/intake/balances', 'run'],
  ['GET /v1/intake/deliveries', 'see'],
  ['GET /v1/reports', 'see'],
  ['POST /v1/reports/:pack/runs', 'run'],
  ['GET /v1/reports/:pack/periods/:period/files/:name', 'see'],
  ['POST /v1/indicators', 'see'],
  ['GET /v1/contracts', 'see'],
  ['GET /v1/contracts/:id/versions/:version', 'see'],
  ['POST /v1/contract-checks', 'see'],
  ['POST /v1/contract-rehearsals', 'run'],
  ['POST /v1/contracts', 'govern'],
  ['GET /v1/contracts/:id/facts', 'see_clear'],
  ['POST /v1/contracts/:id/facts', 'run'],
  ['GET /v1/contracts/:id/corrections', 'see'],
  ['POST /v1/contracts/:id/corrections', 'run'],
  ['POST /v1/corrections/:id/confirm', 'run'],
  ['POST /v1/corrections/:id/reject', 'run'],
  ['GET /v1/statements', 'see'],
  ['GET /v1/statements/:id', 'see'],
  ['GET /v1/statements/:id/lines', 'see'],
  ['GET /v1/statements/:id/lines/:place/calls', 'see'],
  ['GET /v1/statements/:id/fates', 'see'],
  ['GET /v1/statements/:id/fates/:fate/calls', 'see'],
  ['POST /v1/statements/:id/recount', 'run'],
  ['GET /v1/statements/:id/forms/:form', 'see'],
  ['POST /v1/statements', 'run'],
  ['POST /v1/statements/:id/submit', 'run'],
  ['POST /v1/statements/:id/return', 'run'],
  ['POST /v1/statements/:id/contest', 'run'],
  ['POST /v1/statements/:id/answer', 'run'],
  // What is approved is paid.
  ['POST /v1/statements/:id/approve', 'govern'],

  ['GET /v1/quality/forms', 'see'],
  ['GET /v1/quality/forms/:id/versions', 'see'],
  ['PUT /v1/quality/forms/:id', 'run'],
  ['GET /v1/quality/draws', 'see'],
  ['GET /v1/quality/draws/:id', 'see'],
  ['POST /v1/quality/draws', 'run'],
  ['POST /v1/quality/draws/:id/draw', 'run'],
  ['GET /v1/quality/scores', 'see'],
  ['POST /v1/quality/scores', 'run'],
  ['POST /v1/quality/scores/:id/contest', 'run'],
  ['POST /v1/quality/scores/:id/decision', 'run'],
  ['POST /v1/quality/iqa', 'see'],
  ['GET /v1/quality/calibration/:call', 'see'],

  ['POST /v1/persons/export', 'comply'],
  ['POST /v1/persons/erase', 'comply'],
  ['POST /v1/retention', 'comply'],
  ['POST /v1/retention/rows', 'comply'],
  ['GET /v1/archive', 'examine'],
  ['POST /v1/archive/verify', 'examine'],
  ['POST /v1/archive/restore', 'comply'],
  ['GET /v1/admin-actions', 'examine'],
  ['GET /v1/tokens', 'examine'],
  ['POST /v1/tokens', 'govern'],
  ['POST /v1/tokens/:id/revoke', 'govern'],
]);

/**
 * Routes an agent reads about himself although he has no `see`; where `:id` is an agent, another agent's is refused him.
 */
const OWN_READS: ReadonlySet<string> = new Set([
  'GET /v1/agents/:id',
  'GET /v1/agents/:id/day',
  'GET /v1/agents/:id/messages',
  'GET /v1/agents/:id/pauses',
  'GET /v1/agents/:id/callbacks',
  'GET /v1/agents/:id/scores',
]);

/**
 * What a creditor reads. A route that is not here is none of his, whatever else it asks for; a route that is here holds
 * what it shows against `Access.seesCampaign`.
 */
const CREDITOR_READS: ReadonlySet<string> = new Set([
  'GET /v1/campaigns',
  'GET /v1/campaigns/:id',
  'GET /v1/campaigns/:id/live',
  'GET /v1/campaigns/:id/consumption',
  'GET /v1/recordings',
  'GET /v1/recordings/:id',
  'POST /v1/recordings/:id/plays',
  'GET /v1/recordings/:id/audio',
  'GET /v1/attempts/:id/evidence',
  'GET /v1/decisions',
  'GET /v1/decisions/:id',
  'GET /v1/decisions/counts',
  'GET /v1/reports',
  'GET /v1/reports/:pack/periods/:period/files/:name',
  'POST /v1/indicators',
  'GET /v1/statements',
  'GET /v1/statements/:id',
  'GET /v1/statements/:id/lines',
  'GET /v1/statements/:id/lines/:place/calls',
  'GET /v1/statements/:id/fates',
  'GET /v1/statements/:id/fates/:fate/calls',
  'GET /v1/statements/:id/forms/:form',
]);

/** True when the role may use the route; `own` when it is asked by an agent about himself. */
export function mayUse(role: Role, method: string, url: string, own: boolean): boolean {
  const name = nameOf(method, url);
  const needed = ROUTE_PERMISSIONS.get(name);
  return (
    needed !== undefined &&
    (may(role, needed) ||
      (own && may(role, 'work') && OWN_READS.has(name)) ||
      (role === 'creditor' && CREDITOR_READS.has(name)))
  );
}

/** Fastify answers HEAD wherever it answers GET. */
function nameOf(method: string, url: string): string {
  return `${method === 'HEAD' ? 'GET' : method} ${url}`;
}

/** What the route asks for, or undefined for a route that nobody listed. */
export function permissionOf(method: string, url: string): Permission | undefined {
  return ROUTE_PERMISSIONS.get(nameOf(method, url));
}
