import { DROP, type RowWish, TALK } from './audit-bench.js';

const SP = '+5511987654321';
const RJ = '+5521987654321';
const PA = '+5591987654321';
export const MG = '+5531987654321';
const RECORDED = { recording_id: 'r1', recording_notice: true } as const;

export interface Case {
  readonly rule: string;
  readonly what: string;
  /** Rows with the breach, the last one the culprit. */
  readonly broken: readonly RowWish[];
  /** The nearest rows that keep the rule. */
  readonly kept: readonly RowWish[];
  readonly lists?: Readonly<Record<string, string>>;
  readonly policy?: string;
}

export const fresh = (at: string) => ({ at, dnc_snapshot: { sp: at, pa: at } });
const one = (wish: RowWish): readonly RowWish[] => [wish];
/** Two calls of which the second is `ms` after the first one's dialling. */
const pair = (first: RowWish, second: RowWish, ms: number): readonly RowWish[] => {
  const at = first.at ?? '2026-11-24T14:00:00.000Z';
  return [
    { ...first, ...fresh(at) },
    { ...second, ...fresh(new Date(Date.parse(at) + ms).toISOString()) },
  ];
};
export const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const person = { cpf_hash: 'p', debt_id: '' };

export const CASES: readonly Case[] = [
  {
    rule: 'R07',
    what: 'line of another company',
    broken: one({ line_owner_cnpj: '99555666000190' }),
    kept: one({ line_owner_cnpj: '44555666000785' }),
  },
  {
    rule: 'R08',
    what: 'line of another carrier',
    broken: one({ line_carrier: 'op2' }),
    kept: one({ line_carrier: 'op2', carrier: 'op2' }),
  },
  {
    rule: 'R09',
    what: 'mobile number on a fixed trunk',
    broken: one({ line: '+5531987650000' }),
    kept: one({ line: '+5531987650000', service: 'SMP' }),
  },
  { rule: 'R10', what: 'withheld number', broken: one({ privacy: true }), kept: one({ privacy: false }) },
  {
    rule: 'R11',
    what: 'a third number shown within seven days',
    broken: [0, 2, 4].map((day) => ({
      ...person,
      phone: MG,
      line: `+55313004000${day}`,
      ...fresh(new Date(Date.parse('2026-11-24T14:00:00Z') + (day > 3 ? 6 : day) * DAY).toISOString()),
    })),
    kept: [0, 2, 7].map((day) => ({
      ...person,
      phone: MG,
      line: `+55313004000${day}`,
      ...fresh(new Date(Date.parse('2026-11-24T14:00:00Z') + day * DAY).toISOString()),
    })),
  },
  {
    rule: 'R12',
    what: 'area code 23',
    broken: one({ phone: '+5523987654321' }),
    kept: one({ phone: '+5524987654321' }),
  },
  {
    rule: 'R12',
    what: 'a 0800 as destination',
    broken: one({ phone: '+558001234567' }),
    kept: one({ phone: '+558432345678' }),
  },
  {
    rule: 'R17',
    what: 'due at local midnight of the thirtieth day',
    broken: one({ phone: SP, ...fresh('2026-11-24T14:00:00.000Z') }),
    kept: one({ phone: SP, ...fresh('2026-11-23T22:59:00.000Z') }),
    lists: { 'sp.csv': `phone,since\n${SP},2026-10-25\n` },
  },
  {
    rule: 'R17',
    what: 'a creditor that the consumer did not authorise',
    broken: one({ phone: SP, creditor_cnpj: '22222222000122' }),
    kept: one({ phone: SP, creditor_cnpj: '11111111000111' }),
    lists: {
      'sp.csv': `phone,since\n${SP},2026-01-01\n`,
      'sp_authorised.csv': `phone,creditor_cnpj\n${SP},11111111000111\n`,
    },
  },
  {
    rule: 'R17',
    what: 'São Paulo dialled before its list was ever loaded',
    broken: one({ phone: SP, dnc_snapshot: { pa: '2026-11-24T03:00:00.000Z' } }),
    kept: one({ phone: SP, dnc_snapshot: { sp: 'not_applicable' } }),
    lists: { 'sp.csv': 'phone,since\n' },
  },
  {
    rule: 'R18',
    what: 'the CPF on the list of Pará, on whatever number',
    broken: one({ phone: PA, cpf_hash: 'listed' }),
    kept: one({ phone: MG, cpf_hash: 'listed' }),
    lists: { 'pa.csv': 'phone,cpf_hash,since\n+5591900000000,listed,2026-01-01\n' },
  },
  {
    rule: 'R19',
    what: 'an offer of an unknown sector to a listed number',
    broken: one({ phone: MG, purpose: 'oferta', sector: '' }),
    kept: one({ phone: MG, purpose: 'cobranca', sector: '' }),
    lists: { 'nmp.csv': `phone,since\n${MG},2026-10-25\n` },
  },
  {
    rule: 'R20',
    what: 'opt-out by another number of the person, said in a call of the log',
    broken: pair(
      { ...TALK, ...person, phone: MG, disposition: 'opt_out' },
      { ...person, phone: '+5531912345678' },
      2 * DAY,
    ),
    kept: pair(
      { ...TALK, ...person, phone: MG, disposition: 'opt_out' },
      { ...person, phone: '+5531912345678', purpose: 'pesquisa' },
      2 * DAY,
    ),
  },
  {
    rule: 'R20',
    what: 'opt-out of the side file, from its very millisecond',
    broken: one({ phone: MG, at: '2026-11-24T14:00:00.000Z' }),
    kept: one({ phone: MG, at: '2026-11-24T13:59:59.999Z' }),
    lists: { 'optout.csv': `phone,cpf_hash,purpose,since\n${MG},,*,2026-11-24T14:00:00.000Z\n` },
  },
  {
    rule: 'R21',
    what: 'the wrong person again, by another creditor',
    broken: pair(
      { ...TALK, ...person, phone: MG, disposition: 'nao_conhece' },
      { ...person, phone: MG, creditor_cnpj: '2', campaign_id: 'c2' },
      2 * DAY,
    ),
    kept: pair(
      { ...TALK, ...person, phone: MG, disposition: 'nao_conhece' },
      { ...person, phone: '+5531912345678' },
      2 * DAY,
    ),
  },
  {
    rule: 'R21',
    what: 'a protocol a minute and a millisecond late',
    broken: one({ ...TALK, attempt_id: 'w', disposition: 'nao_conhece' }),
    kept: one({ ...TALK, attempt_id: 'v', disposition: 'nao_conhece' }),
    lists: {
      'wrong_person_protocols.csv':
        'attempt_id,protocol,t\nw,P1,2026-11-24T14:02:40.001Z\nv,P2,2026-11-24T14:02:40.000Z\n',
    },
  },
  {
    rule: 'R22',
    what: 'a list a day and a millisecond old',
    broken: one({ dnc_snapshot: { sp: '2026-11-23T13:59:59.999Z' } }),
    kept: one({ dnc_snapshot: { sp: '2026-11-23T14:00:00.000Z' } }),
  },
  {
    rule: 'R25',
    what: 'the eighth try in 168 h about a debt',
    broken: eight(7 * DAY - 1),
    kept: eight(7 * DAY),
  },
  {
    rule: 'R25',
    what: 'a call within seven days of the end of a talk with the debtor',
    broken: pair(
      { ...TALK, outcome: 'concretizada', disposition: 'sem_acordo', phone: MG, cpf_hash: '', debt_id: 'x' },
      { phone: MG, cpf_hash: '', debt_id: 'x' },
      7 * DAY + 89_999,
    ),
    kept: pair(
      { ...TALK, outcome: 'concretizada', disposition: 'sem_acordo', phone: MG, cpf_hash: '', debt_id: 'x' },
      { phone: MG, cpf_hash: '', debt_id: 'x' },
      7 * DAY + 90_000,
    ),
  },
  {
    rule: 'R25',
    what: 'within the pause and not as a callback that was agreed',
    broken: pair(
      {
        ...TALK,
        outcome: 'concretizada',
        disposition: 'retorno_agendado',
        phone: MG,
        cpf_hash: '',
        debt_id: 'x',
      },
      { phone: MG, cpf_hash: '', debt_id: 'x', mode: 'manual' },
      DAY,
    ),
    kept: pair(
      {
        ...TALK,
        outcome: 'concretizada',
        disposition: 'retorno_agendado',
        phone: MG,
        cpf_hash: '',
        debt_id: 'x',
      },
      { phone: MG, cpf_hash: '', debt_id: 'x', mode: 'callback' },
      DAY,
    ),
  },
  {
    rule: 'R26',
    what: 'a millisecond under three hours',
    broken: pair({ ...person, phone: MG }, { ...person, phone: '+5531912345678' }, 3 * HOUR - 1),
    kept: pair({ ...person, phone: MG }, { ...person, phone: '+5531912345678' }, 3 * HOUR),
  },
  {
    rule: 'R26',
    what: 'a second row that is no failover of the first',
    broken: pair(
      { ...person, phone: MG, t_ring: null, t_end: 500, attempt_group: 'g' },
      { ...person, phone: MG, attempt_group: 'h' },
      1000,
    ),
    kept: pair(
      { ...person, phone: MG, t_ring: null, t_end: 500, attempt_group: 'g' },
      { ...person, phone: MG, attempt_group: 'g' },
      1000,
    ),
  },
  {
    rule: 'R26',
    what: 'two live calls to one number',
    broken: pair({ phone: MG, cpf_hash: 'a' }, { phone: MG, cpf_hash: 'b' }, 20_999),
    kept: pair({ phone: MG, cpf_hash: 'a' }, { phone: MG, cpf_hash: 'b' }, 21_000),
  },
  {
    rule: 'R29',
    what: 'an agent after 2.001 s',
    broken: one({ ...TALK, t_agent: 10_001 }),
    kept: one({ ...TALK, t_agent: 10_000 }),
  },
  {
    rule: 'R29',
    what: 'two seconds from the verdict of AMD',
    broken: one({ ...TALK, amd: 'human', t_amd: 9500, t_agent: 11_501 }),
    kept: one({ ...TALK, amd: 'human', t_amd: 9500, t_agent: 11_500 }),
  },
  {
    rule: 'R30',
    what: 'silence for 2.000 s',
    broken: one({ t_answer: 8000, t_end: 10_000, ended_by: 'client' }),
    kept: one({ t_answer: 8000, t_end: 9999, ended_by: 'client' }),
  },
  {
    rule: 'R32',
    what: 'ringing cut at 14.999 s',
    broken: one({ t_ring: 1000, t_end: 15_999, ended_by: 'system' }),
    kept: one({ t_ring: 1000, t_end: 16_000, ended_by: 'system' }),
  },
  {
    rule: 'R32',
    what: 'cut by an agent out of preview',
    broken: one({ t_end: 5000, ended_by: 'agent', mode: 'power' }),
    kept: one({ t_end: 5000, ended_by: 'agent', mode: 'preview' }),
  },
  {
    rule: 'R33',
    what: 'a millisecond before the end of 72 h',
    broken: pair({ ...DROP, phone: MG }, { phone: MG, mode: 'power' }, 72 * HOUR + 19_999),
    kept: pair({ ...DROP, phone: MG }, { phone: MG, mode: 'power' }, 72 * HOUR + 20_000),
  },
  {
    rule: 'R33',
    what: 'inside the lock without a reserved agent',
    broken: pair({ ...DROP, phone: MG }, { phone: MG }, DAY),
    kept: pair({ ...DROP, phone: MG }, { phone: MG, mode: 'preview' }, DAY),
  },
  {
    rule: 'R34',
    what: 'a millisecond before the end of 24 h',
    broken: pair(machine(), { phone: MG }, DAY + 9999),
    kept: pair(machine(), { phone: MG }, DAY + 10_000),
  },
  {
    rule: 'R36',
    what: 'a talk with São Paulo without recording',
    broken: one({ ...TALK, phone: SP, recording_notice: true }),
    kept: one({ ...TALK, phone: MG }),
  },
  {
    rule: 'R36',
    what: 'a recording of Rio without its operator',
    broken: one({ ...TALK, ...RECORDED, phone: RJ, agent_id: null }),
    kept: one({ ...TALK, ...RECORDED, phone: RJ }),
  },
  {
    rule: 'R37',
    what: 'a talk with Rio without notice',
    broken: one({ ...TALK, ...RECORDED, phone: RJ, recording_notice: false }),
    kept: one({ ...TALK, ...RECORDED, phone: RJ }),
  },
  {
    rule: 'R40',
    what: 'a settled debt, from the millisecond of its settling until it opens again',
    broken: one({ debt_id: 'x', at: '2026-11-24T14:00:00.000Z' }),
    kept: one({ debt_id: 'x', at: '2026-11-25T14:00:00.000Z', dnc_snapshot: {} }),
    lists: {
      'paid.csv':
        'debt_id,since,status\nx,2026-11-25T00:00:00.000Z,broken\nx,2026-11-24T14:00:00.000Z,paid\n',
    },
  },
  {
    rule: 'R44',
    what: 'a call before the release after abuse',
    broken: pair({ ...TALK, disposition: 'abuso' }, { ...TALK }, 2 * HOUR),
    kept: pair({ ...TALK, disposition: 'abuso' }, { ...TALK }, 4 * HOUR),
    lists: { 'agent_releases.csv': 'agent_id,t\nana,2026-11-24T17:00:00.000Z\n' },
  },
  {
    rule: 'R47',
    what: 'no policy named',
    broken: one({ policy_version: '' }),
    kept: one({ policy_version: 'x' }),
  },
];

export function machine(): RowWish {
  return { phone: MG, t_answer: 8000, t_amd: 9000, amd: 'machine', t_end: 10_000, ended_by: 'system' };
}

/** Eight tries about one debt, each on a number of its own, the last `ms` after the first. */
function eight(ms: number): readonly RowWish[] {
  return Array.from({ length: 8 }, (_, index) => ({
    cpf_hash: '',
    debt_id: 'x',
    ...fresh(
      new Date(Date.parse('2026-11-23T14:00:00.000Z') + (index === 7 ? ms : index * HOUR)).toISOString(),
    ),
  }));
}
