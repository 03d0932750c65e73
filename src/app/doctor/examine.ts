import type { Config } from '../../config/config.js';
import { examineControl } from './examine-control.js';
import { examineExposure, examinePorts } from './examine-doors.js';
import { examineFreeswitches } from './examine-freeswitches.js';
import { examineLaw } from './examine-law.js';
import { examineDataFolder, examineMachine, examineSharedFolder } from './examine-machine.js';
import { examineProvider } from './examine-provider.js';
import { examineSip } from './examine-sip.js';
import { examineConfiguredDatabase, examineConfiguredRedis } from './examine-stores.js';
import { examineSwitches } from './examine-switches.js';
import { examineTime } from './examine-time.js';
import { chartOf, type Symptom } from './symptom.js';

/** Looks at the whole installation and changes nothing; what cannot be looked at is said. */
export async function examine(config: Config, nowMs: number): Promise<readonly Symptom[]> {
  const symptoms: Symptom[] = [];
  await examineMachine(chartOf('machine', symptoms));
  await examineTime(chartOf('machine', symptoms));
  await examineDataFolder(config.dataFolder, chartOf('data', symptoms));
  await examineSharedFolder(config, chartOf('data', symptoms));
  await examinePorts(config, chartOf('ports', symptoms));
  await examineConfiguredDatabase(config, chartOf('database', symptoms), chartOf('switch', symptoms));
  await examineConfiguredRedis(config, chartOf('redis', symptoms));
  await examineSwitches(config, chartOf('switch', symptoms));
  await examineFreeswitches(config, chartOf('switch', symptoms));
  await examineSip(config, chartOf('switch', symptoms));
  await examineLaw(config, nowMs, chartOf('law', symptoms));
  await examineExposure(config, chartOf('exposure', symptoms));
  await examineControl(config, chartOf('exposure', symptoms));
  await examineProvider(config, chartOf('sign-in', symptoms));
  return symptoms;
}
