import { parseScenario } from '../../src/app/twin/read-scenario.js';
import type { Scenario, ScenarioInput } from '../../src/app/twin/scenario.js';

/** A small scenario of half an hour, changed as the test needs. */
export function twinScenario(
  change: Partial<Omit<ScenarioInput, 'network'>> & {
    readonly strategy?: string;
    readonly network?: Partial<ScenarioInput['network']>;
  } = {},
): Scenario {
  const { strategy = 'cadencia', network, ...rest } = change;
  return parseScenario(
    {
      name: 'pequeno',
      from: '09:00',
      to: '09:30',
      campaigns: [{ strategy, mailing: { contacts: 2500, ddds: { '11': 3, '21': 1 } } }],
      agents: [{ count: 6 }],
      network: { answer: { share: 0.25 }, ...network },
      ...rest,
    },
    'the test',
  );
}
