import type { CampaignSettings } from '../campaign/campaign.js';
import type { CompiledPolicy } from '../compliance/gate/compiled-policy.js';
import type { RuleOf } from '../compliance/policy.js';
import type { ListId } from '../compliance/rule-parameters.js';
import { placeOf } from '../compliance/windows/place.js';
import { HOUR } from '../kernel/time.js';
import { DDD_TABLE } from '../numbering/ddd-table.js';
import { brasiliaText, type Obstacle, obstacle } from './obstacle.js';

/** Where a do-not-call list stands, as far as readiness goes. */
export type ListStanding =
  | { readonly state: 'absent' | 'not_applicable' }
  | { readonly state: 'loaded'; readonly loadedAtMs: number };

type Call = Pick<CampaignSettings, 'purpose' | 'sector'>;

/** Lists and consents the policy asks of the campaign's calls: absent, or older than it allows (R17, R18, R19, R22). */
export function listObstacles(
  policy: CompiledPolicy,
  call: Call,
  standings: Readonly<Record<ListId, ListStanding>>,
  nowMs: number,
): readonly Obstacle[] {
  const asked = new Map<ListId, RuleOf<'list'>>();
  let hours = Number.POSITIVE_INFINITY;
  let consent = false;
  for (const ddd of Object.keys(DDD_TABLE)) {
    const { rules } = policy.boundsOf(placeOf(ddd), { ...call, mode: 'predictive' }, nowMs);
    for (const rule of [...rules.values()].flat()) {
      if (rule.kind === 'list') {
        asked.set(rule.parameters.list, rule);
      } else if (rule.kind === 'list_age') {
        hours = Math.min(hours, rule.parameters.hours);
      }
      consent ||= rule.kind === 'opt_in';
    }
  }
  const found = [...asked].flatMap(([list, rule]) => ofList(list, rule, standings[list], hours, nowMs));
  return consent ? [...found, CONSENT] : found;
}

const CONSENT = obstacle(
  'consent_needed',
  'Only people whose consent is on file may be called for this purpose: `cadencia facts import optin <file>`.',
  { reach: 'some', rule: 'OPT_IN' },
);

function ofList(
  list: ListId,
  { id, scope, parameters }: RuleOf<'list'>,
  standing: ListStanding,
  hours: number,
  nowMs: number,
): readonly Obstacle[] {
  const whom = scope.ufs === '*' ? 'every number' : `numbers of ${scope.ufs.join(', ')}`;
  const reach = scope.ufs === '*' ? ('all' as const) : ('some' as const);
  if (standing.state === 'absent') {
    return parameters.mandatory
      ? [
          obstacle(
            'list_absent',
            `The list '${list}' was never loaded, so ${whom} are blocked. Load it: \`cadencia lists import ${list} <file>\`; or sign that it does not concern you: \`cadencia lists not-applicable ${list} --signed-by NAME\`.`,
            { reach, rule: id },
          ),
        ]
      : [];
  }
  const oldAtMs = standing.state === 'loaded' ? standing.loadedAtMs + hours * HOUR : Number.POSITIVE_INFINITY;
  return standing.state === 'loaded' && nowMs > oldAtMs
    ? [
        obstacle(
          'list_old',
          `The list '${list}' was loaded at ${brasiliaText(standing.loadedAtMs)} and is older than ${hours} hours, so ${whom} are blocked. Load it again: \`cadencia lists import ${list} <file>\`.`,
          { reach, rule: 'R22' },
        ),
      ]
    : [];
}
