import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { chainRow, GENESIS_HASH } from '../../src/core/call-log/call-log-chain.js';
import type { AttemptOpening, AttemptResult, CallLogRow } from '../../src/core/call-log/call-log-row.js';
import {
  parseAttemptId,
  parseCampaignId,
  parseContactId,
  parseE164,
  parseTrunkId,
} from '../../src/core/kernel/ids.js';

const opening = (n: number, chainId: string): AttemptOpening => ({
  attemptId: parseAttemptId(`${chainId}-${n}`),
  attemptGroup: `g${n}`,
  campaignId: parseCampaignId('c1'),
  contractId: '',
  purpose: 'cobranca',
  sector: 'outro',
  creditorCnpj: '',
  callerCnpj: '',
  contactId: parseContactId(`p${n}`),
  cpfHash: 'ab',
  debtId: '=1+1',
  segment: 'va"re,jo',
  phone: parseE164('+5511987654321'),
  ddd: '11',
  uf: ['SP'],
  municipality: '3550308',
  zones: ['America/Sao_Paulo', 'America/Manaus'],
  mode: 'predictive',
  attemptNo: 1,
  line: '+551130040001',
  lineOwnerCnpj: '',
  lineCarrier: 'x',
  privacy: false,
  trunkId: parseTrunkId('t1'),
  carrier: 'x',
  service: 'STFC',
  billingService: '',
  queue: '',
  language: 'pt-BR',
  authenticated: false,
  tQueuedMs: 1_795_000_000_000,
  tDialMs: 1_795_000_000_000,
  dncSnapshot: { b: '2', a: '1' },
  policyVersion: '',
  decisionId: '',
  chainId,
  salt: 'cd'.repeat(32),
  engineId: 'e1',
  mediaServerId: 'm1',
  reservedAgentId: null,
});
const result: AttemptResult = {
  tDialMs: 1_795_000_000_000,
  tRingMs: 1_795_000_001_000,
  tAnswerMs: null,
  tAmdMs: null,
  tAgentMs: null,
  tMessageMs: null,
  tEndMs: 1_795_000_009_000,
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
};

/** A whole chain of closed attempts. */
export function callLogChain(length: number, chainId = 'e1'): readonly CallLogRow[] {
  const rows: CallLogRow[] = [];
  for (let n = 1; n <= length; n++) {
    rows.push(chainRow(opening(n, chainId), result, rows.at(-1)?.hash ?? GENESIS_HASH, nodeDigest));
  }
  return rows;
}
