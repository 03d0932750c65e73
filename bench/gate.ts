/*
 * Decisions a second in one thread: the gate alone, with a way out and its quota units, and with the ledger's row; and
 * each as a share of the others in the same run. Usage: npm run bench:gate [-- rounds turns] [-- --save]
 */
import { makeHolidayCalendar } from '../src/core/compliance/calendar/holiday-calendar.js';
import { CompiledPolicy } from '../src/core/compliance/gate/compiled-policy.js';
import { decideDial } from '../src/core/compliance/gate/decide-dial.js';
import type { DialFacts, ListFact, PastAttempt } from '../src/core/compliance/gate/dial-facts.js';
import type { DialQuestion } from '../src/core/compliance/gate/dial-question.js';
import { NO_USAGE } from '../src/core/compliance/limits/usage.js';
import { BRASIL_2026 } from '../src/core/compliance/presets/brasil-2026.js';
import { DDD_TABLE } from '../src/core/numbering/ddd-table.js';
import { compareWithBaseline } from './support/baseline.js';
import { type GateAndReserve, makeGateAndReserve } from './support/gate-and-reserve.js';
import { runReference } from './support/reference-loop.js';
import { type Lane, measureRounds, median, ratios, withSpread } from './support/rounds.js';

const DAY = 86_400_000;
const START = Date.parse('2026-11-24T11:30:00Z');
const DDDS = Object.keys(DDD_TABLE);

function questionOf(index: number): DialQuestion {
  const ddd = DDDS[index % DDDS.length] ?? '11';
  const line = '+551140001000';
  return {
    phone: `+55${ddd}9${String(70_000_000 + (index % 20_000_000)).padStart(8, '0')}`,
    purpose: index % 10 === 0 ? 'oferta' : 'cobranca',
    sector: 'outro',
    mode: 'predictive',
    agreedCallback: false,
    agentReserved: false,
    ringTimeoutMs: 25_000,
    callerCnpj: '12345678000195',
    creditorCnpj: '99999999000191',
    cpfHash: `person-${index}`,
    debtId: `debt-${index}`,
    attemptGroup: '',
    municipality: '',
    addressUf: '',
    line: { number: line, ownerCnpj: '12345678000195', carrierId: 'a', kind: 'ddd', authenticated: false },
    trunk: { carrierId: 'a', service: 'STFC' },
    from: line,
    assertedIdentity: line,
    privacy: false,
  };
}

function factsOf(question: DialQuestion, past: number): DialFacts {
  const list: ListFact = {
    state: 'loaded',
    version: '1',
    loadedAtMs: START - 3_600_000,
    numberSince: null,
    personSince: null,
    authorised: false,
  };
  const history = Array.from({ length: past }, (_, index): PastAttempt => {
    const tDialMs = START - (index + 1) * DAY - 5000;
    return {
      group: `g${index}`,
      phone: question.phone,
      cpfHash: question.cpfHash,
      debtId: question.debtId,
      creditorCnpj: question.creditorCnpj,
      line: question.line.number,
      tDialMs,
      tEndMs: tDialMs,
      abandoned: false,
      machine: false,
      rightParty: false,
    };
  });
  return {
    lists: { sp: list, pa: list, nmp: list },
    optOuts: [],
    optIn: 'consent',
    wrongPersonSinceMs: null,
    debt: 'open',
    history,
    live: { number: false, person: false },
    lineDay: NO_USAGE,
    companyDay: NO_USAGE,
    companyMonth: { calls: 0, earlier: [] },
  };
}

/** The gate alone, over all 67 area codes, the instant moving through three hours of a working day. */
function gateLane(past: number): Lane {
  const policy = new CompiledPolicy(BRASIL_2026, makeHolidayCalendar());
  const asked = Array.from({ length: 2000 }, (_, index) => questionOf(index)).map((question) => ({
    question,
    facts: factsOf(question, past),
  }));
  return {
    name: `gate, ${past} earlier calls`,
    run: (turns) => {
      let allowed = 0;
      for (let index = 0; index < turns; index += 1) {
        const one = asked[index % asked.length];
        if (one !== undefined && decideDial(one.question, policy, one.facts, START + index).allowed) {
          allowed += 1;
        }
      }
      expectShare('gate', allowed / turns, 0.7);
    },
  };
}

/** The gate with everything around it that a dial waits for: facts, a way out with its units, the ledger's record. */
function reserveLane(bench: GateAndReserve, past: number, withLedger: boolean): Lane {
  const name = `gate and reserve${withLedger ? ' and ledger row' : ''}, ${past} earlier calls`;
  return {
    name,
    run: async (turns) => {
      const { allowed } = await bench.run(turns);
      expectShare(name, allowed / turns, 0.95);
    },
  };
}

/** A gate that blocks, or lines that are used up, would be measured for something else. */
function expectShare(name: string, allowed: number, least: number): void {
  if (allowed < least) {
    throw new Error(`${name}: only ${Math.round(100 * allowed)} % were allowed`);
  }
}

/** Most earlier calls and the ledger's row: what the requirement is held against. */
const MOST = 7;
const [rounds = 7, turns = 20_000] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('-'))
  .map(Number);
const wanted = [
  [0, false],
  [3, false],
  [MOST, false],
  [MOST, true],
] as const;
const benches = await Promise.all(wanted.map(([past, withLedger]) => makeGateAndReserve(past, withLedger)));
const lanes: readonly Lane[] = [
  { name: 'reference loop', run: runReference },
  gateLane(0),
  gateLane(MOST),
  ...wanted.map(([past, withLedger], index) =>
    reserveLane(benches[index] as GateAndReserve, past, withLedger),
  ),
];
const rates = await measureRounds(lanes, rounds, turns);
for (const bench of benches) {
  bench.close();
}
console.log(`${rounds} rounds of ${turns}, one thread; median (least to most) a second`);
for (const { name, ofCpu, byTheClock } of rates) {
  const whole = (value: number): string => String(Math.round(value));
  console.log(`  ${name}: ${withSpread(ofCpu, whole)} of CPU, ${withSpread(byTheClock, whole)} by the clock`);
}
const [reference, , gate, , , reserve, ledger] = rates;
if (reference === undefined || gate === undefined || reserve === undefined || ledger === undefined) {
  throw new Error('A lane was not measured');
}
const short = (value: number): string => value.toPrecision(3);
const shares = {
  'gate / reference loop': ratios(gate, reference),
  'gate and reserve / gate': ratios(reserve, gate),
  'gate and reserve / reference loop': ratios(reserve, reference),
  'with ledger row / gate and reserve': ratios(ledger, reserve),
};
console.log(`ratios within a round, ${MOST} earlier calls`);
for (const [name, samples] of Object.entries(shares)) {
  console.log(`  ${name}: ${withSpread(samples, short)}`);
}
compareWithBaseline('gate', {
  'gate/s': median(gate.ofCpu),
  'gate and reserve/s': median(reserve.ofCpu),
  'gate and reserve and ledger row/s': median(ledger.ofCpu),
  ...Object.fromEntries(Object.entries(shares).map(([name, samples]) => [name, median(samples)])),
});
