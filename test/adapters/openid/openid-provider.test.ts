import type { JWTPayload as Payload } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OpenidProvider } from '../../../src/adapters/openid/openid-provider.js';
import { examineProvider } from '../../../src/app/doctor/examine-provider.js';
import { chartOf, type Symptom } from '../../../src/app/doctor/symptom.js';
import { openidSettingsOf } from '../../../src/app/server/sign-in-provider.js';
import { freePort } from '../../support/foreign-server.js';
import { HostileIssuer } from '../../support/hostile-issuer.js';
import { oidcOf } from '../../support/oidc-config.js';

const SECRET = 'a shared secret of more than thirty-two bytes';
const BEGUN = { state: 's'.repeat(43), nonce: 'n'.repeat(43), verifier: 'v'.repeat(43) };
const LOGOUT = { 'http://schemas.openid.net/event/backchannel-logout': {} };

let hostile: HostileIssuer;
beforeEach(async () => {
  hostile = await HostileIssuer.start();
});
afterEach(() => hostile.stop());

const configured = (issuer = hostile.issuer) => ({
  oidc: oidcOf({ issuer, publicUrl: 'http://127.0.0.1:8080', clientSecret: SECRET, deadlineSeconds: 2 }),
});
const provider = (issuer = hostile.issuer) =>
  new OpenidProvider(openidSettingsOf(configured(issuer)), () => Date.now());

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Undefined takes a claim away. */
type Change = { [Name in keyof Payload]?: Payload[Name] | undefined };

function idClaims(change: Change = {}): Payload {
  const iat = nowSeconds();
  const said = { iss: hostile.issuer, aud: 'cadencia', sub: '7', nonce: BEGUN.nonce, iat, exp: iat + 60 };
  return { ...said, preferred_username: 'vera', name: 'Vera', ...change } as Payload;
}

const finish = () => provider().finish(`code=c&state=${BEGUN.state}`, BEGUN);

describe('an ID token', () => {
  it('says who came, when all of it is right', async () => {
    hostile.idToken = () => hostile.sign(idClaims({ sid: 's1' }));
    expect(await finish()).toMatchObject({
      subject: `${hostile.issuer} 7`,
      sid: 's1',
      claims: { name: 'Vera' },
    });
  });

  it.each<[string, () => Promise<string> | string]>([
    ['of another sign-in (nonce)', () => hostile.sign(idClaims({ nonce: 'x'.repeat(43) }))],
    ['without a nonce', () => hostile.sign(idClaims({ nonce: undefined }))],
    ['for another client', () => hostile.sign(idClaims({ aud: 'another' }))],
    ['of another issuer', () => hostile.sign(idClaims({ iss: 'https://login.example' }))],
    ['that is over', () => hostile.sign(idClaims({ iat: nowSeconds() - 7200, exp: nowSeconds() - 3600 }))],
    ['without an end', () => hostile.sign(idClaims({ exp: undefined }))],
    ['that nobody signed (alg none)', () => hostile.unsigned(idClaims())],
    ['signed by a key that is not the provider’s', () => hostile.signForeign(idClaims())],
    ['signed by the secret that the client has too', () => hostile.signShared(idClaims(), SECRET)],
    ['that is no token', () => 'a.b.c'],
  ])('%s lets nobody in', async (_name, token) => {
    hostile.idToken = token;
    await expect(finish()).rejects.toMatchObject({ code: 'DLR_AUTH_PROVIDER_REFUSED' });
  });
});

describe('a provider', () => {
  it('that says no is a refusal, and says why', async () => {
    const refused = provider().finish(`error=access_denied&state=${BEGUN.state}`, BEGUN);
    await expect(refused).rejects.toMatchObject({
      code: 'DLR_AUTH_PROVIDER_REFUSED',
      detail: 'The sign-in was refused: access_denied.',
    });
  });

  it('that is not who it should be, answers 500 or not at all is down', async () => {
    hostile.metadata = { issuer: 'https://login.example' };
    await expect(provider().begin()).rejects.toMatchObject({ code: 'DLR_AUTH_PROVIDER_DOWN' });
    hostile.metadata = {};
    hostile.status = 500;
    await expect(finish()).rejects.toMatchObject({ code: 'DLR_AUTH_PROVIDER_DOWN' });
    const nobody = provider(`http://127.0.0.1:${await freePort()}`);
    await expect(nobody.begin()).rejects.toMatchObject({ code: 'DLR_AUTH_PROVIDER_DOWN' });
  });

  it('that was down is asked again after two seconds, and not by everybody before', async () => {
    let nowMs = 0;
    hostile.metadata = { issuer: 'https://login.example' };
    const mended = new OpenidProvider(openidSettingsOf(configured()), () => nowMs);
    await expect(mended.begin()).rejects.toThrow();
    hostile.metadata = {};
    await expect(mended.begin()).rejects.toThrow();
    nowMs = 2000;
    expect((await mended.begin()).url).toContain(`${hostile.issuer}/auth?`);
  });
});

describe('a logout token', () => {
  const claims = (change: Change = {}): Payload => {
    const iat = nowSeconds();
    const said = { iss: hostile.issuer, aud: 'cadencia', iat, exp: iat + 60, jti: 'j', events: LOGOUT };
    return { ...said, sub: '7', sid: 's1', ...change } as Payload;
  };

  it('names the session, or with none the person', async () => {
    const desk = provider();
    const subject = `${hostile.issuer} 7`;
    expect(await desk.readLogout(await hostile.sign(claims()))).toEqual({ subject, sid: 's1' });
    const ofAll = await hostile.sign(claims({ sid: undefined }));
    expect(await desk.readLogout(ofAll)).toEqual({ subject, sid: '' });
  });

  it.each<[string, () => Promise<string> | string]>([
    ['that is an ID token', () => hostile.sign(idClaims())],
    ['with a nonce', () => hostile.sign(claims({ nonce: 'n' }))],
    ['of nobody', () => hostile.sign(claims({ sub: undefined, sid: undefined }))],
    ['for another client', () => hostile.sign(claims({ aud: 'another' }))],
    ['of another issuer', () => hostile.sign(claims({ iss: 'https://login.example' }))],
    ['that is old', () => hostile.sign(claims({ iat: nowSeconds() - 600, exp: nowSeconds() + 60 }))],
    ['that nobody signed', () => hostile.unsigned(claims())],
    ['of another key', () => hostile.signForeign(claims())],
    ['of the shared secret', () => hostile.signShared(claims(), SECRET)],
  ])('%s ends nothing', async (_name, token) => {
    const read = provider().readLogout(await token());
    await expect(read).rejects.toMatchObject({ code: 'DLR_AUTH_PROVIDER_REFUSED' });
  });
});

describe('the doctor', () => {
  const examined = async (issuer = hostile.issuer): Promise<Symptom[]> => {
    const symptoms: Symptom[] = [];
    await examineProvider(configured(issuer), chartOf('sign-in', symptoms));
    return symptoms;
  };
  const states = (symptoms: readonly Symptom[]) => symptoms.map(({ state }) => state);

  it('says what a provider that answers cannot do', async () => {
    const symptoms = await examined();
    expect(symptoms[0]?.what).toContain('http://127.0.0.1:8080/v1/oidc/callback');
    expect(states(symptoms)).toEqual(['good', 'warning', 'warning']);
    hostile.metadata = { end_session_endpoint: `${hostile.issuer}/end`, backchannel_logout_supported: true };
    expect(states(await examined())).toEqual(['good']);
    hostile.metadata = { ...hostile.metadata, code_challenge_methods_supported: ['plain'] };
    expect(states(await examined())).toEqual(['good', 'warning']);
  });

  it('says that one is down, and nothing of one that is not configured', async () => {
    expect(states(await examined(`http://127.0.0.1:${await freePort()}`))).toEqual(['error']);
    expect(states(await examined(''))).toEqual(['good']);
  });
});
