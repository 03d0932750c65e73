import { expect, test } from 'vitest';
import { examinePhones } from '../../../src/app/doctor/examine-phones.js';
import { chartOf, type Symptom } from '../../../src/app/doctor/symptom.js';
import { checkConfig } from '../../../src/config/check-config.js';

const FREESWITCH = {
  CADENCIA_FREESWITCH_SERVERS: '[{ id: fs-1, host: 127.0.0.1, port: 8021 }]',
  CADENCIA_FREESWITCH_FS_1_PASSWORD: '8f2a61c09d7e4b35',
};
const ASTERISK = {
  CADENCIA_ASTERISK_SERVERS: '[{ id: a-1, url: "http://127.0.0.1:8088", user: cadencia }]',
  CADENCIA_ASTERISK_A_1_PASSWORD: '8f2a61c09d7e4b35',
};

function said(env: Readonly<Record<string, string>>, ...endpoints: readonly string[]): readonly string[] {
  const { config, findings } = checkConfig({ file: null, env, cwd: '/' });
  expect(findings).toEqual([]);
  const symptoms: Symptom[] = [];
  const phones = endpoints.map((endpoint, index) => ({ agentId: `a${index + 1}`, endpoint }));
  examinePhones(config!, phones, chartOf('switch', symptoms));
  return symptoms.map(({ state, what }) => `${state}: ${what}`);
}

test("an agent's page is no telephone where FreeSWITCH is alone, however it is written", () => {
  expect(said(FREESWITCH, 'PJSIP/web-a1', 'user/web-a2@lab.local', 'user/2001@lab.local')).toEqual([
    "error: The page cannot be the telephone of 'a1' (PJSIP/web-a1), 'a2' (user/web-a2@lab.local): " +
      'pages are telephones of an Asterisk alone',
  ]);
  expect(said({ ...FREESWITCH, ...ASTERISK }, 'PJSIP/web-a1', 'user/2001@lab.local')).toEqual([]);
  expect(said({ ...FREESWITCH, ...ASTERISK }, 'user/web-a1@lab.local')[0]).toContain("'a1'");
});

test('a telephone that no configured media server has is told with its agent', () => {
  const strange = "error: No configured media server has the telephone of 'a1'";
  expect(said(FREESWITCH, 'PJSIP/2001', 'user/2002')).toEqual([`${strange} (PJSIP/2001)`]);
  expect(said(ASTERISK, 'sofia/agents/sip:2001@10.0.0.9', 'PJSIP/2002')[0]).toContain(strange);
  expect(said({}, 'PJSIP/2001')).toEqual([]);
});
