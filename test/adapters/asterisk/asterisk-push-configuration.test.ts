import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AsteriskPushConfiguration } from '../../../src/adapters/asterisk/asterisk-push-configuration.js';
import { SystemClock } from '../../../src/adapters/clock/system-clock.js';
import { FakeAri, type FakeAriReply, type FakeAriRequest } from '../../support/fake-ari.js';

const AOR = { type: 'aor', id: 'cadencia-demo', fields: { contact: 'sip:127.0.0.1:5070' } } as const;
const PATH = 'asterisk/config/dynamic/res_pjsip/aor/cadencia-demo';

let fake: FakeAri;
let push: AsteriskPushConfiguration;

beforeEach(async () => {
  fake = await FakeAri.start();
  const server = { url: fake.url, user: 'cadencia', password: 'segredo', app: 'cadencia-demo' };
  push = new AsteriskPushConfiguration({ server, clock: new SystemClock(), deadlineMs: 2000 });
});
afterEach(() => fake.close());

/** Holds one object as Asterisk's memory wizard does; `reading` changes what is read back. */
function holds(
  stored: Record<string, string> | null,
  reading = (fields: Record<string, string>) => fields,
): string[] {
  const asked: string[] = [];
  let held = stored;
  fake.answer = ({ method, path, body }: FakeAriRequest): FakeAriReply => {
    asked.push(method);
    expect(path).toBe(PATH);
    if (method === 'PUT') {
      const { fields } = body as { fields: { attribute: string; value: string }[] };
      held = { ...held, ...Object.fromEntries(fields.map(({ attribute, value }) => [attribute, value])) };
    } else if (held === null) {
      return { status: 404, body: { message: 'Object not found' } };
    } else if (method === 'DELETE') {
      held = null;
      return { status: 204 };
    }
    const shown = Object.entries(reading(held ?? {})).map(([attribute, value]) => ({ attribute, value }));
    return { status: 200, body: shown };
  };
  return asked;
}

describe('an object that ARI adds', () => {
  test('is written where there is none, and read back', async () => {
    const asked = holds(null);
    expect((await push.ensure(AOR)).get('contact')).toBe('sip:127.0.0.1:5070');
    expect(asked).toEqual(['GET', 'PUT', 'GET']);
  });

  test('is left alone when Asterisk uses it already', async () => {
    const asked = holds({ contact: 'sip:127.0.0.1:5070', allow: '(alaw)' });
    await push.ensure({ ...AOR, fields: { ...AOR.fields, allow: 'alaw', disallow: 'all' } });
    expect(asked).toEqual(['GET']);
  });

  test('replaces what a killed run left, because an update would keep its old address too', async () => {
    const asked = holds({ contact: 'sip:127.0.0.1:4444' });
    expect((await push.ensure(AOR)).get('contact')).toBe('sip:127.0.0.1:5070');
    expect(asked).toEqual(['GET', 'DELETE', 'GET', 'PUT', 'GET']);
  });

  test('that a file of the user holds is left as it is, and shown', async () => {
    const asked: string[] = [];
    fake.answer = ({ method }) => {
      asked.push(method);
      return method === 'GET'
        ? { status: 200, body: [{ attribute: 'contact', value: 'sip:198.51.100.7:5060' }] }
        : { status: 403, body: { message: 'Could not delete object' } };
    };
    expect((await push.ensure(AOR)).get('contact')).toBe('sip:198.51.100.7:5060');
    expect(asked).toEqual(['GET', 'DELETE', 'GET']);
  });

  test('goes again, and going twice is no error', async () => {
    const asked = holds({ contact: 'sip:127.0.0.1:5070' });
    await push.remove('aor', 'cadencia-demo');
    await push.remove('aor', 'cadencia-demo');
    expect(asked).toEqual(['DELETE', 'DELETE']);
    expect(await push.read('aor', 'cadencia-demo')).toBeNull();
  });

  test('a server that refuses it says which lines of sorcery.conf are missing', async () => {
    fake.answer = ({ method }) =>
      method === 'PUT' ? { status: 403, body: { message: 'Could not create object' } } : { status: 404 };
    await expect(push.ensure(AOR)).rejects.toMatchObject({
      code: 'DLR_MEDIA_REFUSED',
      detail: expect.stringMatching(/sorcery\.conf.*'endpoint = memory' and 'aor = memory'/),
    });
  });

  test('a wrong password is told as one', async () => {
    const server = { url: fake.url, user: 'cadencia', password: 'outra', app: 'cadencia-demo' };
    const other = new AsteriskPushConfiguration({ server, clock: new SystemClock(), deadlineMs: 2000 });
    await expect(other.ensure(AOR)).rejects.toMatchObject({ code: 'DLR_MEDIA_AUTH' });
  });
});
