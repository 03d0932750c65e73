import type { PersonFact } from '../../src/core/compliance/facts/person-fact.js';
import { parsePolicy } from '../../src/core/compliance/parse-policy.js';
import type { ListId } from '../../src/core/compliance/rule-parameters.js';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { DEFAULT_RETRY, FREE_CADENCE } from '../../src/core/retry/retry-presets.js';
import type { RetryRules } from '../../src/core/retry/retry-rules.js';
import { companyKey, companyOf } from '../../src/engine/company.js';
import { Periods } from '../../src/engine/periods.js';
import { inTurn, machine, person, ringsOut } from './fates.js';
import { CALLER_CNPJ, testLine, testTrunk, type World, type WorldOptions } from './world.js';

/** Tuesday 13 January 2026 at an hour and minute of Brasília. */
const at = (hour: number, minute = 0, second = 0): number => Date.UTC(2026, 0, 13, hour + 3, minute, second);
const SP = '+5511980000000';
const PA = '+5591980000000';
const origin = { sinceMs: at(8), attemptId: '', protocol: '' };
const CPF = 'm1-cpf-0';

/** Asks for the next call ten minutes after each: what holds it is the gate. */
export const EAGER: RetryRules = {
  ...DEFAULT_RETRY,
  ...FREE_CADENCE,
  maxAttempts: 50,
  byReason: Object.fromEntries(
    Object.entries(DEFAULT_RETRY.byReason).map(([reason, rule]) => [
      reason,
      { ...rule, delayMs: 10 * MINUTE, growth: 1, endsContact: false, dropPhone: false, phoneRestMs: 0 },
    ]),
  ) as unknown as RetryRules['byReason'],
};

export interface Breach {
  readonly rule: string;
  /** The rule the block is named after, where another one comes before it. */
  readonly named?: string;
  readonly what: string;
  readonly options: WorldOptions;
  readonly before?: (world: World) => Promise<void>;
  /** How long the engine is let try. @default two minutes */
  readonly forMs?: number;
  /** Calls that were still lawful. @default none */
  readonly lawful?: number;
}

const consent: PersonFact = {
  kind: 'opt_in',
  phone: SP,
  cpfHash: CPF,
  purpose: '*',
  basis: 'consent',
  ...origin,
};
const offer = { purpose: 'oferta', sector: 'telecom' } as const;

function listed(list: ListId, phone: string, cpfHash: string, since: string, ageMs = HOUR) {
  return async (world: World): Promise<void> => {
    const { lists } = world.stores;
    await lists.begin(list, '1');
    await lists.addEntries(list, '1', [{ phone, cpfHash, since }]);
    await lists.complete(list, '1');
    await lists.activate(list, '1', world.clock.now() - ageMs);
  };
}

const sp = (options: WorldOptions = {}): WorldOptions => ({ startMs: at(10), phones: () => SP, ...options });

const LINE = '+551140001000';
const COMPANY = companyKey(companyOf(CALLER_CNPJ, 'oper', 'STFC'));

/** As many calls are counted already. */
const counted =
  (counter: 'line' | 'day' | 'month', subject: string, calls: number) =>
  async ({ clock, coordination }: World): Promise<void> => {
    await coordination.raiseTo(new Periods(clock).name(counter, subject), calls);
  };

/** Brasília's clock on every working day. */
const hours = (weekday: string) => ({ schedule: { weekday, saturday: null, sunday: null } });

const ZERO_303 = parsePolicy({
  id: 'volta-do-0303',
  version: '1',
  base: 'brasil-2026',
  changes: [{ key: 'CODE_0303', set: { use: 'required' } }],
}).policy;

/** A plan of a breach for each rule that the gate asks. */
export const BREACHES: readonly Breach[] = [
  {
    rule: 'R01',
    what: 'a company at the margin of the short-call test at its only carrier',
    options: sp(),
    before: counted('day', COMPANY, 95_000),
  },
  {
    rule: 'R03',
    what: 'a line whose day is full',
    options: sp(),
    before: counted('line', LINE, 95_000),
  },
  {
    rule: 'R04',
    what: 'an unsigned call past the margin of the month',
    options: sp(),
    before: counted('month', COMPANY, 490_000),
  },
  {
    rule: 'R06',
    what: 'an unsigned call in the month after a large one',
    options: sp(),
    before: async ({ stores }) => {
      const large = { callerCnpj: CALLER_CNPJ, carrier: 'oper', service: 'STFC', calls: 500_001 };
      stores.usage.usageSince = async ({ monthStartsMs }) => ({
        lines: [],
        months: monthStartsMs.map((_, index) => (index === monthStartsMs.length - 2 ? [large] : [])),
      });
    },
  },
  {
    rule: 'R07',
    what: 'a line of another company',
    options: sp({ lines: [testLine('+551140001000', 'oper', '99888777000161')] }),
  },
  {
    rule: 'R08',
    what: 'a line of another carrier',
    options: sp({ lines: [testLine('+551140001000', 'outra')] }),
  },
  {
    rule: 'R09',
    what: 'a mobile line on a fixed trunk',
    options: sp({ lines: [testLine('+5511987650000', 'oper', undefined, { service: 'SMP' })] }),
  },
  { rule: 'R10', named: 'R07', what: 'no line at all', options: sp({ lines: [] }) },
  {
    rule: 'R11',
    what: 'a third line within a week',
    options: sp({
      crewPlansPauses: false,
      startMs: at(9),
      campaign: { ...offer, retry: EAGER },
      facts: [consent],
      fates: inTurn(ringsOut()),
      trunks: [
        testTrunk('morning', 'alfa', hours('09:00-09:30')),
        testTrunk('noon', 'beta', hours('13:00-13:30')),
        testTrunk('evening', 'gama', hours('17:00-17:30')),
      ],
      lines: [testLine(LINE, 'alfa'), testLine('+551150001000', 'beta'), testLine('+551160001000', 'gama')],
    }),
    forMs: 8 * HOUR + 5 * MINUTE,
    lawful: 2,
  },
  { rule: 'R12', what: 'area code 10', options: sp({ phones: () => '+5510980000000' }) },
  {
    rule: 'R13',
    what: 'Rio before nine',
    options: sp({ startMs: at(8, 30), phones: () => '+5521980000000' }),
  },
  {
    rule: 'R14',
    what: 'an offer before nine',
    options: sp({ startMs: at(8, 30), campaign: offer, facts: [consent] }),
  },
  { rule: 'R15', what: 'the ninth of July in São Paulo', options: sp({ startMs: Date.UTC(2026, 6, 9, 13) }) },
  {
    rule: 'R16',
    what: 'ringing past eight in the evening',
    options: sp({ startMs: at(19, 59, 45) }),
    forMs: 10 * SECOND,
  },
  { rule: 'R17', what: 'Não Me Ligue', options: sp(), before: listed('sp', SP, '', '2025-12-01') },
  {
    rule: 'R18',
    what: 'the CPF on the list of Pará',
    options: sp({ phones: () => PA }),
    before: listed('pa', '', CPF, '2025-12-01'),
  },
  {
    rule: 'R19',
    what: 'Não Me Perturbe',
    options: sp({ campaign: offer, facts: [consent] }),
    before: listed('nmp', SP, '', '2025-12-01'),
  },
  {
    rule: 'R20',
    what: 'an opt-out of the person',
    options: sp({ facts: [{ kind: 'opt_out', phone: '', cpfHash: CPF, purpose: 'cobranca', ...origin }] }),
  },
  {
    rule: 'R21',
    what: 'the wrong person',
    options: sp({ facts: [{ kind: 'wrong_person', phone: SP, cpfHash: CPF, ...origin }] }),
  },
  {
    rule: 'R22',
    what: 'a list of the day before yesterday',
    options: sp(),
    before: listed('sp', '+5511980000009', '', '2025-12-01', 25 * HOUR),
  },
  {
    rule: 'R23',
    what: 'the fourth offer of a day',
    options: sp({
      startMs: at(9),
      campaign: { ...offer, retry: EAGER },
      facts: [consent],
      fates: inTurn(ringsOut()),
    }),
    forMs: 9 * HOUR + 5 * MINUTE,
    lawful: 3,
  },
  {
    rule: 'R24',
    what: 'the third collection call of a day',
    options: sp({ startMs: at(9), campaign: { retry: EAGER }, fates: inTurn(ringsOut()) }),
    forMs: 6 * HOUR + 5 * MINUTE,
    lawful: 2,
  },
  {
    rule: 'R25',
    what: 'a call after a talk about the debt',
    options: sp({ campaign: { retry: EAGER, amd: false }, fates: inTurn(person({ talkMs: 20_000 })) }),
    forMs: 30 * MINUTE,
    lawful: 1,
  },
  {
    rule: 'R26',
    what: 'a second call within three hours',
    options: sp({ campaign: { retry: EAGER }, fates: inTurn(ringsOut()) }),
    forMs: 30 * MINUTE,
    lawful: 1,
  },
  {
    rule: 'R33',
    named: 'R26',
    what: 'a call after an abandoned one',
    options: sp({
      agents: 1,
      contacts: 2,
      phones: (index) => `+551198000000${index}`,
      campaign: { retry: EAGER, amd: false, powerRatio: 2 },
      fates: inTurn(person({ talkMs: 10 * MINUTE })),
    }),
    forMs: 30 * MINUTE,
    lawful: 2,
  },
  {
    rule: 'R34',
    named: 'R26',
    what: 'a call after a machine',
    options: sp({ campaign: { retry: EAGER, amd: true }, fates: inTurn(machine()) }),
    forMs: 30 * MINUTE,
    lawful: 1,
  },
  {
    rule: 'R40',
    what: 'a paid debt',
    options: sp({ facts: [{ kind: 'debt', debtId: 'd0', state: 'paid', ...origin }] }),
  },
  { rule: 'OPT_IN', what: 'an offer nobody asked for', options: sp({ campaign: offer }) },
  {
    rule: 'ONE_LIVE_CALL',
    what: 'a number that rings already',
    options: sp({ agents: 2, contacts: 2, fates: inTurn(ringsOut()) }),
    forMs: 45 * SECOND,
    lawful: 1,
  },
  {
    rule: 'CODE_0303',
    what: 'a geographic line where 0303 is asked for',
    options: sp({ policies: [ZERO_303], campaign: { policyId: ZERO_303.id } }),
  },
];
