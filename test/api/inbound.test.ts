import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAgentId, parseQueueId } from '../../src/core/kernel/ids.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { sampleCampaign } from '../support/sample-campaign.js';

let bench: ApiBench;

beforeAll(async () => {
  bench = await startApiBench();
  await bench.engine.campaigns.save(sampleCampaign('demo'), 0);
});
afterAll(() => bench.close());

const NEW = { 'if-none-match': '*' };
const put = (path: string, body: unknown, headers: Record<string, string> = NEW) =>
  bench.call('PUT', path, body, headers);
const detailOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { detail: string }).detail;
const MENU = {
  start: 'escolha',
  onTooLong: 'divida',
  nodes: {
    escolha: {
      kind: 'choose',
      say: 'ura-boas-vindas',
      keys: { '1': 'divida' },
      onSilence: 'divida',
      onInvalid: 'divida',
    },
    divida: { kind: 'queue', queueId: 'divida' },
  },
};

describe('settings of calls that come in', () => {
  it('are made, read back as they were written, changed by ETag and recorded with who and when', async () => {
    const made = await put('/v1/queues/divida', { name: 'Dívida', priority: 2 });
    expect(made.status).toBe(200);
    expect(made.headers.get('etag')).toBe('"1"');
    const read = await bench.call('GET', '/v1/queues/divida');
    expect(await read.json()).toMatchObject({
      kind: 'queue',
      id: 'divida',
      version: 1,
      by: bench.tokenId,
      document: { id: 'divida', name: 'Dívida', priority: 2 },
    });
    expect((await put('/v1/queues/divida', { priority: 3 })).status).toBe(412);
    expect((await put('/v1/queues/divida', { priority: 3 }, {})).status).toBe(428);
    const changed = await put('/v1/queues/divida', { priority: 3 }, { 'if-match': '"1"' });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect((await put('/v1/queues/divida', { priority: 4 }, { 'if-match': '"1"' })).status).toBe(412);
    const changes = (await (await bench.call('GET', '/v1/inbound-changes')).json()) as { items: object[] };
    expect(changes.items.slice(0, 2)).toMatchObject([
      { id: 'divida', version: 2, document: { priority: 3 } },
      { id: 'divida', version: 1, document: { priority: 2 } },
    ]);
  });

  it('are refused with the place of what is wrong, and nothing is kept', async () => {
    const cases: readonly (readonly [string, object, string])[] = [
      ['/v1/queues/x1', { goal: { serviceLevel: 90 } }, 'queue.goal.serviceLevel'],
      ['/v1/queues/x1', { hours: { weekday: ['8 às 20'] } }, 'queue.hours.weekday[0]'],
      ['/v1/queues/x1', { overflow: [{ to: { kind: 'queue', queueId: 'nenhuma' } }] }, 'no queue'],
      ['/v1/queues/x1', { id: 'other' }, 'body.id'],
      ['/v1/menus/x1', { ...MENU, start: 'nowhere' }, 'menu.start'],
      [
        '/v1/menus/x1',
        { ...MENU, nodes: { ...MENU.nodes, divida: { kind: 'queue', queueId: 'sac' } } },
        'sac',
      ],
      [
        '/v1/inbound-lines/+551140000001',
        { campaignId: 'none', to: { kind: 'menu', menuId: 'm' } },
        'no campaign',
      ],
      [
        '/v1/inbound-lines/+551140000001',
        { campaignId: 'demo', to: { kind: 'menu', menuId: 'm' } },
        'no menu',
      ],
      ['/v1/agent-skills/ana', { skills: { ingles: 11 } }, 'agent ana.skills.ingles'],
      ['/v1/agent-skills/ana', { queues: { sac: 1 } }, 'no queue'],
      ['/v1/inbound-rules', { abandoned: { tries: 0 } }, 'rules.abandoned.tries'],
    ];
    for (const [path, body, place] of cases) {
      const response = await put(path, body);
      expect(response.status, `${path} ${place}`).toBe(400);
      expect(await detailOf(response)).toContain(place);
      expect((await bench.call('GET', path)).status).toBe(404);
    }
  });

  it('cannot be taken away while something leads to them', async () => {
    await put('/v1/queues/sac', {});
    await put('/v1/menus/ura', {
      ...MENU,
      nodes: { ...MENU.nodes, divida: { kind: 'queue', queueId: 'sac' } },
    });
    const line = { campaignId: 'demo', to: { kind: 'menu', menuId: 'ura' } };
    expect((await put('/v1/inbound-lines/+551140000001', line)).status).toBe(200);
    const remove = (path: string) => bench.call('DELETE', path, undefined, { 'if-match': '"1"' });
    const refused = await remove('/v1/queues/sac');
    expect(refused.status).toBe(409);
    expect(await detailOf(refused)).toContain("menu 'ura'");
    expect(await detailOf(await remove('/v1/menus/ura'))).toContain('line +551140000001');
    for (const path of ['/v1/inbound-lines/+551140000001', '/v1/menus/ura', '/v1/queues/sac']) {
      expect((await bench.call('DELETE', path)).status).toBe(428);
      expect((await remove(path)).status).toBe(204);
      expect((await bench.call('GET', path)).status).toBe(404);
    }
  });

  it('show the planned pauses of everybody and of one, and that who has no shift has none', async () => {
    const [startMs, endMs] = [1_000_000, 24_000_000];
    const pauses = [{ code: 'nr17_10a', startMs: 5_000_000, endMs: 5_600_000, standing: 'later' }] as const;
    const plan = { agentId: parseAgentId('ana'), startMs, endMs, rostered: true, pauses, problem: '' };
    bench.engine.pausePlanViews.push(plan);
    expect(await (await bench.call('GET', '/v1/pause-plan')).json()).toEqual({ items: [plan] });
    expect(await (await bench.call('GET', '/v1/agents/ana/pauses')).json()).toEqual(plan);
    expect((await bench.call('GET', '/v1/agents/rui/pauses')).status).toBe(404);
    expect(await (await bench.call('POST', '/v1/pause-plan/replan')).json()).toEqual({ items: [plan] });
    expect(bench.engine.asked).toContain('replanPauses');
  });

  it('show the queues as they stand', async () => {
    const answer = await bench.call('GET', '/v1/queue-figures');
    expect(await answer.json()).toEqual({ items: [] });
  });

  it('show what is expected of them by half hour, and the agents kept for it, by name those one sees', async () => {
    const queue = { id: parseQueueId('divida'), name: 'Dívida', goalShare: 0.9, goalSeconds: 10 };
    const halfHours = [{ fromMs: 1, promised: 20, expected: 24, came: null }];
    const day = { pace: 1.2, halfHours };
    const [agents, talking] = [6, 1];
    bench.engine.outlookViews.push({
      ...queue,
      agents,
      talking,
      need: null,
      day,
      kept: [parseAgentId('ana')],
    });
    const answer = await bench.call('GET', '/v1/queue-outlooks');
    expect(await answer.json()).toEqual({
      items: [{ ...queue, agents, talking, need: null, day, kept: 1, keptAgents: ['ana'] }],
    });
  });

  it('play a menu before a caller meets it: all its faults, or each step of a call at an hour', async () => {
    await put('/v1/queues/horas', { hours: { weekday: ['08:00-20:00'] } });
    const nodes = {
      hora: { kind: 'hours', queueId: 'horas', open: 'fila', closed: 'fechada' },
      fila: { kind: 'queue', queueId: 'horas' },
      fechada: { kind: 'hangUp', say: 'fila-fechada' },
    };
    const document = { start: 'hora', onTooLong: 'fila', nodes };
    const play = async (body: object) =>
      (await bench.call('POST', '/v1/menu-rehearsals', { at: '2026-11-24T10:00:00-03:00', ...body })).json();
    expect(await play({ document })).toEqual({
      faults: [],
      rehearsal: {
        steps: [
          { kind: 'hours', queueId: 'horas', open: true },
          { kind: 'end', end: { kind: 'queue', queueId: 'horas', priority: 0 } },
        ],
        awaits: null,
      },
    });
    // A Sunday.
    expect(await play({ document, at: '2026-11-22T10:00:00-03:00' })).toMatchObject({
      rehearsal: { steps: [{ open: false }, { kind: 'heard', sounds: ['fila-fechada'] }, { kind: 'end' }] },
    });
    const lost = { ...document, nodes: { ...nodes, solta: { kind: 'say', say: '', next: 'x' } } };
    expect(await play({ document: lost })).toMatchObject({
      faults: [{ kind: 'form', node: 'solta', member: 'say' }],
      rehearsal: null,
    });
    await put('/v1/inbound-lines/+551140000077', {
      campaignId: 'demo',
      to: { kind: 'queue', queueId: 'horas' },
    });
    expect(await play({ number: '+551140000077' })).toMatchObject({ rehearsal: { awaits: null } });
    expect(await play({ number: '+551140000078' })).toMatchObject({ code: 'DLR_NOT_FOUND' });
    expect(await play({ number: '+551140000077', document })).toMatchObject({ code: 'DLR_INPUT_INVALID' });
    const sounds = (await (await bench.call('GET', '/v1/menu-sounds')).json()) as { items: object[] };
    expect(sounds.items).toContainEqual({ name: 'ura-opcao-invalida', words: 'Opção inválida.' });
  });
});
