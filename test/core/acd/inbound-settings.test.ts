import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readAgentDuty } from '../../../src/core/acd/agent-duty.js';
import type { AnnouncementPart } from '../../../src/core/acd/announcement.js';
import { announcementSounds } from '../../../src/core/acd/announcement-sounds.js';
import { menuOfQueue, queueOfMenu, readInboundLine } from '../../../src/core/acd/inbound-line.js';
import { INBOUND_RULES_DEFAULTS, readInboundRules } from '../../../src/core/acd/inbound-rules.js';
import { startWalk } from '../../../src/core/acd/ivr-walk.js';
import { readIvrMenu } from '../../../src/core/acd/read-ivr-menu.js';
import { parseQueueId } from '../../../src/core/kernel/ids.js';
import { MINUTE } from '../../../src/core/kernel/time.js';

const DEBTS = parseQueueId('divida');
const LINE = { number: '+551130040001', campaignId: 'cobranca', to: { kind: 'queue', queueId: 'divida' } };

describe('a line that people call', () => {
  test('leads to a menu or a queue, and refuses what is neither with its place', () => {
    expect(readInboundLine(LINE)).toMatchObject({ greeting: '', closedSay: 'fila-fechada' });
    expect(readInboundLine({ ...LINE, to: { kind: 'menu', menuId: 'ura' } }).to).toEqual({
      kind: 'menu',
      menuId: 'ura',
    });
    for (const [change, place] of [
      [{ number: '1130040001' }, 'line.number'],
      [{ to: { kind: 'agent' } }, 'line.to.kind'],
      [{ to: { kind: 'queue', queueId: 'a b' } }, 'line.to.queueId'],
      [{ campaignId: '' }, 'line.campaignId'],
      [{ extra: 1 }, 'line.extra'],
    ] as const) {
      expect(() => readInboundLine({ ...LINE, ...change })).toThrow(place);
    }
  });

  test('that leads to a queue greets, and says so and ends while the queue is closed', () => {
    const line = readInboundLine({ ...LINE, greeting: 'ola' });
    const menu = menuOfQueue(line, DEBTS);
    const said = (open: boolean) =>
      startWalk(menu, { recognised: false, isOpen: () => open }).effects.map((effect) =>
        effect.kind === 'say' ? effect.sounds.join() : effect.kind,
      );
    expect(said(true)).toEqual(['ola']);
    expect(said(false)).toEqual(['fila-fechada']);
    expect(queueOfMenu(menu)).toBe('divida');
    const plain = menuOfQueue(readInboundLine(LINE), DEBTS);
    expect(startWalk(plain, { recognised: false, isOpen: () => true }).walk.end).toMatchObject({
      kind: 'queue',
      queueId: 'divida',
    });
  });
});

describe('what an agent may take', () => {
  test('is his rank by queue, his level by skill, and whether he is blended', () => {
    const duty = readAgentDuty({ queues: { divida: 2 }, skills: { ingles: 7 } });
    expect([...duty.queues, ...duty.skills]).toEqual([
      ['divida', 2],
      ['ingles', 7],
    ]);
    expect(duty.role).toBe('both');
    expect(() => readAgentDuty({ queues: { divida: 0 } })).toThrow('agent.queues.divida');
    expect(() => readAgentDuty({ skills: { ingles: 11 } })).toThrow('agent.skills.ingles');
    expect(() => readAgentDuty({ role: 'all' })).toThrow('agent.role');
  });
});

describe('what holds for all queues', () => {
  test('takes its defaults where nothing is said, and bounds what is', () => {
    expect(readInboundRules({})).toEqual(INBOUND_RULES_DEFAULTS);
    const rules = readInboundRules({
      priorityStepMs: null,
      abandoned: { delayMs: MINUTE },
      callsBack: false,
    });
    expect(rules).toMatchObject({ priorityStepMs: null, callsBack: false, abandoned: { delayMs: MINUTE } });
    expect(() => readInboundRules({ abandoned: { tries: 99 } })).toThrow('rules.abandoned.tries');
    expect(() => readInboundRules({ returns: { lookBackMs: 1 } })).toThrow('rules.returns.lookBackMs');
  });
});

describe('a menu with a way out of all calls', () => {
  test('tells of the wish, says that it is kept, and goes on', () => {
    const menu = readIvrMenu({
      start: 'sair',
      onTooLong: 'fim',
      nodes: {
        sair: { kind: 'optOut', say: 'ura-descadastro', next: 'fim' },
        fim: { kind: 'hangUp' },
      },
    });
    const { effects } = startWalk(menu, { recognised: false, isOpen: () => true });
    expect(effects).toEqual([{ kind: 'optOut' }, { kind: 'say', sounds: ['ura-descadastro'] }]);
    expect(() =>
      readIvrMenu({ start: 'a', onTooLong: 'a', nodes: { a: { kind: 'optOut', say: 's', next: 'a' } } }),
    ).toThrow('menu.onTooLong');
  });
});

describe('the sounds of an announcement', () => {
  const folder = fileURLToPath(new URL('../../../asterisk-config/sounds', import.meta.url));
  const files = new Set(readdirSync(folder).map((file) => file.replace(/\.wav$/, '')));

  test('are there for every place and every number of minutes that a queue may say', () => {
    const parts: AnnouncementPart[] = [{ kind: 'thanks' }];
    for (let count = 1; count <= 121; count++) {
      parts.push({ kind: 'position', position: count });
      parts.push({ kind: 'within', minutes: count }, { kind: 'overMinutes', minutes: count });
    }
    const missing = parts.flatMap(announcementSounds).filter((sound) => !files.has(sound));
    expect([...new Set(missing)]).toEqual([]);
  });

  test('say numbers as they are said', () => {
    expect(announcementSounds({ kind: 'position', position: 3 })).toEqual(['fila-posicao', 'numero-3']);
    expect(announcementSounds({ kind: 'position', position: 11 })).toEqual(['fila-posicao-mais']);
    expect(announcementSounds({ kind: 'within', minutes: 1 })).toEqual([
      'fila-espera',
      'numero-1',
      'fila-minuto',
    ]);
    expect(announcementSounds({ kind: 'overMinutes', minutes: 45 })).toEqual([
      'fila-espera-mais',
      'numero-40',
      'numero-e',
      'numero-5',
      'fila-minutos',
    ]);
    expect(announcementSounds({ kind: 'within', minutes: 112 }).slice(1, -1)).toEqual([
      'numero-cento',
      'numero-e',
      'numero-12',
    ]);
  });
});
