import { describe, expect, it } from 'vitest';
import {
  BUILT_IN_PAUSES,
  type PauseCode,
  pauseCodeProblem,
  pauseCodes,
} from '../../../src/core/pauses/pause-code.js';

const own = (code: string, change: Partial<PauseCode> = {}): PauseCode => ({
  ...{ code, labelPtBr: 'Ginástica', labelEn: 'Exercise', kind: 'rest' },
  ...{ paid: true, planned: false, active: true },
  ...change,
});
const builtIn = (code: string): PauseCode => BUILT_IN_PAUSES.find((one) => one.code === code)!;

describe('pause codes', () => {
  it('are the program’s under the labels that were kept, then the operation’s own', () => {
    const codes = pauseCodes([own('ginastica'), { ...builtIn('banheiro'), labelPtBr: 'Toalete' }]);
    expect(codes.map(({ code }) => code)).toEqual([...BUILT_IN_PAUSES.map(({ code }) => code), 'ginastica']);
    expect(codes.find(({ code }) => code === 'banheiro')).toMatchObject({
      labelPtBr: 'Toalete',
      kind: 'toilet',
    });
  });

  it.each(['banheiro', 'pos_abuso'])('never lose %s, whatever is asked', (code) => {
    expect(pauseCodeProblem({ ...builtIn(code), active: false })).toContain('NR-17');
    expect(pauseCodeProblem({ ...builtIn(code), labelPtBr: 'Outro nome' })).toBeNull();
    expect(pauseCodeProblem({ ...builtIn(code), kind: 'other' })).toContain('labels alone');
  });

  it('let others go out of use, and take no second toilet under another name', () => {
    expect(pauseCodeProblem({ ...builtIn('treinamento'), active: false })).toBeNull();
    expect(pauseCodeProblem(own('wc', { kind: 'toilet' }))).toContain('own code');
    expect(pauseCodeProblem(own('banheiro_2', { kind: 'other' }))).toContain('toilet');
    expect(pauseCodeProblem(own('ginastica'))).toBeNull();
  });
});
