import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callLogLine } from '../../src/app/chores/export-calls.js';
import { runProgram } from '../../src/app/program.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { billingChain } from '../support/billing-chain.js';
import { Heard } from '../support/heard.js';
import { aBatch } from '../support/samples.js';

const ROWS = billingChain(['promessa', 'sem_acordo', 'recado', 'maquina']);
const PLAN = { targets: [{ indicator: 'promise', least: 60 }] };

let bench: ApiBench;
let folder: string;
beforeAll(async () => {
  bench = await startApiBench();
  folder = mkdtempSync(join(tmpdir(), 'cadencia-indicators-'));
  await bench.stores.attempts.commit(aBatch({ closings: ROWS.map((row) => ({ row, contact: null })) }));
  writeFileSync(join(folder, 'calls.jsonl'), ROWS.map((row) => callLogLine(row, 'jsonl')).join(''));
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(PLAN));
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...args: readonly string[]) {
  const [stdout, stderr] = [new Heard(), new Heard()];
  const deps = { stdout, stderr, terminal: false, env: {}, stdin: (async function* () {})() };
  const code = await runProgram(['indicators', ...args], deps);
  return { code, out: stdout.text, err: stderr.text };
}

const FILES = () => ['--log', join(folder, 'calls.jsonl'), '--plan', join(folder, 'plan.json')];

describe('indicators', () => {
  it('of a day are the same from the server and from exported files', async () => {
    const answer = await bench.call('POST', '/v1/indicators', { day: '2026-10-05', plan: PLAN });
    const report = (await answer.json()) as Record<string, unknown>;
    expect(report).toMatchObject({
      days: [{ day: '2026-10-05', quantities: { calls: 4, person: 3, client: 2, promises: 1 } }],
      misses: [{ indicator: 'promise', value: '50.00', least: '60.00' }],
    });
    const { code, out } = await run('--day', '2026-10-05', ...FILES(), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(report);
  });

  it('of a month are the same from both, printed with their misses, and another day has none of them', async () => {
    const month = await run('--period', '2026-10', ...FILES());
    expect(month.out).toMatch(/2026-10-05 +pf .*promise +1 +2 +50\.00/);
    expect(month.out).toMatch(/promise +2026-10-05 .*≥ 60\.00/);
    const answer = await bench.call('POST', '/v1/indicators', { period: '2026-10', plan: PLAN });
    expect(await answer.json()).toEqual(
      JSON.parse((await run('--period', '2026-10', ...FILES(), '--json')).out),
    );
    const other = await run('--day', '2026-10-06', ...FILES(), '--json');
    expect(JSON.parse(other.out)).toMatchObject({ days: [], rows: { read: 4, outside: 4 } });
  });

  it('refuse what is no day, no plan, or both a day and a month', async () => {
    for (const [body, place] of [
      [{ day: '2026-02-30' }, 'body.day'],
      [{ day: '2026-10-05', period: '2026-10' }, 'either `day` or `period`'],
      [{}, 'either `day` or `period`'],
      [{ day: '2026-10-05', plan: { targets: [{}] } }, 'plan.targets[0].indicator'],
    ] as const) {
      const answer = await bench.call('POST', '/v1/indicators', body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ detail: expect.stringContaining(place) });
    }
    expect((await run()).err).toContain('either --day or --period');
  });
});
