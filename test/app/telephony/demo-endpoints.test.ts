import { describe, expect, test } from 'vitest';
import type {
  AsteriskPushConfiguration,
  PushedObject,
} from '../../../src/adapters/asterisk/asterisk-push-configuration.js';
import { DemoEndpoints, staysInside } from '../../../src/app/telephony/demo-endpoints.js';

type Objects = Record<string, Record<string, string>>;

/** An Asterisk whose files hold `files`; they come before what is pushed. */
function asteriskWith(files: Objects) {
  const pushed = new Map<string, PushedObject['fields']>();
  const read = async (type: string, id: string): Promise<Map<string, string> | null> => {
    const fields = files[`${type} ${id}`] ?? pushed.get(`${type} ${id}`);
    return fields === undefined ? null : new Map(Object.entries(fields));
  };
  const push = {
    read,
    ensure: async ({ type, id, fields }: PushedObject) => {
      pushed.set(`${type} ${id}`, fields);
      return (await read(type, id)) ?? new Map();
    },
    remove: async (type: string, id: string) => {
      pushed.delete(`${type} ${id}`);
    },
  };
  return { push: push as unknown as AsteriskPushConfiguration, pushed };
}

const PORTS = { customersPort: 5071, phonesPort: 5072, agents: 2 };

describe("the demo's endpoints in somebody else's Asterisk", () => {
  test('a trunk and a telephone for each agent, all on loopback, all taken away again', async () => {
    const { push, pushed } = asteriskWith({});
    const endpoints = new DemoEndpoints(push, PORTS);
    await endpoints.ensure();
    expect([...pushed.keys()].sort()).toEqual([
      'aor cadencia-demo',
      'aor cadencia-demo-001',
      'aor cadencia-demo-002',
      'endpoint cadencia-demo',
      'endpoint cadencia-demo-001',
      'endpoint cadencia-demo-002',
    ]);
    expect(pushed.get('aor cadencia-demo')?.['contact']).toBe('sip:127.0.0.1:5071');
    expect(pushed.get('aor cadencia-demo-002')?.['contact']).toBe('sip:cadencia-demo-002@127.0.0.1:5072');
    await endpoints.remove();
    expect(pushed.size).toBe(0);
  });

  test.each([
    [
      'an AOR of that name that leads to a carrier',
      { 'aor cadencia-demo': { contact: 'sip:198.51.100.7:5060' } },
    ],
    [
      'an AOR with one address more',
      { 'aor cadencia-demo': { contact: 'sip:127.0.0.1:5071,sip:carrier.example.com' } },
    ],
    [
      'a host that only begins like loopback',
      { 'aor cadencia-demo': { contact: 'sip:127.0.0.1.example.com' } },
    ],
    ['an AOR without an address', { 'aor cadencia-demo': { contact: '' } }],
    [
      'an outbound proxy of the AOR',
      { 'aor cadencia-demo': { contact: 'sip:127.0.0.1:5071', outbound_proxy: 'sip:proxy.example.com' } },
    ],
    ['an endpoint with an AOR of the user', { 'endpoint cadencia-demo': { aors: 'operadora' } }],
    [
      'an outbound proxy of the endpoint',
      { 'endpoint cadencia-demo': { aors: 'cadencia-demo', outbound_proxy: 'sip:proxy.example.com' } },
    ],
    ["a telephone's AOR outside", { 'aor cadencia-demo-002': { contact: 'sip:198.51.100.9' } }],
  ] as [string, Objects][])('%s stops the demo before its first dial', async (_what, files) => {
    const { push } = asteriskWith(files);
    await expect(new DemoEndpoints(push, PORTS).ensure()).rejects.toMatchObject({ code: 'DLR_DEMO_TRUNK' });
  });
});

describe('a demo trunk of a configuration', () => {
  const inside = { aors: 'ensaio' };
  const aor = { contact: 'sip:127.0.0.1:5070', max_contacts: '0' };

  test.each([
    ['leads to loopback', true, { 'endpoint ensaio': inside, 'aor ensaio': aor }],
    ['is missing', false, {}],
    [
      'leads outside',
      false,
      { 'endpoint ensaio': inside, 'aor ensaio': { ...aor, contact: 'sip:198.51.100.7' } },
    ],
    [
      'lets others register',
      false,
      { 'endpoint ensaio': inside, 'aor ensaio': { ...aor, max_contacts: '1' } },
    ],
    ['has no address', false, { 'endpoint ensaio': inside, 'aor ensaio': { ...aor, contact: '' } }],
    [
      'goes by a proxy',
      false,
      { 'endpoint ensaio': { ...inside, outbound_proxy: 'sip:p' }, 'aor ensaio': aor },
    ],
  ] as [string, boolean, Objects][])(
    'whose endpoint %s: may be dialled %s',
    async (_what, expected, files) => {
      expect(await staysInside(asteriskWith(files).push, 'ensaio')).toBe(expected);
    },
  );
});
