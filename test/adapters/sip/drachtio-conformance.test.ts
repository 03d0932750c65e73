import { createSocket } from 'node:dgram';
import { sipConformance } from '../../conformance/sip-conformance.js';
import { FakeDrachtio } from '../../support/fake-drachtio.js';

/** A port of UDP that was free a moment ago. */
async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  const { port } = socket.address();
  await new Promise<void>((resolve) => {
    socket.close(resolve);
  });
  return port;
}

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
