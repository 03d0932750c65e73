import { describe, expect, it } from 'vitest';
import { runCommand } from '../../support/command-run.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const folder = new TemporaryFolder('window');
const run = (...args: readonly string[]) => runCommand(['window', ...args]);

const MOBILE = ['--phone', '+5511987654321', '--purpose', 'cobranca'];

async function answer(...args: readonly string[]): Promise<unknown> {
  const { code, out, err } = await run(...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

describe('cadencia window', () => {
  it('says that a call is allowed', async () => {
    expect(await answer(...MOBILE, '--at', '2026-11-23T08:00:00-03:00')).toEqual({
      allowed: true,
      rule: null,
      next_open: null,
    });
  });

  it('says which rule forbids and when it opens next', async () => {
    expect(await answer(...MOBILE, '--at', '2026-11-28T14:00:00-03:00')).toEqual({
      allowed: false,
      rule: 'R13',
      next_open: '2026-11-30T11:00:00.000Z',
    });
  });

  it('reads an instant without offset as Brasília’s time', async () => {
    expect(await answer(...MOBILE, '--at', '2026-11-23T07:59:59.999')).toMatchObject({ allowed: false });
    expect(await answer(...MOBILE, '--at', '2026-11-23T08:00')).toMatchObject({ allowed: true });
  });

  it('knows the municipality', async () => {
    const at = ['--phone', '+5597987654321', '--purpose', 'cobranca', '--at', '2026-11-23T13:30:00Z'];
    expect(await answer(...at)).toMatchObject({
      allowed: false,
      rule: 'R13',
      next_open: '2026-11-23T14:00:00.000Z',
    });
    expect(await answer(...at, '--municipality', '1301209')).toMatchObject({ allowed: true });
  });

  it('answers for a number that is no destination', async () => {
    const at = ['--phone', '08001234567', '--purpose', 'cobranca', '--at', '2026-11-23T15:00:00Z'];
    expect(await answer(...at)).toEqual({ allowed: false, rule: 'R12', next_open: null });
  });

  it('takes a preset, a policy file and a table of municipal holidays', async () => {
    const christmas = ['--phone', '+5511987654321', '--purpose', 'servico', '--at', '2026-12-25T15:00:00Z'];
    expect(await answer(...christmas)).toMatchObject({ rule: 'R15' });
    expect(await answer(...christmas, '--policy', 'servico-diario')).toMatchObject({ allowed: true });
    const set = { weekday: '10:00-12:00' };
    const changes = [{ key: 'R13.SP', set }];
    const own = folder.file(
      'own.json',
      JSON.stringify({ id: 'own', version: '1', base: 'brasil-2026', changes }),
    );
    expect(await answer(...MOBILE, '--at', '2026-11-23T09:00', '--policy', own)).toMatchObject({
      rule: 'R13',
    });
    const holidays = folder.file('days.csv', 'ibge,date,name\n3550308,2027-01-25,Aniversário\n');
    const day = [...MOBILE, '--at', '2027-01-25T12:00', '--holidays', holidays];
    expect(await answer(...day, '--municipality', '3550308')).toMatchObject({ rule: 'R15' });
    expect(await answer(...day)).toMatchObject({ allowed: true });
  });

  it('says it in words too', async () => {
    const { out } = await run(...MOBILE, '--at', '2026-11-22T12:00');
    expect(out).toBe(
      'forbidden by R15 (R15.states: Sunday, clock of America/Sao_Paulo); next opening 2026-11-23T11:00:00.000Z\n',
    );
  });

  it.each([
    [
      'an unknown purpose',
      ['--phone', '+5511987654321', '--purpose', 'venda', '--at', '2026-11-23T12:00'],
      2,
    ],
    ['no instant', [...MOBILE, '--at', 'tomorrow'], 2],
    ['no municipality', [...MOBILE, '--at', '2026-11-23T12:00', '--municipality', '1234567'], 2],
    ['no telephone number', ['--phone', 'casa', '--purpose', 'cobranca', '--at', '2026-11-23T12:00'], 1],
    ['no policy', [...MOBILE, '--at', '2026-11-23T12:00', '--policy', 'brasil-1999'], 1],
  ])('refuses %s', async (_, args, code) => {
    const refused = await run(...args);
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).not.toBe('');
  });

  it('refuses a policy that widens a law, and cites it', async () => {
    const changes = [{ key: 'R13.SP', set: { sunday: '09:00-12:00' } }];
    const own = folder.file(
      'wide.json',
      JSON.stringify({ id: 'own', version: '1', base: 'brasil-2026', changes }),
    );
    const { code, err } = await run(...MOBILE, '--at', '2026-11-23T12:00', '--policy', own);
    expect(code).toBe(1);
    expect(err).toContain('SP Lei 15.426/2014, art. 2');
  });
});
