import type { Digest } from '../../core/call-log/call-log-chain.js';
import type { CampaignId, E164, MailingId } from '../../core/kernel/ids.js';
import { parseE164, parseMailingId } from '../../core/kernel/ids.js';
import { makeSeededRng, type Rng, randomHex, randomInteger } from '../../core/kernel/rng.js';
import { DAY } from '../../core/kernel/time.js';
import { cpfHash } from '../../core/mailing/cpf-hash.js';
import type { MailingRow, MailingStore } from '../../ports/mailing-store.js';

const FIRST = [
  'Ana',
  'Bruno',
  'Carla',
  'Diego',
  'Elisa',
  'Fábio',
  'Gabriela',
  'Heitor',
  'Iara',
  'João',
  'Kátia',
  'Luís',
];
const LAST = [
  'Almeida',
  'Barbosa',
  'Cardoso',
  'Duarte',
  'Esteves',
  'Ferreira',
  'Gomes',
  'Lima',
  'Moraes',
  'Nunes',
  'Rocha',
  'Souza',
];
const PRODUCTS = ['Cartão', 'Crediário', 'Empréstimo pessoal', 'Financiamento', 'Cheque especial'];
const BATCH = 1000;

export interface DemoMailingParts {
  readonly store: MailingStore;
  readonly digest: Digest;
  readonly keyHex: string;
  readonly seed: string;
  readonly nowMs: number;
  readonly demoNumber: (index: number) => string;
}

/** Writes `count` contacts from number `from` on; the same seed and numbers give the same people. Invented throughout. */
export async function addDemoMailing(
  parts: DemoMailingParts,
  campaignId: CampaignId,
  from: number,
  count: number,
): Promise<MailingId> {
  const { store, nowMs } = parts;
  const mailingId = parseMailingId(`demo-${from}`);
  await store.create(mailingId, campaignId, `Demonstração ${from + 1} a ${from + count}`, nowMs);
  let added = 0;
  for (let start = from; start < from + count; start += BATCH) {
    const size = Math.min(BATCH, from + count - start);
    const rows = Array.from({ length: size }, (_, index) => demoRow(parts, start + index));
    added += await store.addRows(mailingId, campaignId, rows, nowMs);
  }
  await store.finish(mailingId, 'loaded', { rows: count, added, duplicates: count - added, rejected: 0 });
  return mailingId;
}

function demoRow(parts: DemoMailingParts, index: number): MailingRow {
  const rng = makeSeededRng(`${parts.seed}-pessoa-${index}`);
  const hash = cpfHash(String(index).padStart(11, '0'), parts.keyHex, parts.digest);
  return {
    key: `cpf:${hash}`,
    line: index + 2,
    name: `${pick(rng, FIRST)} ${pick(rng, LAST)}`,
    cpfHash: hash,
    debtId: `DEMO-${String(index + 1).padStart(7, '0')}`,
    segment: rng.next() < 0.85 ? 'PF' : 'PJ',
    municipality: '',
    addressUf: '',
    phones: phonesOf(parts, rng, index),
    fields: {
      produto: pick(rng, PRODUCTS),
      valor: `R$ ${randomInteger(rng, 80, 9000)},${String(randomInteger(rng, 0, 99)).padStart(2, '0')}`,
      vencimento: new Date(parts.nowMs - randomInteger(rng, 5, 120) * DAY).toISOString().slice(0, 10),
    },
    priority: 0,
    salt: randomHex(rng, 32),
  };
}

/** Two in five have a second phone; the second of contact n is the number 50 000 000 further on. */
function phonesOf(parts: DemoMailingParts, rng: Rng, index: number): readonly E164[] {
  const phones = [parseE164(parts.demoNumber(index))];
  if (rng.next() < 0.4) {
    phones.push(parseE164(parts.demoNumber(index + 50_000_000)));
  }
  return phones;
}

function pick(rng: Rng, words: readonly string[]): string {
  return words[Math.floor(rng.next() * words.length)] ?? '';
}
