import { makeSeededRng, type Rng, randomInteger } from '../../src/core/kernel/rng.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { type LogRow, logRow } from './audit-bench.js';
import { DDDS, MUNICIPALITIES, pick } from './debtors.js';

/** A small country, so that everything that can meet does. */
export interface RandomLogWish {
  readonly seed: string;
  readonly people: number;
  readonly rows: number;
  /** The first dial, and over how many days. */
  readonly fromMs: number;
  readonly days: number;
}

interface Person {
  readonly cpf: string;
  readonly debt: string;
  readonly phones: readonly string[];
  readonly municipality: string;
}

const PURPOSES = ['cobranca', 'cobranca', 'cobranca', 'oferta', 'aviso', 'pesquisa', 'servico'] as const;
const SECTORS = ['outro', 'telecom', 'consignado'] as const;
const MODES = ['predictive', 'predictive', 'power', 'preview', 'manual', 'callback'] as const;
const LINES = ['+551130040001', '+552130040002', '+553130040003'];
/** Wall times of Brasília at which some window opens or closes somewhere; two and one hours later for other zones. */
const EDGES_H = [7, 8, 9, 10, 11, 13, 14, 15, 16, 18, 19, 20, 21, 22, 0];

function makePeople(rng: Rng, count: number): readonly Person[] {
  const shared = Array.from({ length: Math.ceil(count / 8) }, (_, index) => phoneOf(rng, index));
  return Array.from({ length: count }, (_, index) => ({
    cpf: index % 11 === 0 ? '' : `cpf-${index}`,
    debt: index % 5 === 0 ? `debt-${index - 1}` : `debt-${index}`,
    phones: [phoneOf(rng, 1000 + index), index % 3 === 0 ? pick(rng, shared) : phoneOf(rng, 50_000 + index)],
    municipality: rng.next() < 0.25 ? pick(rng, MUNICIPALITIES) : '',
  }));
}

function phoneOf(rng: Rng, index: number): string {
  return `+55${pick(rng, DDDS)}9${80_000_000 + index}`;
}

/** Mostly a minute of the day, often a moment within milliseconds of an edge, now and then the middle of the night. */
function instantOf(rng: Rng, { fromMs, days }: RandomLogWish): number {
  const dayMs = fromMs + randomInteger(rng, 0, days - 1) * DAY;
  const dice = rng.next();
  if (dice < 0.35) {
    return dayMs + pick(rng, EDGES_H) * HOUR + randomInteger(rng, -3, 3) * pick(rng, [1, 20 * SECOND]);
  }
  return dayMs + 7 * HOUR + randomInteger(rng, 0, 15 * HOUR);
}

/** What became of the call, in the words of a row. */
function endOf(rng: Rng): Parameters<typeof logRow>[0] {
  const dice = rng.next();
  const ringMs = randomInteger(rng, 800, 9000);
  if (dice < 0.5) {
    return { t_ring: ringMs, t_end: ringMs + randomInteger(rng, 500, 25_000), reason: 'no_answer' };
  }
  const answerMs = ringMs + randomInteger(rng, 500, 20_000);
  const base = { t_ring: ringMs, t_answer: answerMs };
  if (dice < 0.62) {
    return {
      ...base,
      amd: 'machine',
      t_amd: answerMs + 2000,
      t_end: answerMs + 2500,
      ended_by: 'system',
      reason: 'machine',
    };
  }
  if (dice < 0.7) {
    const message = { t_message: answerMs + 1500, t_end: answerMs + 11_000 };
    return { ...base, ...message, ended_by: 'system', reason: 'abandoned', abandoned: true };
  }
  const [disposition, outcome] = pick(rng, [
    ['terceiro', 'efetivada'],
    ['nao_conhece', 'efetivada'],
    ['opt_out', 'concretizada'],
    ['promessa', 'sucesso'],
    ['sem_acordo', 'concretizada'],
    ['retorno_agendado', 'concretizada'],
  ] as const);
  const endMs = answerMs + randomInteger(rng, 4000, 8 * MINUTE);
  return {
    ...base,
    t_agent: answerMs + 600,
    t_end: endMs,
    t_wrap_end: endMs + randomInteger(rng, 1000, MINUTE),
    ended_by: 'client',
    disposition,
    outcome,
    agent_id: 'ana',
    recording_id: 'r',
    recording_notice: true,
  };
}

/** Rows in the order of their dials, lawful or not. Twice the same for a seed. */
export function* randomLog(wish: RandomLogWish): Generator<LogRow> {
  const rng = makeSeededRng(wish.seed);
  const people = makePeople(rng, wish.people);
  const instants = Array.from({ length: wish.rows }, () => instantOf(rng, wish)).sort((a, b) => a - b);
  for (const [index, atMs] of instants.entries()) {
    const person = pick(rng, people);
    const wrong = rng.next();
    const carrier = wrong < 0.01 ? 'op2' : 'op1';
    const day = new Date(atMs - 4 * HOUR).toISOString();
    yield logRow({
      attempt_id: `r${String(index).padStart(8, '0')}`,
      contact_id: person.cpf || person.phones[0] || '',
      cpf_hash: person.cpf,
      debt_id: person.debt,
      phone: wrong > 0.995 ? '+5510987654321' : pick(rng, person.phones),
      municipality: person.municipality,
      purpose: pick(rng, PURPOSES),
      sector: pick(rng, SECTORS),
      mode: pick(rng, MODES),
      line: wrong > 0.99 ? '+5511987650000' : rng.next() < 0.8 ? LINES[0] : pick(rng, LINES),
      line_owner_cnpj: wrong < 0.02 && wrong > 0.01 ? '99888777000161' : '44555666000270',
      privacy: wrong > 0.98 && wrong <= 0.99,
      carrier,
      dnc_snapshot: { sp: day, pa: day, nmp: day },
      at: new Date(atMs).toISOString(),
      ...endOf(rng),
    });
  }
}
