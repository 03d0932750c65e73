import { sipConformance } from '../../conformance/sip-conformance.js';
import { FakeDrachtio } from '../../support/fake-drachtio.js';
import { freeUdpPort } from '../../support/sip-peer.js';

async function fakeHarness(copies: boolean) {
  const capturePort = copies ? await freeUdpPort() : null;
  const fake = await FakeDrachtio.start(capturePort === null ? {} : { capturePort });
  return {
    server: { host: '127.0.0.1', port: fake.port, secret: 'segredo', tls: false, ca: '' },
    sipPort: fake.sipPort,
    capturePort,
    kill: () => fake.kill(),
    revive: () => fake.revive(),
    stop: () => fake.stop(),
  };
}

sipConformance('the fake, with copies of messages', () => fakeHarness(true));
sipConformance('the fake, without copies', () => fakeHarness(false));
