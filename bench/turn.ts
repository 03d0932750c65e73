/*
 * Proves that an agent whose network lets nothing through but a TURN server talks all the same: a real coturn, fetched from
 * Debian without root, between a real Chromium that may use relayed addresses alone (`iceTransportPolicy: relay`) and the
 * real Asterisk. Once by UDP to the TURN server and once by TCP, as where no UDP goes out. In each the customer's tone is
 * recognised in the page and the agent's at the customer, packets are counted, and the pair of addresses in use is named.
 * It fails where any of that is not so.
 *
 * Usage: npm run prove:turn
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { findDebianProgram } from '../src/adapters/asterisk-process/asterisk-installation.js';
import { AGENT_HZ, AgentPage, launchSpeakingChromium } from '../test/support/agent-page.js';
import { CUSTOMER_HZ, DeskLab } from '../test/support/desk-lab.js';
import { freePort, startServer, stopServer } from '../test/support/foreign-server.js';
import { CACHE_FOLDER, ROOT_FOLDER } from '../test/support/telephony-lab.js';
import { until } from '../test/support/until.js';
import { CAMPAIGN } from '../test/support/world.js';

const WAYS = ['udp', 'tcp'] as const;
const SECRET = 'so-para-esta-prova';
const HERE = '127.0.0.1';
/** Louder than this and a tone is there: silence is below -90 dB. */
const THERE_DB = -60;
/** Of 9000 that are sent. */
const CLEAR = 2000;
const PACKETS = 100;
const LONGEST_MS = 60_000;

/** The page's connections may use relayed addresses alone; the last one is kept to be asked. */
const RELAY_ONLY = `(() => {
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(said = {}) {
      super({ ...said, iceTransportPolicy: 'relay' });
      window.relayed = this;
    }
  };
})();`;

/** The addresses in use, by the browser's own report. */
const PAIR_IN_USE = `(async () => {
  const reports = await window.relayed.getStats();
  const all = [...reports.values()];
  const transport = all.find(({ type }) => type === 'transport');
  const pair = reports.get(transport?.selectedCandidatePairId);
  const [own, other] = [reports.get(pair?.localCandidateId), reports.get(pair?.remoteCandidateId)];
  return {
    own: own?.candidateType + ' ' + own?.address + ':' + own?.port,
    toTurnBy: own?.relayProtocol ?? '',
    other: other?.candidateType + ' ' + other?.address + ':' + other?.port,
    sent: pair?.bytesSent ?? 0,
    received: pair?.bytesReceived ?? 0,
  };
})()`;

interface PairInUse {
  readonly own: string;
  readonly toTurnBy: string;
  readonly other: string;
  readonly sent: number;
  readonly received: number;
}

async function startCoturn(port: number, folder: string) {
  const options = { cacheFolder: CACHE_FOLDER, rootFolder: ROOT_FOLDER };
  const { program, programArguments } = await findDebianProgram(options, 'coturn', 'turnserver');
  const said = [
    ['-n', '--no-cli', '--no-tls', '--no-dtls', '--log-file=stdout', '--allow-loopback-peers'],
    [`--listening-ip=${HERE}`, `--relay-ip=${HERE}`, `--listening-port=${port}`],
    ['--use-auth-secret', `--static-auth-secret=${SECRET}`, '--realm=turn.cadencia.invalid'],
    [`--userdb=${join(folder, 'turndb')}`, `--pidfile=${join(folder, 'pid')}`],
  ];
  return startServer(program, [...programArguments, ...said.flat()], /DB connection success/);
}

async function talk(browser: Browser, turnPort: number, way: (typeof WAYS)[number]): Promise<void> {
  const desk = await DeskLab.start({
    agents: ['ana'],
    contacts: 5,
    ice: {
      stunUrls: [],
      turnUrls: [`turn:${HERE}:${turnPort}?transport=${way}`],
      turnSecret: SECRET,
      turnSeconds: 3600,
    },
  });
  try {
    const ana = await AgentPage.open(browser, desk, 'ana', RELAY_ONLY);
    await ana.logIn();
    await desk.engine.campaigns.start(CAMPAIGN);
    await ana.press('Disponível');
    await ana.inTalk('talking');
    await until(
      async () => (await ana.hears(CUSTOMER_HZ)) > THERE_DB || 'the customer in the page',
      LONGEST_MS,
    );
    const heard = (): number => desk.customers.last?.hears(AGENT_HZ) ?? 0;
    await until(() => heard() > CLEAR || 'the agent at the customer', LONGEST_MS);
    await until(async () => (await ana.packets()) > PACKETS || 'packets in the page', LONGEST_MS);
    const pair = await ana.page.evaluate<PairInUse>(PAIR_IN_USE);
    if (!pair.own.startsWith('relay ') || pair.toTurnBy !== way) {
      throw new Error(`The page does not talk through the TURN server by ${way}: ${JSON.stringify(pair)}`);
    }
    const tone = `${(await ana.hears(CUSTOMER_HZ)).toFixed(0)} dB`;
    console.log(`${way}: page ${pair.own} (to the TURN server by ${pair.toTurnBy}), Asterisk ${pair.other}`);
    console.log(
      `${way}: customer's ${CUSTOMER_HZ} Hz in the page at ${tone}, ${await ana.packets()} packets`,
    );
    console.log(`${way}: agent's ${AGENT_HZ} Hz at the customer with ${heard().toFixed(0)} of 9000`);
    console.log(`${way}: ${pair.sent} bytes out and ${pair.received} in through the TURN server`);
    await ana.close();
  } finally {
    await desk.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'cadencia-turn-'));
const port = await freePort();
const coturn = await startCoturn(port, folder);
const browser = await launchSpeakingChromium();
try {
  for (const way of WAYS) {
    await talk(browser, port, way);
  }
  console.log('An agent whom only the TURN server reaches talks with his customers, by UDP and by TCP.');
} finally {
  await browser.close();
  await stopServer(coturn, 'SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}
