import { formatDayNumber } from '../../core/compliance/calendar/day-number.js';
import { type Policy, parametersOf, rulesOfKind } from '../../core/compliance/policy.js';
import { findPreset } from '../../core/compliance/presets/find-preset.js';
import { LISTS } from '../../core/compliance/rule-parameters.js';
import { BRASILIA, dayStartMs } from '../../core/kernel/civil-time.js';
import { DAY, HOUR } from '../../core/kernel/time.js';
import { periodQuality } from '../../core/quality/quality-period.js';
import type { ComplianceTally, DropDay } from '../../core/reports/compliance-tally.js';
import type { HouseFacts, JudgedDrop, ListAge, ReportStatement } from '../../core/reports/house-facts.js';
import type { BillingStore } from '../../ports/billing-store.js';
import type { CallLogReader } from '../../ports/call-log-reader.js';
import type { CampaignStore } from '../../ports/campaign-store.js';
import type { DncListStore } from '../../ports/dnc-list-store.js';
import type { LedgerReader } from '../../ports/ledger-reader.js';
import type { ContestedScore, QualityStore } from '../../ports/quality-store.js';
import type { ReportOrder } from './report-pack.js';

/** Where compliance, billing and quality are on file. */
export interface HouseSources {
  readonly ledger: Pick<LedgerReader, 'countBlocked'>;
  readonly lists: Pick<DncListStore, 'lookUp'>;
  readonly billing: Pick<BillingStore, 'listStatements'>;
  readonly quality: Pick<QualityStore, 'scores'>;
  readonly campaigns: Pick<CampaignStore, 'list'>;
  readonly callLog: Pick<CallLogReader, 'find'>;
  readonly policyOf: (version: string) => Promise<Policy | null>;
}

/** R01 as long as no policy says otherwise. */
export const SHORT_SECONDS = 6;
const SHORT_CALLS = { calls: 100_000, share: 0.85 };
const USUAL_POLICY = 'brasil-2026';
/** A group of fewer scores is marked on the screen; a pack shows all. */
const LEAST_SCORES = 0;

/** What a pack says beside the indicators: of the whole house, or of the creditor it is for. */
export async function readHouse(
  order: ReportOrder,
  sources: HouseSources,
  tally: ComplianceTally,
): Promise<HouseFacts> {
  const { period, campaignIds, nowMs } = order;
  // Brasília's midnights: noon of a day by UTC is in the same day there.
  const range = {
    fromMs: dayStartMs(period.first * DAY + DAY / 2, BRASILIA),
    toMs: dayStartMs((period.last + 1) * DAY + DAY / 2, BRASILIA),
  };
  const drops = tally.drops();
  const policies = await policiesOf(drops, sources);
  const policy = policies.get(drops.at(-1)?.policyVersion ?? '') ?? findPreset(USUAL_POLICY);
  const query = { ...range, ...(campaignIds === null ? {} : { campaignIds }) };
  const blocks = await sources.ledger.countBlocked(query, 'rule');
  const scores = await scoresOf(range, order, sources);
  return {
    blocks: blocks.map(({ name, blocked }) => ({ rule: name, act: actOf(policy, name), blocked })),
    drops: drops.map((drop) => judged(drop, policies.get(drop.policyVersion) ?? policy)),
    companies: tally.companies(),
    shortCalls: (policy === null ? null : parametersOf(policy, 'short_calls')) ?? SHORT_CALLS,
    lists: await listAges(policy, nowMs, sources),
    statements: await statementsOf(order, sources),
    scores: scores.map((one) => ({ ...one, fatal: [...one.fatal] })),
    contests: scores.flatMap(({ agentId, attemptId, score, contest }) =>
      contest === null ? [] : [{ ...contest, agentId, attemptId, score }],
    ),
    quality: periodQuality(
      scores.map((one) => ({ ...one, isVoid: one.contest?.decision === 'upheld' })),
      LEAST_SCORES,
      {},
    ),
  };
}

async function policiesOf(
  drops: readonly DropDay[],
  { policyOf }: HouseSources,
): Promise<ReadonlyMap<string, Policy>> {
  const found = new Map<string, Policy>();
  for (const version of new Set(drops.map(({ policyVersion }) => policyVersion))) {
    const policy = await policyOf(version);
    if (policy !== null) {
      found.set(version, policy);
    }
  }
  return found;
}

/** The act a rule comes from; a rule of hours has one for each state, of which the first stands. */
function actOf(policy: Policy | null, id: string): string {
  const { act, article } = policy?.rules.find((rule) => rule.id === id)?.source ?? { act: '', article: '' };
  return [act, article].filter((text) => text !== '').join(', ');
}

function judged(drop: DropDay, policy: Policy | null): JudgedDrop {
  const met = drop.given + drop.abandoned;
  const share = (id: string): number | null =>
    policy === null
      ? null
      : (rulesOfKind(policy, 'abandon_rate').find((rule) => rule.id === id)?.parameters.share ?? null);
  return {
    ...drop,
    share: met === 0 ? 0 : drop.abandoned / met,
    limit24h: share('R27'),
    limit30d: share('R28'),
  };
}

async function listAges(
  policy: Policy | null,
  nowMs: number,
  { lists }: HouseSources,
): Promise<readonly ListAge[]> {
  const { lists: known } = await lists.lookUp([]);
  const limitHours = policy === null ? null : (parametersOf(policy, 'list_age')?.hours ?? null);
  return LISTS.map((list) => {
    const one = known[list];
    const loaded = one.state === 'loaded' ? one : null;
    return {
      ...{ list, state: one.state, version: loaded?.version ?? '', entries: loaded?.entries ?? null },
      ageHours: loaded === null ? null : (nowMs - loaded.loadedAtMs) / HOUR,
      limitHours,
    };
  });
}

/** Those of the months of the period; a creditor's contracts alone, and no draft, for whom the pack is. */
async function statementsOf(
  { period, campaignIds }: ReportOrder,
  { billing, campaigns }: HouseSources,
): Promise<readonly ReportStatement[]> {
  const [first, last] = [period.first, period.last].map((day) => formatDayNumber(day).slice(0, 7));
  const all = (await billing.listStatements({})).filter(
    ({ month }) => month >= (first ?? '') && month <= (last ?? ''),
  );
  if (campaignIds === null) {
    return all;
  }
  const settings = (await campaigns.list()).map((one) => one.settings);
  const isWhole = (contractId: string): boolean => {
    const its = settings.filter((one) => one.contractId === contractId);
    return its.length > 0 && its.every(({ id }) => campaignIds.includes(id));
  };
  return all.filter(({ contractId, state }) => state !== 'draft' && isWhole(contractId));
}

async function scoresOf(
  range: { readonly fromMs: number; readonly toMs: number },
  { campaignIds }: ReportOrder,
  { quality, callLog }: HouseSources,
): Promise<readonly ContestedScore[]> {
  const all = await quality.scores(range);
  if (campaignIds === null) {
    return all;
  }
  const own: ContestedScore[] = [];
  for (const score of all) {
    const call = await callLog.find(score.attemptId);
    if (call !== null && campaignIds.includes(call.row.opening.campaignId)) {
      own.push(score);
    }
  }
  return own;
}
