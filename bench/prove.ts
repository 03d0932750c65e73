/*
 * Proves that gate, engine and auditor agree: the gate alone over random logs, then whole engines in virtual time, with
 * deaths, troubles of stores, lists and payments in the middle of days; whatever was dialled goes to the auditor, which
 * shares no code with them. A world is what its seed and its number make of it: `--seed X --first N --worlds 1` is one
 * again. Usage: npm run prove [-- --attempts 1000000 --rows 1000000 --seed X]
 */
import { parseArgs } from 'node:util';
import { PRESETS } from '../src/core/compliance/presets/find-preset.js';
import { makeSeededRng, randomInteger } from '../src/core/kernel/rng.js';
import type { AuditOutcome, PrintedFinding } from '../test/support/audit-bench.js';
import { judgeDays } from '../test/support/days-audit.js';
import { pick } from '../test/support/debtors.js';
import { type DaysWish, EngineDays } from '../test/support/engine-days.js';
import { auditAllowed, auditEverything } from '../test/support/gate-audit.js';

/** Midnights of Brasília from which days hold a Sunday and holidays of the country, of states and of towns. */
const STARTS = ['2026-11-17', '2026-07-08', '2026-12-22', '2027-02-05', '2026-09-04', '2027-04-19'];
/** One way to the database and back; most centres have theirs in the same rack. */
const STORE_DELAYS_MS = [0, 0, 15, 40] as const;
const CREWS = [16, 60] as const;
const { values } = parseArgs({
  options: {
    attempts: { type: 'string', default: '200000' },
    rows: { type: 'string', default: '200000' },
    people: { type: 'string', default: '8000' },
    days: { type: 'string', default: '6' },
    seed: { type: 'string', default: 'prova' },
    first: { type: 'string', default: '0' },
    worlds: { type: 'string', default: 'Infinity' },
  },
});
const FIRST = Number(values.first);
const totals = { worlds: 0, rows: 0, allowed: 0, attempts: 0, decisions: 0, disagreements: 0, orphaned: 0 };
const blocked = new Map<string, number>();
const found = new Map<string, number>();
const checked = new Map<string, number>();
/** Found in rows that nobody dialled, as it should be. */
const planted = new Map<string, number>();
const startMs = performance.now();

function say(text: string): void {
  process.stdout.write(`${((performance.now() - startMs) / 1000).toFixed(0)} s  ${text}\n`);
}

function count(counts: Map<string, number>, key: string, more = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

function said(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([rule, times]) => `${rule} ${times}`)
    .join(', ');
}

/** Keeps what was checked and found. */
function keep({ summary }: AuditOutcome, broken: readonly PrintedFinding[]): void {
  for (const { rule } of broken) {
    count(found, rule);
  }
  for (const [rule, standing] of Object.entries(summary.rules)) {
    if (standing.checked > 0) {
      count(checked, rule, standing.checked);
    }
  }
}

function wishOf(index: number): DaysWish {
  const seed = `${values.seed}-${index}`;
  const rng = makeSeededRng(`prove-${seed}`);
  return {
    seed,
    fromMs: Date.parse(`${STARTS[index % STARTS.length]}T03:00:00.000Z`),
    days: Number(values.days),
    people: Number(values.people),
    policyId: PRESETS[index % PRESETS.length]?.id ?? 'brasil-2026',
    agents: pick(rng, CREWS),
    engines: randomInteger(rng, 1, 3),
    crashesADay: randomInteger(rng, 0, 3),
    troublesADay: randomInteger(rng, 0, 3),
    storeDelayMs: pick(rng, STORE_DELAYS_MS),
    shifts: pick(rng, ['edges', 'whole']),
  };
}

async function engineWorld(index: number): Promise<void> {
  const wish = wishOf(index);
  const verdict = await judgeDays(await EngineDays.run(wish), wish.policyId);
  const { broken, orphaned } = verdict;
  keep(verdict.audit, broken);
  totals.orphaned += orphaned.length;
  totals.worlds += 1;
  totals.attempts += verdict.attempts;
  totals.decisions += verdict.decisions;
  totals.disagreements += verdict.disagreements.length;
  for (const [rule, times] of Object.entries(verdict.blocked)) {
    count(blocked, rule, times);
  }
  say(
    `world ${index} of seed ${values.seed}, ${wish.policyId}, ${wish.engines} engines ${wish.storeDelayMs} ms from their ` +
      `stores, ${wish.agents} agents, ${wish.shifts}: ${verdict.attempts} attempts of ${verdict.decisions} decisions, ` +
      `${broken.length} findings, ${orphaned.length} of people whose engine died, ` +
      `${verdict.disagreements.length} disagreements (${totals.attempts} attempts so far)`,
  );
  for (const finding of broken.slice(0, 10)) {
    say(`  ${JSON.stringify(finding)}`);
  }
  for (const line of verdict.disagreements.slice(0, 10)) {
    say(`  ${line}`);
  }
}

/** The gate alone, which is many times faster: what it allows of a random log, and what it would have blocked of another. */
async function gateWorld(index: number): Promise<void> {
  const fromMs = Date.parse(`${STARTS[index % STARTS.length]}T03:00:00.000Z`);
  const seed = `${values.seed}-gate-${index}`;
  const lawful = await auditAllowed({ seed, people: 4000, rows: 60_000, fromMs, days: 26 });
  const dense = await auditEverything({ seed: `${seed}-all`, people: 60, rows: 6000, fromMs, days: 26 });
  totals.rows += lawful.asked + dense.asked;
  totals.allowed += lawful.allowed;
  for (const [rule, times] of Object.entries(lawful.checked)) {
    if (times > 0) {
      count(checked, rule, times);
    }
  }
  for (const { rule } of [...lawful.findings, ...dense.missed]) {
    count(found, rule);
  }
  for (const rule of dense.planted) {
    count(planted, rule);
  }
  say(
    `gate alone, log ${index} of seed ${values.seed}: ${lawful.asked} asked, ${lawful.allowed} allowed, ` +
      `${lawful.findings.length} findings; of ${dense.asked} others the auditor found ${dense.planted.length}, ` +
      `${dense.missed.length} of which the gate would have let pass (${totals.rows} rows so far)`,
  );
  for (const finding of [...lawful.findings, ...dense.missed].slice(0, 10)) {
    say(`  ${JSON.stringify(finding)}`);
  }
}

for (let index = FIRST; totals.rows < Number(values.rows); index += 1) {
  await gateWorld(index);
}
for (let done = 0; done < Number(values.worlds) && totals.attempts < Number(values.attempts); done += 1) {
  await engineWorld(FIRST + done);
}
const findings = [...found.values()].reduce((sum, times) => sum + times, 0);
say(`checked by the auditor: ${said(checked)}`);
say(`blocked by the engines' gates: ${said(blocked)}`);
if (planted.size > 0) {
  say(`found in unlawful logs, and blocked by the gate: ${said(planted)}`);
}
say(`found by the auditor: ${findings === 0 ? 'nothing' : said(found)}`);
say(
  `${totals.rows} rows asked of the gate alone, ${totals.allowed} allowed; ${totals.attempts} attempts dialled of ` +
    `${totals.decisions} decisions in ${totals.worlds} worlds: ${findings} findings, ${totals.disagreements} disagreements; ` +
    `${totals.orphaned} findings apart, of people whose engine died as they answered`,
);
process.exitCode = findings + totals.disagreements === 0 ? 0 : 1;
