import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type RehearsedAnswer, rehearseIvr } from '../../../src/core/acd/ivr-rehearsal.js';
import { PRODUCT_SOUNDS } from '../../../src/core/acd/product-sounds.js';
import { ivrFaults, readIvrMenu } from '../../../src/core/acd/read-ivr-menu.js';
import { DEBTS } from './acd-samples.js';

const STORED = {
  start: 'horario',
  onTooLong: 'fila',
  nodes: {
    horario: { kind: 'hours', queueId: DEBTS, open: 'conhecido', closed: 'fechada' },
    conhecido: { kind: 'recognised', yes: 'fila', no: 'escolha' },
    escolha: {
      kind: 'choose',
      say: 'boas-vindas',
      keys: { '1': 'fila', '9': 'sair' },
      waitMs: 4000,
      times: 2,
      sayInvalid: 'invalida',
      onSilence: 'fim',
      onInvalid: 'fim',
    },
    sair: { kind: 'optOut', say: 'registrado', next: 'fim' },
    fila: { kind: 'queue', queueId: DEBTS },
    fim: { kind: 'hangUp' },
    fechada: { kind: 'hangUp', say: 'fechada' },
  },
};
const QUEUES = new Set([DEBTS]);
const OPENS_MS = 10_000;
const facts = (recognised: boolean) => (atMs: number) => ({ recognised, isOpen: () => atMs >= OPENS_MS });
const key = (digit: '1' | '5' | '9'): RehearsedAnswer => ({ kind: 'key', digit });
const play = (answers: readonly RehearsedAnswer[], atMs = OPENS_MS, recognised = false) =>
  rehearseIvr(readIvrMenu(STORED, QUEUES), answers, facts(recognised), atMs);
const changed = (nodes: object, head: object = {}) => ({
  ...STORED,
  nodes: { ...STORED.nodes, ...nodes },
  ...head,
});
const faultsOf = (stored: unknown) =>
  ivrFaults(stored, QUEUES).map(({ kind, node, member }) => `${kind} ${node ?? '-'} ${member}`.trim());

describe('a rehearsal of a menu', () => {
  test('shows what is asked of hours and caller, what is heard, and which keys mean something', () => {
    expect(play([])).toEqual({
      steps: [
        { kind: 'hours', queueId: DEBTS, open: true },
        { kind: 'recognised', yes: false },
        { kind: 'heard', node: 'escolha', sounds: ['boas-vindas'] },
      ],
      awaits: { node: 'escolha', keys: ['1', '9'] },
    });
  });

  test('goes by the hour of the call, and lets who is known pass the question', () => {
    expect(play([], 0).steps.at(-1)).toEqual({ kind: 'end', end: { kind: 'hangUp' } });
    expect(play([], OPENS_MS, true)).toMatchObject({
      steps: [{}, { yes: true }, { kind: 'end', end: { kind: 'queue', queueId: DEBTS } }],
      awaits: null,
    });
  });

  test('takes a wrong key, then silence, as the live call does, and ends where that leads', () => {
    expect(play([key('5'), { kind: 'silence' }, key('1')]).steps.slice(3)).toEqual([
      { kind: 'key', node: 'escolha', digit: '5' },
      { kind: 'heard', node: 'escolha', sounds: ['invalida', 'boas-vindas'] },
      { kind: 'silence', node: 'escolha', ms: 4000 },
      { kind: 'end', end: { kind: 'hangUp' } },
    ]);
  });

  test('says that a wish to be left alone goes on file', () => {
    const kinds = play([key('9')]).steps.map(({ kind }) => kind);
    expect(kinds.slice(-4)).toEqual(['key', 'optOut', 'heard', 'end']);
  });
});

describe('the faults of a menu', () => {
  test('are none of one that reads', () => {
    expect(ivrFaults(STORED, QUEUES)).toEqual([]);
  });

  test('are all told at their places: absent sounds, queues that are none, and what stands at the head', () => {
    const broken = {
      sair: { kind: 'optOut', say: '', next: 'fim' },
      fila: { kind: 'queue', queueId: 'nenhuma' },
      escolha: { ...STORED.nodes.escolha, keys: { x: 'fila' } },
    };
    expect(faultsOf(changed(broken))).toEqual(['form escolha keys', 'form sair say', 'form fila queueId']);
    expect(faultsOf(changed({}, { start: '' }))).toEqual(['form - start']);
    expect(faultsOf('menu')).toEqual(['form -']);
  });

  test('are ways that lead to nothing, each at its key, before anything else is said', () => {
    const broken = {
      escolha: { ...STORED.nodes.escolha, keys: { '1': 'filla', '9': 'sair' }, onSilence: 'x' },
    };
    expect(faultsOf(changed(broken, { onTooLong: 'escolha' }))).toEqual([
      'no_node escolha keys.1',
      'no_node escolha onSilence',
      'goes_on - onTooLong',
    ]);
  });

  test('are nodes that nobody comes to, and a way round with its nodes in order', () => {
    const round = {
      fechada: { kind: 'say', say: 'fechada', next: 'horario' },
      solta: { kind: 'hangUp' },
    };
    const faults = ivrFaults(changed(round), QUEUES);
    expect(faults.map(({ kind, node }) => [kind, node])).toEqual([
      ['unreached', 'solta'],
      ['loop', 'horario'],
    ]);
    expect(faults[1]?.way).toEqual(['horario', 'fechada', 'horario']);
  });
});

test('the sounds that are named for menus are spoken with the words that are shown', async () => {
  const script = (await readFile('scripts/make-sounds.sh', 'utf8')).replaceAll('\\\n', '');
  for (const [name, words] of Object.entries(PRODUCT_SOUNDS)) {
    expect(script).toContain(`speak ${name} "${words}"`);
  }
});
