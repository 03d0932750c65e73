import { MemoryStores } from '../../adapters/memory/memory-stores.js';
import {
  CAMPAIGN_DEFAULTS,
  type CampaignSettings,
  LINE_DEFAULTS,
  type Line,
  TRUNK_DEFAULTS,
  type Trunk,
} from '../../core/campaign/campaign.js';
import { LISTS } from '../../core/compliance/rule-parameters.js';
import {
  parseCampaignId,
  parseCarrierId,
  parseE164,
  parseGroupId,
  parseMailingId,
  parseTrunkId,
} from '../../core/kernel/ids.js';
import { makeSeededRng, randomHex } from '../../core/kernel/rng.js';
import { SECOND } from '../../core/kernel/time.js';
import { DEFAULT_RETRY } from '../../core/retry/retry-presets.js';
import type { Scenario, ScenarioCampaign } from './scenario.js';
import type { TwinAgent } from './twin-crew.js';

const CALLER_CNPJ = '11444777000161';
const CREDITOR_CNPJ = '55666777000181';
const ROWS_AT_ONCE = 5000;
/** Eight digits after the 9 of a mobile number: each campaign has a block of its own. */
const FIRST_NUMBER = 80_000_000;
const NUMBERS_EACH = 2_000_000;

export function settingsOf(campaign: ScenarioCampaign): CampaignSettings {
  return {
    ...CAMPAIGN_DEFAULTS,
    id: parseCampaignId(campaign.id),
    name: campaign.id,
    callerCnpj: CALLER_CNPJ,
    creditorCnpj: CREDITOR_CNPJ,
    dispositions: [],
    retry: DEFAULT_RETRY,
    purpose: campaign.purpose,
    mode: campaign.mode,
    groupModes: Object.fromEntries(
      Object.entries(campaign.group_modes).map(([group, mode]) => [parseGroupId(group), mode]),
    ),
    powerRatio: campaign.power_ratio,
    abandonCap: campaign.cap,
    amd: campaign.amd,
    amdDeadlineMs: campaign.amd_deadline_seconds * SECOND,
    ringTimeoutMs: campaign.ring_timeout_seconds * SECOND,
    connectDeadlineMs: campaign.connect_deadline_seconds * SECOND,
    policyId: campaign.policy,
  };
}

/** The trunks as the carriers sold them, each with its id. */
export function trunksOf(scenario: Scenario): readonly Trunk[] {
  return scenario.trunks.map((trunk, i) => ({
    id: parseTrunkId(trunk.id ?? `t${i + 1}`),
    carrierId: parseCarrierId(trunk.carrier),
    kind: 'sip',
    host: '127.0.0.1',
    port: 5060,
    channels: trunk.channels,
    cps: trunk.cps,
    weight: trunk.weight,
    ...TRUNK_DEFAULTS,
  }));
}

function linesOf(scenario: Scenario): readonly Line[] {
  const carriers = [...new Set(scenario.trunks.map(({ carrier }) => carrier))];
  return carriers.flatMap((carrier, c) =>
    Array.from({ length: scenario.lines }, (_, i) => ({
      ...LINE_DEFAULTS,
      number: parseE164(`+551140${c}${String(10_000 + i).slice(1)}0`.slice(0, 13)),
      ownerCnpj: CALLER_CNPJ,
      carrierId: parseCarrierId(carrier),
    })),
  );
}

async function fillList(
  stores: MemoryStores,
  campaign: ScenarioCampaign,
  index: number,
  seed: string,
  nowMs: number,
) {
  const { contacts, phones_per_contact: phones, ddds } = campaign.mailing;
  const campaignId = parseCampaignId(campaign.id);
  const mailingId = parseMailingId(`lista-${campaign.id}`);
  const rng = makeSeededRng(`${seed}/list/${campaign.id}`);
  const weights = Object.entries(ddds);
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const drawDdd = (): string => {
    let rest = rng.next() * total;
    const found = weights.find(([, weight]) => {
      rest -= weight;
      return rest < 0;
    });
    return found?.[0] ?? '11';
  };
  await stores.mailings.create(mailingId, campaignId, mailingId, nowMs);
  for (let from = 0; from < contacts; from += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, contacts - from) }, (_, offset) => {
      const row = from + offset;
      const ddd = drawDdd();
      const first = FIRST_NUMBER + index * NUMBERS_EACH + row * phones;
      return {
        key: `${campaign.id}-${row}`,
        line: row + 2,
        name: `Contato ${row}`,
        cpfHash: `${campaign.id}-cpf-${row}`,
        debtId: `${campaign.id}-d${row}`,
        segment: '',
        municipality: '',
        addressUf: '',
        phones: Array.from({ length: phones }, (_n, j) => parseE164(`+55${ddd}9${first + j}`)),
        fields: {},
        priority: 0,
        salt: randomHex(rng, 32),
      };
    });
    await stores.mailings.addRows(mailingId, campaignId, rows, nowMs);
  }
}

/** The scenario's campaigns, lists, agents, trunks and lines in stores in memory. */
export async function fillStores(
  scenario: Scenario,
  agents: readonly TwinAgent[],
  seed: string,
  nowMs: number,
): Promise<MemoryStores> {
  const stores = new MemoryStores();
  for (const trunk of trunksOf(scenario)) {
    await stores.campaigns.saveTrunk(trunk);
  }
  for (const line of linesOf(scenario)) {
    await stores.campaigns.saveLine(line);
  }
  for (const { profile } of agents) {
    await stores.agents.save(profile);
  }
  for (const list of LISTS) {
    await stores.lists.declareNotApplicable(list, 'a simulation has no list', nowMs);
  }
  for (const [index, campaign] of scenario.campaigns.entries()) {
    await stores.campaigns.save(settingsOf(campaign), 'draft', 0);
    await fillList(stores, campaign, index, seed, nowMs);
  }
  return stores;
}
