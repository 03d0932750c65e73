/*
 * Proves that gate, engine and auditor agree: whole engines in virtual time, with deaths, troubles of stores, lists
 * and payments in the middle of days, and then the gate alone over random logs; whatever was dialled goes to the
 * auditor, which shares no code with them. Usage: npm run prove [-- --attempts 2000000 --rows 1000000 --seed X]
 */
import { parseArgs } from 'node:util';
import { PRESETS } from '../src/core/compliance/presets/find-preset.js';
import { makeSeededRng, randomInteger } from '../src/core/kernel/rng.js';
import { auditRows, type LogRow } from '../test/support/audit-bench.js';
import { judgeDays } from '../test/support/days-audit.js';
import { EngineDays } from '../test/support/engine-days.js';
import { GateReplay } from '../test/support/gate-replay.js';
import { randomLog } from '../test/support/random-log.js';

/** Midnights of Brasília from which days hold a Sunday and holidays of the country, of states and of towns. */
const STARTS = ['2026-11-17', '2026-07-08', '2026-12-22', '2027-02-05', '2026-09-04', '2027-04-19'];
/** What a call became, which the random logs invent and the gate does not decide. */
const DURING_THE_CALL: ReadonlySet<string> = new Set(['R27', 'R28', 'R29', 'R30', 'R35', 'R44']);

const { values } = parseArgs({
  options: {
    attempts: { type: 'string', default: '200000' },
    rows: { type: 'string', default: '200000' },
    people: { type: 'string', default: '8000' },
    days: { type: 'string', default: '6' },
    seed: { type: 'string', default: 'prova' },
  },
});
const totals = { attempts: 0, decisions: 0, findings: 0, disagreements: 0 };
const blocked = new Map<string, number>();
const startMs = performance.now();

function say(text: string): void {
  process.stdout.write(`${((performance.now() - startMs) / 1000).toFixed(0)} s  ${text}\n`);
}

async function engineWorld(index: number): Promise<void> {
  const seed = `${values.seed}-${index}`;
  const rng = makeSeededRng(`prove-${seed}`);
  const policyId = PRESETS[index % PRESETS.length]?.id ?? 'brasil-2026';
  const days = await EngineDays.run({
    seed,
    fromMs: Date.parse(`${STARTS[index % STARTS.length]}T03:00:00.000Z`),
    days: Number(values.days),
    people: Number(values.people),
    agents: 60,
    engines: 1 + (index % 2),
    policyId,
    crashesADay: randomInteger(rng, 0, 3),
    troublesADay: randomInteger(rng, 0, 3),
    storeDelayMs: index % 3 === 0 ? 15 : 0,
    shifts: index % 2 === 0 ? 'edges' : 'whole',
  });
  const verdict = await judgeDays(days, policyId);
  const broken = verdict.audit.findings.filter(({ severity }) => severity === 'block');
  totals.attempts += verdict.attempts;
  totals.decisions += verdict.decisions;
  totals.findings += broken.length;
  totals.disagreements += verdict.disagreements.length;
  for (const [rule, count] of Object.entries(verdict.blocked)) {
    blocked.set(rule, (blocked.get(rule) ?? 0) + count);
  }
  say(
    `engines, seed ${seed}, ${policyId}: ${verdict.attempts} attempts of ${verdict.decisions} decisions, ` +
      `${broken.length} findings, ${verdict.disagreements.length} disagreements (${totals.attempts} attempts so far)`,
  );
  for (const finding of broken.slice(0, 10)) {
    say(`  ${JSON.stringify(finding)}`);
  }
  for (const line of verdict.disagreements.slice(0, 10)) {
    say(`  ${line}`);
  }
}

/** The gate alone, which is a thousand times faster: what it allows of a random log. */
async function gateWorld(index: number): Promise<number> {
  const replay = new GateReplay();
  const allowed: LogRow[] = [];
  let rows = 0;
  const fromMs = Date.parse(`${STARTS[index % STARTS.length]}T03:00:00.000Z`);
  const seed = `${values.seed}-gate-${index}`;
  for (const row of randomLog({ seed, people: 4000, rows: 60_000, fromMs, days: 26 })) {
    rows += 1;
    const decision = replay.ask(row);
    if (decision.allowed) {
      replay.keep(row);
      allowed.push(row);
    }
  }
  const { findings } = await auditRows(allowed, { lists: { 'sp.csv': 'phone,since\n' } });
  const broken = findings.filter(({ rule, severity }) => severity === 'block' && !DURING_THE_CALL.has(rule));
  totals.findings += broken.length;
  say(`gate alone, seed ${seed}: ${rows} asked, ${allowed.length} allowed, ${broken.length} findings`);
  for (const finding of broken.slice(0, 10)) {
    say(`  ${JSON.stringify(finding)}`);
  }
  return rows;
}

for (let index = 0, rows = 0; rows < Number(values.rows); index += 1) {
  rows += await gateWorld(index);
}
for (let index = 0; totals.attempts < Number(values.attempts); index += 1) {
  await engineWorld(index);
}
say(`blocked by ${[...blocked].map(([rule, count]) => `${rule} ${count}`).join(', ')}`);
say(
  `${totals.attempts} attempts dialled of ${totals.decisions} decisions: ${totals.findings} findings, ${totals.disagreements} disagreements`,
);
process.exitCode = totals.findings + totals.disagreements === 0 ? 0 : 1;
