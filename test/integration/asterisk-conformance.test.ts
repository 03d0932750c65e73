import { afterAll, beforeAll } from 'vitest';
import { mediaConformance } from '../conformance/media-conformance.js';
import { labHarness } from '../support/asterisk-harness.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';

let lab: TelephonyLab;

beforeAll(async () => {
  lab = await startTelephonyLab({ agents: ['2001', '2002'] });
});

afterAll(async () => {
  await lab?.stop();
});

mediaConformance('asterisk', async () => labHarness(lab));
