import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { chainRow, GENESIS_HASH } from '../../src/core/call-log/call-log-chain.js';
import type { AttemptOpening, AttemptResult, CallLogRow } from '../../src/core/call-log/call-log-row.js';
import { CAMPAIGN_DEFAULTS, type CampaignSettings } from '../../src/core/campaign/campaign.js';
import { debtKey, dialKeysOf } from '../../src/core/compliance/facts/dial-key.js';
import type { ContactUpdate } from '../../src/core/contact/contact.js';
import {
  parseAttemptId,
  parseCampaignId,
  parseContactId,
  parseE164,
  parseEngineId,
  parseMailingId,
  parseTrunkId,
} from '../../src/core/kernel/ids.js';
import { REASONS } from '../../src/core/outcome/outcome.js';
import { FREE_CADENCE } from '../../src/core/retry/retry-presets.js';
import type { RetryRules } from '../../src/core/retry/retry-rules.js';
import type { AttemptBatch, AttemptMark, OpeningGuard } from '../../src/ports/attempt-store.js';
import type { MailingRow } from '../../src/ports/mailing-store.js';

/** 2026-03-10 13:00 UTC. */
export const NOON = Date.UTC(2026, 2, 10, 13);
export const CAMPAIGN = parseCampaignId('cobranca-1');
export const MAILING = parseMailingId('mailing-1');
export const ENGINE = parseEngineId('engine-1');

export function anOpening(id: string, change: Partial<AttemptOpening> = {}): AttemptOpening {
  return {
    attemptId: parseAttemptId(id),
    attemptGroup: id,
    campaignId: CAMPAIGN,
    contractId: 'contract',
    purpose: 'cobranca',
    sector: 'outro',
    creditorCnpj: '11222333000181',
    callerCnpj: '11444777000161',
    contactId: parseContactId('1'),
    cpfHash: 'c'.repeat(64),
    debtId: 'D-1',
    segment: 'ouro',
    phone: parseE164('+5511987654321'),
    ddd: '11',
    uf: ['SP'],
    municipality: '3550308',
    zones: ['America/Sao_Paulo', 'America/Manaus'],
    mode: 'predictive',
    attemptNo: 1,
    line: '+551140000000',
    lineOwnerCnpj: '11444777000161',
    lineCarrier: 'carrier',
    privacy: false,
    trunkId: parseTrunkId('trunk'),
    carrier: 'carrier',
    service: 'SMP',
    billingService: 'pdd',
    queue: 'q',
    language: 'pt-BR',
    authenticated: false,
    tQueuedMs: NOON - 5,
    tDialMs: NOON,
    dncSnapshot: { procon: '2026-03-09T00:00:00.000Z', interno: '2026-03-10T00:00:00.000Z' },
    policyVersion: 'v1',
    decisionId: `d-${id}`,
    chainId: 'chain-1',
    salt: 'ab'.repeat(16),
    engineId: ENGINE,
    mediaServerId: 'media',
    reservedAgentId: null,
    ...change,
  };
}

export function aResult(change: Partial<AttemptResult> = {}): AttemptResult {
  return {
    tDialMs: NOON,
    tRingMs: NOON + 2000,
    tAnswerMs: null,
    tAmdMs: null,
    tAgentMs: null,
    tMessageMs: null,
    tEndMs: NOON + 20_000,
    tWrapEndMs: null,
    endedBy: 'network',
    sipCode: 486,
    q850: 17,
    amd: 'off',
    voicemail: false,
    agentId: null,
    disposition: '',
    dispositionLabel: '',
    outcome: 'nao_contato',
    reason: 'busy',
    abandoned: false,
    recordingId: '',
    recordingNotice: false,
    ...change,
  };
}

/** Closes the openings one after the other in one chain. */
export function aChain(
  openings: readonly AttemptOpening[],
  change: Partial<AttemptResult> = {},
  after: string = GENESIS_HASH,
): readonly CallLogRow[] {
  let hash = after;
  return openings.map((opening) => {
    const row = chainRow(opening, aResult(change), hash, nodeDigest);
    hash = row.hash;
    return row;
  });
}

export function aMark(opening: AttemptOpening, change: Partial<AttemptMark> = {}): AttemptMark {
  return {
    attemptId: opening.attemptId,
    tDialMs: opening.tDialMs ?? opening.tQueuedMs,
    tRingMs: NOON + 1000,
    tAnswerMs: null,
    tAmdMs: null,
    amd: 'off',
    tAgentMs: null,
    tMessageMs: null,
    agentId: null,
    recordingId: '',
    recordingNotice: false,
    ...change,
  };
}

export function aContactUpdate(contactId: string, change: Partial<ContactUpdate> = {}): ContactUpdate {
  return {
    contactId: parseContactId(contactId),
    state: 'ready',
    nextAtMs: NOON + 3_600_000,
    phoneIndex: 1,
    droppedPhone: null,
    dialedPhone: null,
    agreedCallbackMs: null,
    restReason: '',
    attempts: 1,
    freeAttempts: 0,
    sameReasonAttempts: 1,
    lastReason: 'busy',
    ...change,
  };
}

export function aBatch(parts: Partial<AttemptBatch>): AttemptBatch {
  return {
    openings: [],
    guards: [],
    decisions: [],
    marks: [],
    closings: [],
    facts: [],
    agentStates: [],
    ...parts,
  };
}

/** Guards on every key of an opening, each at the version given, or 0. */
export function guardsOf(
  opening: AttemptOpening,
  versions: ReadonlyMap<string, { readonly version: number }> = new Map(),
): readonly OpeningGuard[] {
  return dialKeysOf(opening).map((key) => ({
    attemptId: opening.attemptId,
    key,
    version: versions.get(key)?.version ?? 0,
    use: key === debtKey(opening.debtId) ? 'count' : 'hold',
  }));
}

export function aMailingRow(key: string, change: Partial<MailingRow> = {}): MailingRow {
  return {
    key,
    line: 2,
    name: 'Maria',
    cpfHash: 'c'.repeat(64),
    debtId: `D-${key}`,
    segment: '',
    municipality: '',
    addressUf: '',
    phones: [parseE164('+5511987654321'), parseE164('+551132654321')],
    fields: { valor: '10,00', Contrato: 'é "1"', a: 'b' },
    priority: 0,
    salt: 'ab'.repeat(16),
    ...change,
  };
}

export function mailingRows(count: number, prefix = 'k'): readonly MailingRow[] {
  return Array.from({ length: count }, (_, i) => aMailingRow(`${prefix}${i}`, { line: i + 2 }));
}

const RULE = {
  delayMs: 60_000,
  growth: 1,
  nextPhone: true,
  dropPhone: false,
  endsContact: false,
  free: false,
  phoneRestMs: 0,
};
const RETRY: RetryRules = {
  ...FREE_CADENCE,
  maxAttempts: 3,
  maxFreeAttempts: 3,
  byReason: Object.fromEntries(REASONS.map((reason) => [reason, RULE])) as RetryRules['byReason'],
};

export function aCampaign(change: Partial<CampaignSettings> = {}): CampaignSettings {
  return {
    ...CAMPAIGN_DEFAULTS,
    id: CAMPAIGN,
    name: 'Cobrança',
    dispositions: [{ code: 'promessa', label: 'Promessa de pagamento' }],
    retry: RETRY,
    ...change,
  };
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}
