import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_IVR_STEPS } from '../../../src/core/acd/ivr-menu.js';
import {
  type IvrEffect,
  type IvrFacts,
  type IvrInput,
  type IvrStep,
  startWalk,
  stepWalk,
} from '../../../src/core/acd/ivr-walk.js';
import { readIvrMenu } from '../../../src/core/acd/read-ivr-menu.js';
import { DEBTS, SALES } from './acd-samples.js';

const STORED = {
  start: 'saudacao',
  onTooLong: 'fim',
  nodes: {
    saudacao: { kind: 'say', say: 'bem-vindo', next: 'horario' },
    horario: { kind: 'hours', queueId: 'cobranca', open: 'retorno', closed: 'fechado' },
    retorno: { kind: 'recognised', yes: 'fila', no: 'inicio' },
    inicio: {
      kind: 'choose',
      say: 'menu-inicial',
      keys: { '1': 'contrato', '2': 'vendas', '9': 'inicio' },
      waitMs: 4000,
      times: 2,
      sayInvalid: 'opcao-invalida',
      onSilence: 'fila',
      onInvalid: 'fim',
    },
    contrato: {
      kind: 'collect',
      name: 'contrato',
      say: 'digite-o-contrato',
      least: 3,
      most: 6,
      times: 2,
      onSilence: 'fila',
      onInvalid: 'fila',
      next: 'fila',
    },
    fila: { kind: 'queue', queueId: 'cobranca', priority: 1 },
    vendas: { kind: 'queue', queueId: 'vendas' },
    fechado: { kind: 'callback', queueId: 'cobranca', say: 'ligamos-amanha' },
    fim: { kind: 'hangUp', say: 'ate-logo' },
  },
};
const QUEUES = new Set([DEBTS, SALES]);
const MENU = readIvrMenu(STORED, QUEUES);
const OPEN: IvrFacts = { recognised: false, isOpen: () => true };

/** `.` is a sound's end, `x` a hang-up, `t` a tick, `+4000` time that passes, anything else a key. */
function walk(
  story: string,
  facts: IvrFacts = OPEN,
  menu = MENU,
): { readonly step: IvrStep; readonly said: string[] } {
  const said: string[] = [];
  let nowMs = 0;
  let step = startWalk(menu, facts);
  const note = (effects: readonly IvrEffect[]): void => {
    said.push(...effects.map(heard));
  };
  note(step.effects);
  for (const word of story.split(' ').filter((text) => text !== '')) {
    if (word.startsWith('+')) {
      nowMs += Number(word);
      continue;
    }
    step = stepWalk(menu, step.walk, inputOf(word), facts, nowMs);
    note(step.effects);
  }
  return { step, said };
}

function inputOf(word: string): IvrInput {
  switch (word) {
    case '.':
      return { kind: 'soundOver' };
    case 'x':
      return { kind: 'hungUp' };
    case 't':
      return { kind: 'tick' };
    default:
      return { kind: 'key', digit: word };
  }
}

function heard(effect: IvrEffect): string {
  switch (effect.kind) {
    case 'say':
      return effect.sounds.join('+');
    case 'optOut':
      return 'opt-out';
    case 'end':
      return `= ${effect.end.kind}`;
  }
}

describe('a way through the menu', () => {
  test('a key during the sound is taken at once', () => {
    const { said, step } = walk('. 2');
    expect(said).toEqual(['bem-vindo', 'menu-inicial', '= queue']);
    expect(step.walk.end).toEqual({ kind: 'queue', queueId: 'vendas', priority: 0 });
  });

  test('silence is asked again, then goes where the menu says', () => {
    const { said, step } = walk('. . +3999 t +1 t . +4000 t');
    expect(said).toEqual(['bem-vindo', 'menu-inicial', 'menu-inicial', '= queue']);
    expect(step.walk.end).toEqual({ kind: 'queue', queueId: 'cobranca', priority: 1 });
  });

  test('a wrong key is told, asked again, then goes where the menu says', () => {
    expect(walk('. 7 8').said).toEqual([
      'bem-vindo',
      'menu-inicial',
      'opcao-invalida+menu-inicial',
      'ate-logo',
    ]);
    expect(walk('. 7 8 .').step.walk.end).toEqual({ kind: 'hangUp' });
  });

  test('digits end at their number, by the hash, or by silence when they are enough', () => {
    const collected = (story: string) => walk(story).step.walk.collected.get('contrato');
    expect(collected('. 1 1 2 3 4 5 6')).toBe('123456');
    expect(collected('. 1 1 2 3 #')).toBe('123');
    expect(collected('. 1 1 2 3 +5000 t')).toBe('123');
    expect(collected('. 1 1 2 +5000 t')).toBeUndefined();
    expect(walk('. 1 1 2 #').said.at(-1)).toBe('digite-o-contrato');
    expect(walk('. 1 1').said.slice(-2)).toEqual(['digite-o-contrato', '']);
  });

  test('a key that comes after the deadline belongs to what is asked next', () => {
    expect(walk('. . +4000 2').said.slice(-2)).toEqual(['menu-inicial', '= queue']);
    expect(walk('. 1 1 2 3 +5000 9').step.walk.end?.kind).toBe('queue');
  });

  test('a caller who answers one of our calls goes straight to the queue, and at night leaves his number', () => {
    expect(walk('.', { recognised: true, isOpen: () => true }).said).toEqual(['bem-vindo', '= queue']);
    const night = walk('. .', { recognised: false, isOpen: () => false });
    expect(night.said).toEqual(['bem-vindo', 'ligamos-amanha', '= callback']);
    expect(night.step.walk.end).toEqual({ kind: 'callback', queueId: 'cobranca' });
  });

  test('a caller who hangs up is told with the node he was in, and nothing follows', () => {
    const { said, step } = walk('. x 2 . t');
    expect(said.slice(-1)).toEqual(['= left']);
    expect(step.walk.end).toEqual({ kind: 'left', nodeId: 'inicio' });
  });

  test('who goes round by a key of the menu is let go at last', () => {
    const { step, said } = walk(`. ${'9 '.repeat(MOST_IVR_STEPS)}`);
    expect(step.walk.nodeId).toBe('fim');
    expect(said.at(-1)).toBe('ate-logo');
  });

  test('ends for every caller whatever he presses, within its steps and its silences', () => {
    const word = fc.constantFrom('.', 't', '1', '2', '3', '9', '#', '*', '+1000', '+6000', 'Z');
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 80 }),
        fc.boolean(),
        fc.boolean(),
        (story, recognised, open) => {
          const { step, said } = walk(story.join(' '), { recognised, isOpen: () => open });
          expect(step.walk.steps).toBeLessThanOrEqual(MOST_IVR_STEPS + 2);
          expect(said.filter((text) => text.startsWith('=')).length).toBe(step.walk.end === null ? 0 : 1);
          // Left alone from here on: each sound ends, each silence lasts to its end.
          const quiet = walk(`${story.join(' ')} ${'. +60000 t '.repeat(12)}`, {
            recognised,
            isOpen: () => open,
          });
          expect(quiet.step.walk.end).not.toBeNull();
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('reading a menu', () => {
  const changed = (nodes: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    ({ ...STORED, ...more, nodes: { ...STORED.nodes, ...nodes } }) as unknown;
  const refusal = (stored: unknown): string => {
    try {
      readIvrMenu(stored, QUEUES);
      return 'accepted';
    } catch (error) {
      return (error as { detail: string }).detail;
    }
  };

  test('fills in what is absent', () => {
    expect(MENU.nodes.get('contrato')).toMatchObject({ waitMs: 5000, times: 2, sayInvalid: '' });
    expect(MENU.nodes.get('vendas')).toMatchObject({ priority: 0 });
  });

  test('names the place of what is wrong, what stands there, and what should', () => {
    const inicio = STORED.nodes.inicio;
    expect(refusal(changed({ inicio: { ...inicio, keys: { '1': 'contrato', '12': 'vendas' } } }))).toBe(
      'menu.nodes.inicio.keys, key "12" is "12": write one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, *, #.',
    );
    expect(refusal(changed({ inicio: { ...inicio, waitMs: 10 } }))).toBe(
      'menu.nodes.inicio.waitMs is 10: write a whole number from 500 to 60000.',
    );
    expect(refusal(changed({ inicio: { ...inicio, barge: true } }))).toContain(
      'menu.nodes.inicio.barge is no setting',
    );
    expect(refusal(changed({ fila: { kind: 'fila' } }))).toContain(
      'menu.nodes.fila.kind is "fila": write one of say',
    );
    expect(refusal(changed({ vendas: { kind: 'queue', queueId: 'vendass' } }))).toContain(
      'menu.nodes.vendas.queueId is "vendass": write a queue that exists (cobranca, vendas)',
    );
    expect(refusal(changed({ inicio: { ...inicio, keys: {} } }))).toContain('at least one key');
    expect(refusal({ ...STORED, start: 'inicioo' })).toBe(
      'menu.start is "inicioo": write the name of a node.',
    );
    expect(refusal(null)).toBe('menu is null: write an object.');
    expect(refusal({ ...STORED, nodes: {} })).toContain('1 to 500 nodes');
    expect(refusal({ ...STORED, onTooLong: 'saudacao' })).toContain('a node that ends the menu');
  });

  test('refuses a way to nowhere, and a node that nothing leads to', () => {
    expect(refusal(changed({ saudacao: { kind: 'say', say: 'x', next: 'inicioo' } }))).toBe(
      "menu.nodes.saudacao leads to 'inicioo', which is no node: add it or mend the name.",
    );
    expect(refusal(changed({ sobra: { kind: 'hangUp' } }))).toBe(
      'menu.nodes.sobra is led to by nothing: lead to it from another node, or take it out.',
    );
  });

  test('refuses a way round on which nobody presses anything, and names it', () => {
    const inicio = { ...STORED.nodes.inicio, onSilence: 'saudacao' };
    expect(refusal(changed({ inicio }))).toBe(
      'menu.nodes: saudacao → horario → retorno → inicio → saudacao goes round without the caller pressing anything: let one of them end.',
    );
    expect(refusal(changed({ inicio: { ...STORED.nodes.inicio, onInvalid: 'inicio' } }))).toContain(
      'inicio → inicio',
    );
  });

  test('reads or refuses anything at all, and what it reads can be walked', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const node = fc.oneof(
      fc.record({ kind: fc.constant('say'), say: fc.constant('s'), next: id }),
      fc.record({
        kind: fc.constant('choose'),
        say: fc.constant('s'),
        keys: fc.dictionary(fc.constantFrom('1', '2', '#'), id, { minKeys: 1 }),
        onSilence: id,
        onInvalid: id,
      }),
      fc.record({ kind: fc.constant('recognised'), yes: id, no: id }),
      fc.record({ kind: fc.constant('queue'), queueId: fc.constant('vendas') }),
      fc.record({ kind: fc.constant('hangUp') }),
      fc.record({ kind: fc.constant('hangUp') }),
    );
    let read = 0;
    fc.assert(
      fc.property(
        fc.dictionary(id, node, { minKeys: 1 }),
        fc.array(fc.constantFrom('.', '1', '2', 't', '+9000')),
        (nodes, story) => {
          const stored = { start: 'a', onTooLong: 'd', nodes };
          const said = refusal(stored);
          if (said !== 'accepted') {
            expect(said.startsWith('menu')).toBe(true);
            return;
          }
          read += 1;
          const { step } = walk(
            `${story.join(' ')} ${'. +60000 t '.repeat(20)}`,
            OPEN,
            readIvrMenu(stored, QUEUES),
          );
          expect(step.walk.end).not.toBeNull();
        },
      ),
      { numRuns: 4000 },
    );
    expect(read).toBeGreaterThan(20);
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        expect(refusal(stored)).not.toBe('accepted');
      }),
    );
  });
});
