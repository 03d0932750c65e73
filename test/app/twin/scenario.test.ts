import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { instantOf } from '../../../src/app/twin/answer-curve.js';
import {
  changeScenario,
  combinations,
  parseChange,
  parseVariation,
} from '../../../src/app/twin/change-scenario.js';
import { libraryNames, parseScenario, readScenario } from '../../../src/app/twin/read-scenario.js';
import { replayReport } from '../../../src/app/twin/replay-report.js';
import { type ScenarioInput, scenarioSchema } from '../../../src/app/twin/scenario.js';
import { twinReport } from '../../../src/app/twin/twin-report.js';
import { makeHolidayCalendar } from '../../../src/core/compliance/calendar/holiday-calendar.js';
import { askWindow } from '../../../src/core/compliance/gate/ask-window.js';
import { CompiledPolicy } from '../../../src/core/compliance/gate/compiled-policy.js';
import { BRASIL_2026 } from '../../../src/core/compliance/presets/brasil-2026.js';
import { chooseStrategy } from '../../../src/core/pacing/baselines/strategy-choice.js';

const SOURCE = {
  name: 'prova',
  campaigns: [
    { id: 'a', mailing: { contacts: 100 } },
    { id: 'b', mailing: { contacts: 100 } },
  ],
  agents: [{ count: 5, campaigns: ['a'] }],
  network: { answer: { share: 0.2 } },
} satisfies ScenarioInput;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-scenario-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a scenario file', () => {
  it('is read from YAML and from JSON alike', async () => {
    const yaml = file(
      'a.yaml',
      'name: prova\ncampaigns: [{ mailing: { contacts: 9 } }]\nagents: [{ count: 1 }]\nnetwork: { answer: { share: 0.2 } }\n',
    );
    const json = file('a.json', JSON.stringify(await readScenario(yaml)));
    expect(await readScenario(json)).toEqual(await readScenario(yaml));
  });

  it.each<[string, (source: Record<string, unknown>) => unknown, string]>([
    ['a key that does not exist', (s) => ({ ...s, agens: [] }), 'Unrecognized key: "agens"'],
    [
      'a share above 1',
      (s) => ({ ...s, network: { answer: { share: 1.5 } } }),
      'network.answer.share: Too big',
    ],
    ['no agents', (s) => ({ ...s, agents: [] }), 'agents: Too small'],
    ['a day that ends before it begins', (s) => ({ ...s, to: '08:00' }), 'to: is not after from (09:00)'],
    [
      'an agent of an unknown campaign',
      (s) => ({ ...s, agents: [{ count: 1, campaigns: ['z'] }] }),
      "agents.0.campaigns: names 'z'",
    ],
    [
      'a storm on an unknown trunk',
      (s) => ({ ...s, storms: [{ at: '10:00', minutes: 5, trunk: 'x' }] }),
      "storms.0.trunk: names 'x'; the trunks are t1",
    ],
    [
      'a policy that is none',
      (s) => ({ ...s, campaigns: [{ policy: 'x', mailing: { contacts: 1 } }] }),
      "campaigns.0.policy: 'x' is no preset",
    ],
    ['a time that is none', (s) => ({ ...s, from: '9h' }), 'from: give a time of day'],
  ])('with %s is refused by the name of the field', (_what, spoil, message) => {
    expect(() => parseScenario(spoil({ ...SOURCE }), 'x.yaml')).toThrow(message);
  });

  it('of the reference is read with all it says', async () => {
    const url = new URL('../../../docs/reference/twin/scenario-example.yaml', import.meta.url);
    const { agents, trunks, storms } = await readScenario(fileURLToPath(url));
    expect([agents.length, trunks.length, storms.length]).toEqual([2, 2, 1]);
  });

  it('that is no YAML is refused with the line', async () => {
    await expect(readScenario(file('bad.yaml', 'name: [1\nfoo: :'))).rejects.toThrow('neither YAML nor JSON');
  });

  it('that is not there, and a name that is not in the library, say what there is', async () => {
    await expect(readScenario(join(folder, 'none.yaml'))).rejects.toThrow('cannot be read');
    await expect(readScenario('nada')).rejects.toThrow(/no scenario 'nada'.*cob-20/);
  });
});

describe('the library of scenarios', () => {
  it('holds only scenarios that can be read, each under its own name and with a description', async () => {
    const names = await libraryNames();
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      const scenario = await readScenario(name);
      expect(scenario.name).toBe(name);
      expect(scenario.description).not.toBe('');
    }
  });

  it('runs only at hours at which the default policy lets calls out', async () => {
    const policy = new CompiledPolicy(BRASIL_2026, makeHolidayCalendar([]));
    for (const name of await libraryNames()) {
      const scenario = await readScenario(name);
      for (const clock of [scenario.from, scenario.to]) {
        const atMs = instantOf(scenario, clock, scenario.days - 1) - (clock === scenario.to ? 60_000 : 0);
        const question = {
          phone: '+5511987654321',
          purpose: 'cobranca' as const,
          sector: 'outro' as const,
          municipality: '',
          addressUf: '' as const,
        };
        expect({ name, clock, ...askWindow(question, policy, atMs) }).toMatchObject({ allowed: true });
      }
    }
  });
});

describe('changes of a scenario', () => {
  const changed = (...texts: readonly string[]) =>
    parseScenario(changeScenario(SOURCE, texts.map(parseChange)), 'x');

  it('reach every campaign by the bare key, or one by its number', () => {
    expect(changed('cap=0.01').campaigns.map(({ cap }) => cap)).toEqual([0.01, 0.01]);
    expect(changed('campaigns.1.cap=0.01').campaigns.map(({ cap }) => cap)).toEqual([0.03, 0.01]);
  });

  it('reach what the file left out, and leave the source as it was', () => {
    expect(changed('network.amd.human=1.5', 'agents.count=9').agents[0]?.count).toBe(9);
    expect(SOURCE.agents[0]?.count).toBe(5);
  });

  it('that are no settings are refused', () => {
    expect(() => parseChange('cap')).toThrow('write key=value');
    expect(() => changed('nada=1')).toThrow('Unrecognized key: "nada"');
    expect(() => changed('__proto__.x=1')).toThrow('is no key of a scenario');
  });

  it('that vary give every combination; brackets keep commas', () => {
    const strategies = parseVariation('strategy=cadencia,[vicidial-hard:max=4,target=-1]');
    expect(strategies.map(({ value }) => value)).toEqual(['cadencia', 'vicidial-hard:max=4,target=-1']);
    expect(combinations([strategies, parseVariation('cap=0.01,0.03')])).toHaveLength(4);
    expect(combinations([])).toEqual([[]]);
  });
});

describe('the published schemas (npx vitest run -u rewrites them)', () => {
  it.each([
    ['scenario', scenarioSchema, 'A scenario of cadencia simulate'],
    ['simulation', twinReport, 'What cadencia simulate --json answers'],
    ['replay', replayReport, 'What cadencia replay --json answers'],
  ])('%s is the one the command keeps to', async (name, schema, title) => {
    const json = { $id: `urn:cadencia:schema:${name}`, title, ...z.toJSONSchema(schema, { io: 'input' }) };
    await expect(`${JSON.stringify(json, null, 2)}\n`).toMatchFileSnapshot(
      `../../../docs/reference/twin/${name}.schema.json`,
    );
  });
});

describe('strategies by name', () => {
  it.each([
    ['nada', 'is not known'],
    ['ratio:60', 'needs a number from 1 to 40'],
    ['vicidial-hard:maxx=3', "has no parameter 'maxx'"],
    ['cadencia:1', "has no parameter '1'"],
  ])('%s is refused', (text, message) => {
    expect(() => chooseStrategy(text)).toThrow(message);
  });
});
