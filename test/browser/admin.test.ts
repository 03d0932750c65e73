import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { DemoPage } from '../support/demo-page.js';

/** What the functions that run in the browser use of it. */
declare const document: { readonly documentElement: { readonly scrollWidth: number } };
declare const innerWidth: number;

/** A trunk as the server tells of it. */
type Trunk = Readonly<Record<'id' | 'inUse' | 'backOff' | 'locked' | 'version', unknown>>;

const demo = new DemoPage(/400|412/);
let page: Page;

beforeEach(() => {
  ({ page } = demo);
});

async function open(place: string): Promise<void> {
  await page.goto(`${demo.address}/app/admin/${place}#token=${demo.token}`);
  await page.getByRole('heading', { name: 'Cadência' }).waitFor({ state: 'detached' });
}

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  return fetch(`${demo.address}${path}`, {
    method,
    headers: { authorization: `Bearer ${demo.token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const noOverflow = async () =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

describe('administration of campaigns', () => {
  it('makes a campaign from a preset, refuses what is out of range by name, and says why it does not dial', async () => {
    await open('campaigns');
    await page.getByRole('button', { name: 'Nova campanha' }).click();
    await page.getByText('Retenção de telecom').click();
    const next = page.getByRole('button', { name: 'Continuar' });
    await next.click();
    await page.getByLabel('Nome').fill('Retenção de novembro');
    await next.click();
    const ring = page.getByLabel(/Toque mais longo/);
    await ring.fill('10');
    await page.getByText('Fora da faixa: de 15 a 120 s (R32).').waitFor();
    expect(await next.isDisabled()).toBe(true);
    await noOverflow();
    await ring.fill('20');
    await page.getByLabel('Grava toda conversa com agente').check();
    await next.click();
    await page.getByText('nunca mais ligar', { exact: false }).waitFor();
    await next.click();
    await page.getByRole('button', { name: 'Ensaiar' }).click();
    await page.getByText('Depois:', { exact: false }).waitFor();
    await next.click();
    await page.getByRole('definition').filter({ hasText: 'Toda conversa' }).waitFor();
    await page.getByRole('button', { name: 'Criar como rascunho' }).click();
    await page.getByText('a campanha não está em andamento').waitFor();
    const made = (await (await ask('GET', '/v1/campaigns/retencao-de-novembro')).json()) as {
      state: string;
      settings: Record<string, unknown>;
    };
    expect(made).toMatchObject({
      state: 'draft',
      settings: {
        purpose: 'oferta',
        sector: 'telecom',
        mode: 'power',
        ringTimeoutMs: 20_000,
        recordsEveryTalk: true,
      },
    });
  });

  it('keeps what two people wrote at once, each told of the other', async () => {
    await ask('PUT', '/v1/campaigns/dois', { name: 'Dois' });
    await open('campaigns/dois');
    await page.getByRole('tab', { name: 'Ajustes' }).click();
    await page.getByLabel('Contrato', { exact: true }).fill('C-9');
    const theirs = await ask('PATCH', '/v1/campaigns/dois', { ringTimeoutMs: 30_000 }, { 'if-match': '"1"' });
    expect(theirs.status).toBe(200);
    await page.getByRole('button', { name: 'Salvar' }).click();
    await page.getByText('Ela mudou: Toque mais longo.').waitFor();
    await page.getByRole('button', { name: /Manter as minhas/ }).click();
    await page.getByRole('button', { name: 'Salvar' }).click();
    await page.getByText('Tudo salvo.').waitFor();
    const { settings } = (await (await ask('GET', '/v1/campaigns/dois')).json()) as {
      settings: Record<string, unknown>;
    };
    expect(settings).toMatchObject({ contractId: 'C-9', ringTimeoutMs: 30_000 });
  });

  it('gives quartiles of agents their modes, within the ranges, and says when they are made', async () => {
    await ask('PUT', '/v1/campaigns/quartis', { name: 'Quartis' });
    await open('campaigns/quartis');
    await page.getByRole('tab', { name: 'Grupos' }).click();
    await page.getByLabel(/O quartil de cada agente decide/).check();
    await page.getByText('Ainda não foi feito.', { exact: false }).waitFor();
    const save = page.getByRole('button', { name: 'Salvar' });
    const days = page.getByLabel(/Dias olhados para trás/);
    await days.fill('4');
    await page.getByText('Fora da faixa: de 5 a 60', { exact: false }).waitFor();
    expect(await save.isDisabled()).toBe(true);
    await days.fill('30');
    await page.getByLabel('4º quartil').selectOption('preview');
    await noOverflow();
    await save.click();
    await page.getByText('Tudo salvo.').waitFor();
    const { settings } = (await (await ask('GET', '/v1/campaigns/quartis')).json()) as {
      settings: Record<string, unknown>;
    };
    expect(settings['quartileModes']).toMatchObject({
      days: 30,
      modes: ['predictive', 'power', null, 'preview'],
    });
  });

  it('starts and pauses from the list', async () => {
    await ask('PUT', '/v1/campaigns/lista', { name: 'Da lista' });
    await open('campaigns');
    await page.getByRole('button', { name: 'Iniciar: Da lista' }).click();
    await page.getByRole('button', { name: 'Pausar: Da lista' }).click();
    await page.getByText('Da lista pausada', { exact: false }).waitFor();
    await noOverflow();
  });
});

describe('administration of lists', () => {
  it('loads a file under our eyes, shows what it left out, and orders it among the others', async () => {
    await ask('PUT', '/v1/campaigns/com-lista', { name: 'Com lista' });
    await open('mailings?campaign=com-lista');
    const csv = 'Quem;Fone residencial;Operação\nMaria Souza;11987654321;C1\nJoão Lima;12;C2\n';
    await page
      .getByLabel('Arquivo')
      .setInputFiles({ name: 'novembro.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByText('Colunas', { exact: true }).click();
    await page.getByLabel('Telefone 1', { exact: true }).selectOption('Fone residencial');
    await page.getByLabel('Nome', { exact: true }).selectOption('Quem');
    await page.getByRole('button', { name: 'Enviar' }).click();
    await page.getByText('1 novos, 0 repetidos, 1 rejeitados').waitFor();
    await page.getByRole('button', { name: 'Ver os rejeitados de novembro.csv' }).click();
    await page.getByRole('cell', { name: /phone_length/ }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Baixar CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('novembro.csv.rejects.csv');
    await page.getByRole('button', { name: 'Fechar' }).click();
    await page.getByLabel('Prioridade de novembro.csv').fill('1');
    await page.getByLabel('Pausar novembro.csv').check();
    await page.getByRole('button', { name: 'Salvar ordem' }).click();
    await page.getByText('Ordem salva', { exact: false }).waitFor();
    await noOverflow();
    const { settings } = (await (await ask('GET', '/v1/campaigns/com-lista')).json()) as {
      settings: { listMix: Record<string, unknown> };
    };
    expect(Object.values(settings.listMix)).toEqual([{ priority: 1, share: 1, paused: true }]);
  });
});

describe('administration of lines', () => {
  it('adds a line, withdraws it, and shows the trunks', async () => {
    await open('lines');
    await page.getByRole('button', { name: 'Nova linha' }).click();
    await page.getByLabel('Número', { exact: true }).fill('+551140001234');
    await page.getByLabel('Operadora', { exact: true }).fill('oper');
    await page.getByLabel('DDDs').fill('11 1x');
    await page.getByText('Dois dígitos cada', { exact: false }).waitFor();
    await page.getByLabel('DDDs').fill('11 21');
    await page.getByRole('button', { name: 'Salvar' }).click();
    await page.getByText('Linha +551140001234 salva.').waitFor();
    await page.getByRole('button', { name: 'Retirar +551140001234' }).click();
    await page.getByRole('button', { name: 'Retirar', exact: true }).last().click();
    await page.getByRole('button', { name: 'Repor +551140001234' }).waitFor();
    await page.getByRole('rowheader', { name: 'demo' }).waitFor();
    await noOverflow();
  });
});

describe('test calls', () => {
  it('are placed by a trunk and a line, told while they ring, ended, and stay within the width of a telephone', async () => {
    await page.goto(`${demo.address}/app/carriers#token=${demo.token}`);
    await page.getByRole('tab', { name: 'Chamadas de teste' }).click();
    await page.getByLabel('Número, com DDD').fill('+5511987650001');
    await page.getByRole('button', { name: 'Ligar' }).click();
    const row = page.getByRole('row', { name: /\+5511987650001/ });
    await row.getByRole('button', { name: 'Encerrar' }).click();
    await row.getByText('não atendida').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await noOverflow();
  });
});

describe('administration of media servers', () => {
  it('drains one after saying what becomes of its calls and agents, and puts it back', async () => {
    await open('switches');
    const row = page.getByRole('row', { name: /simulator/ });
    await row.getByText('Em serviço').waitFor();
    await page.getByRole('button', { name: 'Drenar simulator' }).click();
    await page.getByText('Não disca mais.', { exact: false }).waitFor();
    await page.getByLabel('Motivo').fill('troca de versão');
    await page.getByRole('button', { name: 'Salvar' }).click();
    await row.getByText('Em drenagem').waitFor();
    await row.getByText('troca de versão').waitFor();
    await noOverflow();
    await page.getByRole('button', { name: 'Repor simulator em serviço' }).click();
    await page.getByRole('button', { name: 'Salvar' }).click();
    await row.getByText('Em serviço').waitFor();
  });
});

describe('administration of trunks', () => {
  it('adds one with its rule tried on a number, and loses nothing when somebody else saved first', async () => {
    await open('lines');
    await page.getByRole('button', { name: 'Novo tronco' }).click();
    await page.getByLabel('Nome do tronco').fill('alfa-sp');
    await page.getByLabel('Operadora', { exact: true }).fill('alfa');
    await page.getByLabel('Servidor (host)').fill('127.0.0.1');
    await page.getByLabel('Tipo').selectOption('demo');
    await page.getByLabel('CSP (longa distância)').fill('21');
    await page.getByLabel('DDDs locais').fill('11');
    await page.getByLabel('Número', { exact: true }).fill('(21) 3333-4444');
    await page.getByRole('button', { name: 'Ensaiar' }).click();
    await page.getByText('0212133334444', { exact: true }).waitFor();
    await page.getByText('longa distância: 0 + CSP + DDD + número').waitFor();
    await noOverflow();
    await page.getByRole('button', { name: 'Salvar' }).click();
    await page.getByText('Tronco alfa-sp salvo.', { exact: false }).waitFor();

    await page.getByRole('button', { name: 'Mudar o tronco alfa-sp' }).click();
    await page.getByLabel('Peso entre os troncos').fill('3');
    const read = await ask('GET', '/v1/trunks/alfa-sp');
    const {
      id: _,
      inUse: __,
      backOff: _____,
      locked: ___,
      version: ____,
      ...body
    } = (await read.json()) as Trunk;
    const theirs = await ask('PUT', '/v1/trunks/alfa-sp', { ...body, channels: 7 }, { 'if-match': '"1"' });
    expect(theirs.status).toBe(200);
    await page.getByRole('button', { name: 'Salvar' }).click();
    await page.getByText('Outra pessoa salvou antes de você.').waitFor();
    await page.getByRole('button', { name: 'Ficar com o dela' }).click();
    await expect.poll(() => page.getByLabel('Canais (chamadas ao mesmo tempo)').inputValue()).toBe('7');
    await page.getByLabel('Ligado: chamadas novas podem usá-lo').uncheck();
    await page.getByRole('button', { name: 'Salvar' }).click();
    await page
      .getByRole('row', { name: /alfa-sp/ })
      .getByText('Desligado')
      .waitFor();
    expect(await (await ask('GET', '/v1/trunks/alfa-sp')).json()).toMatchObject({
      ...{ channels: 7, weight: 1, active: false, version: 3 },
      dial: { csp: '21', homeDdds: ['11'] },
    });
  });
});

describe('administration of pauses', () => {
  it('adds a reason and will not let the toilet be taken away', async () => {
    await open('pauses');
    await page.getByRole('button', { name: 'Nova pausa' }).click();
    await page.getByLabel('Nome em português').fill('Ginástica laboral');
    await page.getByLabel('Nome em inglês').fill('Exercise');
    await page.getByLabel('Código', { exact: true }).fill('ginastica_laboral');
    await page.getByRole('button', { name: 'Salvar' }).click();
    await page.getByRole('rowheader', { name: 'Ginástica laboral' }).waitFor();
    await page.getByRole('button', { name: 'Mudar Banheiro' }).click();
    expect(await page.getByLabel('Sempre disponível').isDisabled()).toBe(true);
    await noOverflow();
  });
});

describe('administration of queues', () => {
  it('makes a queue, tells what is refused at its field, gives it agents and leads a number there', async () => {
    await ask('PUT', '/v1/campaigns/recebe', { name: 'Recebe' });
    const [agent] = ((await (await ask('GET', '/v1/agents?limit=1')).json()) as { items: { id: string }[] })
      .items;
    await open('queues');
    await page.getByText('Nenhuma fila.', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Nova fila' }).click();
    await page.getByLabel('Código').fill('divida');
    await page.getByLabel('Nome', { exact: true }).fill('Dívida');
    await page.getByLabel('Habilidades pedidas').fill('ingles 5');
    await page.getByLabel('Só atende em horário marcado').check();
    await page.getByLabel('Segunda a sexta').fill('8 às 20');
    await page.getByRole('button', { name: 'Nova regra' }).click();
    const save = page.getByRole('button', { name: 'Salvar' });
    await save.click();
    await page.getByText('queue.hours.weekday[0]', { exact: false }).waitFor();
    expect(await page.getByLabel('Segunda a sexta').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Segunda a sexta').fill('00:00-24:00');
    await save.click();
    await page.getByRole('rowheader', { name: 'Dívida' }).waitFor();
    await noOverflow();
    const { document: kept } = (await (await ask('GET', '/v1/queues/divida')).json()) as { document: object };
    expect(kept).toMatchObject({
      needs: [{ skill: 'ingles', level: 5 }],
      overflow: [{ to: { kind: 'callback' }, expectedMs: 120_000 }],
      hours: { weekday: ['00:00-24:00'], saturday: [] },
    });
    await page.getByRole('tab', { name: 'Agentes e habilidades' }).click();
    await page
      .getByRole('row', { name: `(${agent?.id})` })
      .getByRole('button')
      .click();
    await page.getByLabel('Filas, pela ordem').fill('nenhuma 1');
    await page.getByLabel('Habilidades e níveis').fill('ingles 7');
    await save.click();
    await page.getByText('no queue', { exact: false }).waitFor();
    await page.getByLabel('Filas, pela ordem').fill('divida 1');
    await save.click();
    await page.getByRole('cell', { name: 'ingles 7' }).waitFor();
    await page.getByRole('tab', { name: 'Números chamados' }).click();
    await page.getByRole('button', { name: 'Novo número' }).click();
    await page.getByLabel('Número', { exact: true }).fill('+551130040001');
    await page.getByLabel('Campanha', { exact: true }).selectOption('recebe');
    await page.getByLabel('Leva a').selectOption('queue:divida');
    await save.click();
    await page.getByRole('cell', { name: 'Fila divida' }).waitFor();
    await noOverflow();
  });

  it('tells who was faster, and keeps what was written here on top only when told to', async () => {
    await ask('PUT', '/v1/queues/dupla', { name: 'Dupla' });
    await open('queues');
    await page.getByRole('button', { name: 'Mudar Dupla' }).click();
    await page.getByLabel('Nome', { exact: true }).fill('Dupla nova');
    expect((await ask('PUT', '/v1/queues/dupla', { name: 'Deles' }, { 'if-match': '"1"' })).status).toBe(200);
    const save = page.getByRole('button', { name: 'Salvar' });
    await save.click();
    await page.getByText('Outra pessoa salvou antes de você.').waitFor();
    expect(await save.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Manter o meu por cima' }).click();
    await save.click();
    await page.getByRole('rowheader', { name: 'Dupla nova' }).waitFor();
    expect(await (await ask('GET', '/v1/queues/dupla')).json()).toMatchObject({ version: 3 });
  });
});

describe('the planned pauses of the day', () => {
  it('show each shift with its pauses by word, and are planned anew on request', async () => {
    await open('pause-plan');
    await page
      .getByRole('cell', { name: /desde a entrada/ })
      .first()
      .waitFor();
    await page.getByText('Depois').first().waitFor();
    await page.getByRole('button', { name: 'Planejar de novo' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Planejar de novo' }).click();
    await page.getByText('Pausas planejadas de novo.').waitFor();
    await noOverflow();
  });
});

describe('administration of menus', () => {
  it('shows what is wrong at its place, plays a call key by key as the engine would, and saves', async () => {
    await ask('PUT', '/v1/queues/divida-ura', { name: 'Dívida' });
    await open('queues');
    await page.getByRole('tab', { name: 'Menus (URA)' }).click();
    await page.getByRole('button', { name: 'Novo menu' }).click();
    await page.getByLabel('Nome do menu').fill('ura');
    // The demo's own queues may come before ours in the list.
    for (const field of await page.getByLabel('Fila', { exact: true }).all()) {
      await field.selectOption('divida-ura');
    }
    await page.getByText('A fila divida-ura está aberta a essa hora.').waitFor();
    await page.getByText('“Olá. Você ligou', { exact: false }).waitFor();

    await page.getByLabel('Tecla 2 de escolha leva a').selectOption('escolha');
    await page.getByText('retorno: nada leva a este passo', { exact: false }).waitFor();
    await page.getByLabel('Quem fica calado vai para').selectOption('escolha');
    await page.getByText('dá voltas sem ninguém teclar nada: escolha → escolha').first().waitFor();
    expect(await page.getByRole('button', { name: 'Salvar' }).isDisabled()).toBe(true);
    await page.getByLabel('Quem fica calado vai para').selectOption('fila');
    await page.getByLabel('Tecla 2 de escolha leva a').selectOption('retorno');

    await page.getByRole('button', { name: 'Teclar 5 (sem destino: tecla errada)' }).click();
    await page.getByText('Ouve: ura-opcao-invalida, ura-boas-vindas').waitFor();
    await page.getByRole('button', { name: 'Ficar calado' }).click();
    await page.getByText('Fica calado por 5 s.').waitFor();
    await page.getByRole('button', { name: 'Teclar 2' }).click();
    await page.getByText('Fim: a fila divida-ura liga de volta.').waitFor();
    await noOverflow();

    await page.getByRole('button', { name: 'Salvar' }).click();
    await page.getByText('Menu ura salvo.', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Abrir o menu ura' }).waitFor();
    const { document } = (await (await ask('GET', '/v1/menus/ura')).json()) as {
      document: { nodes: Record<string, unknown> };
    };
    expect(document).toMatchObject({ start: 'horario', onTooLong: 'fila' });
    expect(document.nodes['escolha']).toMatchObject({ keys: { '1': 'fila', '2': 'retorno', '9': 'sair' } });
  });
});
