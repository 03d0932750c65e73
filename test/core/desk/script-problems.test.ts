import { describe, expect, it } from 'vitest';
import { COLLECTION_SCRIPT } from '../../../src/core/desk/collection-script.js';
import { scriptProblems } from '../../../src/core/desk/script-problems.js';
import { hasConfirmed, isScriptWay, type ScriptStep } from '../../../src/core/desk/script-step.js';

const aStep = (id: string, change: Partial<ScriptStep> = {}): ScriptStep => ({
  ...{ id, text: 'Bom dia, {nome}.', confirms: false, branches: [], disposition: 'terceiro' },
  ...change,
});
const to = (...ids: readonly string[]) => ids.map((id) => ({ label: `vai a ${id}`, to: id }));
const kindsOf = (...steps: readonly ScriptStep[]) =>
  scriptProblems(steps).map(({ kind, step, what }) => `${kind} ${step} ${what}`);

describe('what keeps a script from being used', () => {
  it('is nothing in the product’s own', () => {
    expect(scriptProblems(COLLECTION_SCRIPT)).toEqual([]);
  });

  it('is a field of the contact before he has confirmed who he is, and not after', () => {
    const owed = aStep('valor', { text: 'São {valor}, {primeiro_nome}.' });
    expect(kindsOf(aStep('quem', { branches: to('valor') }), owed)).toEqual(['debt_field valor valor']);
    expect(kindsOf(aStep('quem', { branches: to('valor') }), { ...owed, confirms: true })).toEqual([]);
    const late = aStep('sabe', { confirms: true, branches: to('valor') });
    expect(kindsOf(aStep('quem', { branches: to('sabe') }), late, owed)).toEqual([]);
    // One way round the step that confirms is enough.
    expect(kindsOf(aStep('quem', { branches: to('sabe', 'valor') }), late, owed)).toEqual([
      'debt_field valor valor',
    ]);
  });

  it.each([
    'É sobre uma dívida sua.',
    'Há um DÉBITO em aberto.',
    'Sua parcela está vencida.',
    'Falo da cobrança.',
    'Consta inadimplência.',
    'Tenho um acordo para o senhor.',
  ])('is a word that tells of a debt to whoever picks up: %s', (text) => {
    const [found] = scriptProblems([aStep('quem', { text })]);
    expect(found?.kind).toBe('debt_word');
    expect(scriptProblems([aStep('quem', { text, confirms: true })])).toEqual([]);
  });

  it.each(['Bom dia, falo com {nome}?', 'Ele concordou em atender?', 'Acordei o senhor?'])(
    'is no innocent word: %s',
    (text) => expect(scriptProblems([aStep('quem', { text })])).toEqual([]),
  );

  it('is a shape that leads nowhere', () => {
    expect(scriptProblems([])).toMatchObject([{ kind: 'no_step' }]);
    expect(
      kindsOf(
        aStep('a', { text: ' ', branches: [...to('b', 'x'), { label: 'vai a b', to: 'b' }] }),
        aStep('b', { disposition: null }),
        aStep('só'),
        aStep('b'),
      ),
    ).toEqual([
      'no_text a a',
      'no_such_step a x',
      'double_answer a vai a b',
      'no_end b b',
      'not_reached só só',
      'double_id b b',
    ]);
  });
});

describe('a way through a script', () => {
  const way = (...steps: readonly (readonly [string, string | null])[]) =>
    steps.map(([step, answer]) => ({ step, answer }));

  it('begins at the first step and follows the answers', () => {
    const known = way(['quem', 'É a pessoa'], ['confirma', null]);
    expect(isScriptWay(COLLECTION_SCRIPT, known)).toBe(true);
    expect(hasConfirmed(COLLECTION_SCRIPT, known)).toBe(false);
    const through = way(['quem', 'É a pessoa'], ['confirma', 'Confirmou'], ['assunto', null]);
    expect(isScriptWay(COLLECTION_SCRIPT, through)).toBe(true);
    expect(hasConfirmed(COLLECTION_SCRIPT, through)).toBe(true);
  });

  it('cannot jump, invent an answer, or go on after its end', () => {
    for (const wrong of [
      way(['assunto', null]),
      way(['quem', 'Talvez'], ['confirma', null]),
      way(['quem', 'É a pessoa'], ['assunto', null]),
      way(['quem', 'É a pessoa']),
      way(['quem', null], ['confirma', null]),
    ]) {
      expect(isScriptWay(COLLECTION_SCRIPT, wrong)).toBe(false);
    }
  });
});
