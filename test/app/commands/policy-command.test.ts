import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, startApiBench } from '../../support/api-bench.js';
import { runCommand } from '../../support/command-run.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const POLICY = {
  id: 'banco-x',
  version: '3',
  title: 'Banco X',
  validFrom: '2026-01-01',
  base: 'brasil-2026',
  changes: [{ key: 'R13.SP', set: { weekday: '09:00-19:00' } }],
};

let bench: ApiBench;
const folder = new TemporaryFolder('policy');
let ana: string;
let bruno: string;

beforeEach(async () => {
  bench = await startApiBench();
  ana = (await bench.tokens.issue('ana', 'admin')).secret;
  bruno = (await bench.tokens.issue('bruno', 'admin')).secret;
});
afterEach(() => bench.close());

/** `cadencia --token … policy …`, against a server. */
const policy = (token: string, ...args: readonly string[]) =>
  runCommand(['policy', ...args], { env: { CADENCIA_URL: bench.base, CADENCIA_TOKEN: token } });

const file = (change: object = {}, name = 'banco-x.json') =>
  folder.file(name, JSON.stringify({ ...POLICY, ...change }));

const propose = (token: string, path = file()) =>
  policy(token, 'propose', path, '--reason', 'Contrato 2026/17, cláusula 9');

describe('cadencia policy', () => {
  it('proposes a change, which waits for another person and does not hold yet', async () => {
    expect(await propose(ana)).toEqual({
      code: 0,
      out: 'banco-x@3 waits for another person: cadencia policy approve banco-x 3\n',
      err: '',
    });
    expect((await policy(ana, 'show', 'banco-x')).code).toBe(1);
    const waiting = await policy(bruno, 'show', 'banco-x', '--version', '3');
    expect(waiting.out).toContain('banco-x@3: proposed\n');
    expect(waiting.out).toContain('Proposed by ana. Contrato 2026/17, cláusula 9');
    expect(waiting.out).toContain('weekday 08:00-20:00 → 09:00-19:00');
    expect(waiting.out).toContain('SP Lei 15.426/2014, art. 2');
  });

  it('refuses the approval of the one who proposed, and takes that of a second person', async () => {
    await propose(ana);
    const own = await policy(ana, 'approve', 'banco-x', '3', '--why', 'conferido');
    expect(own).toMatchObject({ code: 1, out: '' });
    expect(own.err).toContain('DLR_POLICY_FOUR_EYES');
    expect((await policy(ana, 'show', 'banco-x')).code).toBe(1);

    expect(await policy(bruno, 'approve', 'banco-x', '3', '--why', 'conferido com o contrato')).toEqual({
      code: 0,
      out: 'banco-x@3 is approved.\n',
      err: '',
    });
    const shown = await policy(ana, 'show', 'banco-x');
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toContain('banco-x@3: approved, in force today\n');
    expect(shown.out).toContain('Proposed by ana. Decided by bruno.');
  });

  it('lists who proposed and who decided, beside the presets', async () => {
    await propose(ana);
    await policy(bruno, 'approve', 'banco-x', '3');
    const { out } = await policy(ana, 'list');
    const lines = out.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(lines.map(([id]) => id)).toContain('telecobranca-banco');
    expect(lines.find(([id]) => id === 'banco-x')).toEqual(
      expect.arrayContaining(['3', 'approved', '2026-01-01', 'ana', 'bruno', 'Contrato 2026/17, cláusula 9']),
    );
  });

  it('gives the whole policy as JSON, which `policy check`, `window` and the auditor read', async () => {
    await propose(ana);
    await policy(bruno, 'approve', 'banco-x', '3');
    const { out } = await policy(ana, 'show', 'banco-x', '--json');
    const whole = folder.file('whole.json', out);
    expect(await policy(ana, 'check', whole)).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ id: 'banco-x', version: '3', base: 'brasil-2026' });
  });

  it('rejects a proposal, which then never holds', async () => {
    await propose(ana);
    expect(await policy(bruno, 'reject', 'banco-x', '3', '--why', 'tarde demais')).toMatchObject({
      code: 0,
      out: 'banco-x@3 is rejected.\n',
    });
    const late = await policy(bruno, 'approve', 'banco-x', '3');
    expect(late).toMatchObject({ code: 1, out: '' });
    expect((await policy(ana, 'show', 'banco-x')).code).toBe(1);
  });

  it.each([
    [
      'hours of a state',
      { key: 'R13.SP', set: { weekday: '07:00-22:00' } },
      'R13.SP (SP Lei 15.426/2014, art. 2)',
    ],
    ['a do-not-call list', { key: 'R18', set: { leadDays: 60 } }, 'R18 (PA Lei 9.263/2021)'],
    ['Sundays', { key: 'R15.states', set: { sunday: false } }, 'R15.states (SP Lei 15.426/2014'],
    ['an agent’s six hours', { key: 'R42', set: { hours: 7 } }, 'R42 (NR-17'],
  ])('refuses to widen %s, and cites the act before a server is asked', async (_, change, cited) => {
    const refused = await propose(ana, file({ changes: [change] }, 'larga.json'));
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('DLR_POLICY_WIDENED');
    expect(refused.err).toContain(cited);
    const { out } = await policy(ana, 'list');
    expect(out).not.toContain('banco-x');
  });

  it('says what becomes looser where no law forbids it', async () => {
    const changes = [{ key: 'R15.facultativos', set: { carnival: false } }];
    const { code, out } = await policy(ana, 'check', file({ changes }));
    expect(code).toBe(0);
    expect(out).toContain('Not law, and looser than in the preset: R15.facultativos');
  });

  it.each([
    ['a file that is not there', 'nowhere.json', 'cannot be read'],
    ['a file that is no JSON', 'text.json', 'is not JSON'],
  ])('refuses %s', async (_, name, said) => {
    folder.file('text.json', 'Banco X');
    const refused = await propose(ana, join(folder.path, name));
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain(said);
  });

  it('needs a reason', async () => {
    expect(await policy(ana, 'propose', file())).toMatchObject({ code: 2, out: '' });
  });
});
