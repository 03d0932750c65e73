import { makeHolidayCalendar } from '../src/core/compliance/calendar/holiday-calendar.js';
import { CompiledPolicy } from '../src/core/compliance/gate/compiled-policy.js';
import { decideDial } from '../src/core/compliance/gate/decide-dial.js';
import type { DialFacts, ListFact, PastAttempt } from '../src/core/compliance/gate/dial-facts.js';
import type { DialQuestion } from '../src/core/compliance/gate/dial-question.js';
import { NO_USAGE } from '../src/core/compliance/limits/usage.js';
import { BRASIL_2026 } from '../src/core/compliance/presets/brasil-2026.js';
import { DDD_TABLE } from '../src/core/numbering/ddd-table.js';
import { makeGateAndReserve } from './support/gate-and-reserve.js';

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

/** Decisions a second in one thread, over all 67 area codes, the instant moving through three hours of a working day. */
function benchGate(decisions: number): void {
  const policy = new CompiledPolicy(BRASIL_2026, makeHolidayCalendar());
  const questions = Array.from({ length: 2000 }, (_, index) => questionOf(index));
  for (const past of [0, 3, 7]) {
    const asked = questions.map((question) => ({ question, facts: factsOf(question, past) }));
    let allowed = 0;
    const run = (count: number): void => {
      for (let index = 0; index < count; index += 1) {
        const one = asked[index % asked.length];
        if (one !== undefined && decideDial(one.question, policy, one.facts, START + index).allowed) {
          allowed += 1;
        }
      }
    };
    run(decisions / 10);
    allowed = 0;
    const start = process.cpuUsage();
    const startMs = performance.now();
    run(decisions);
    const wallSeconds = (performance.now() - startMs) / 1000;
    const { user, system } = process.cpuUsage(start);
    const seconds = (user + system) / 1e6;
    const rate = Math.round(decisions / seconds);
    process.stdout.write(
      `${past} earlier calls: ${rate} decisions per second of CPU (garbage collection included), ${Math.round(decisions / wallSeconds)} by the wall clock, ${Math.round((100 * allowed) / decisions)} % allowed\n`,
    );
  }
}

/** The gate with everything around it that a dial waits for: facts, a way out with its units, the ledger's record. */
async function benchReserve(decisions: number, withLedger: boolean): Promise<void> {
  for (const past of [0, 3, 7]) {
    const bench = await makeGateAndReserve(past, withLedger);
    await bench.run(decisions / 10);
    const start = process.cpuUsage();
    const startMs = performance.now();
    const { allowed, no_route } = await bench.run(decisions);
    const wallSeconds = (performance.now() - startMs) / 1000;
    const { user, system } = process.cpuUsage(start);
    const rate = Math.round(decisions / ((user + system) / 1e6));
    bench.close();
    process.stdout.write(
      `gate and reserve${withLedger ? ' and ledger' : ''}, ${past} earlier calls: ${rate} decisions per second of CPU, ${Math.round(decisions / wallSeconds)} by the wall clock, ${Math.round((100 * allowed) / decisions)} % allowed, ${no_route} without a way out\n`,
    );
  }
}

const [decisions = '200000'] = process.argv.slice(2);
benchGate(Number(decisions));
await benchReserve(Number(decisions) / 2, false);
await benchReserve(Number(decisions) / 2, true);
