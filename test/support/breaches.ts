import type { PersonFact } from '../../src/core/compliance/facts/person-fact.js';
import type { ListId } from '../../src/core/compliance/rule-parameters.js';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { DEFAULT_RETRY, FREE_CADENCE } from '../../src/core/retry/retry-presets.js';
import type { RetryRules } from '../../src/core/retry/retry-rules.js';
import { inTurn, machine, person, ringsOut } from './fates.js';
import { smallLimits } from './trunk-bench.js';
import { testLine, testTrunk, type World, type WorldOptions } from './world.js';

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
  readonly what: string;
  readonly options: WorldOptions;
  readonly before?: (world: World) => Promise<void>;
  /** How long the engine is let try. @default two minutes */
  readonly forMs?: number;
  /** Calls that were still lawful. @default none */
  readonly lawful?: number;
  /** `route`: the desk of the ways out offers no such way, so there is nothing to ask the gate. @default gate */
  readonly by?: 'gate' | 'route';
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

/** One plan of a breach for each rule the gate decides. */
export const BREACHES: readonly Breach[] = [
  {
    rule: 'R03',
    what: 'a line whose day is full',
    options: sp({ limits: smallLimits({ line: { calls: 1, stopShare: 0.95, warnShare: 0.7 } }) }),
    by: 'route',
  },
  {
    rule: 'R07',
    what: 'a line of another company',
    options: sp({ lines: [testLine('+551140001000', 'oper', '99888777000161')] }),
    by: 'route',
  },
  {
    rule: 'R08',
    what: 'a line of another carrier',
    options: sp({ lines: [testLine('+551140001000', 'outra')] }),
    by: 'route',
  },
  {
    rule: 'R09',
    what: 'a mobile line on a fixed trunk',
    options: sp({ lines: [testLine('+5511987650000', 'oper', undefined, { service: 'SMP' })] }),
    by: 'route',
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
    rule: 'CODE_0303',
    what: 'a geographic line where 0303 is asked for',
    options: sp({ limits: smallLimits({ code0303: 'required' }), trunks: [testTrunk('t1')] }),
    by: 'route',
  },
];
