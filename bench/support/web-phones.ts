import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { launchSpeakingChromium } from '../../test/support/agent-page.js';
import { newPair } from '../../test/support/made-certificate.js';
import { packagePath } from '../../test/support/package-folder.js';
import type { BenchPhone, BenchPhones, PhoneSeat } from './bench-phones.js';

const LOOPBACK = '127.0.0.1';
/** As loud as the customer's tone, as WebRTC measures it: 9000 of 32768. */
const FULL_LEVEL = 9000 / 32_768;

/** What runs in the page: telephones of JsSIP, which answer by themselves, and their counters. */
const PAGE = `(() => {
  const all = [];
  let voice = null;
  window.phones = {
    open: async ({ name, password, url }) => {
      voice ??= await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
      const ua = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(url)], uri: 'sip:' + name + '@127.0.0.1', password, session_timers: false });
      const phone = { pc: null };
      all.push(phone);
      ua.on('newRTCSession', ({ session, originator }) => {
        if (originator !== 'remote') return;
        session.on('peerconnection', ({ peerconnection }) => {
          phone.pc = peerconnection;
          peerconnection.addEventListener('track', ({ streams, track }) => {
            const sound = document.body.appendChild(new Audio());
            sound.srcObject = streams[0] ?? new MediaStream([track]);
            void sound.play();
          });
        });
        session.answer({ mediaStream: voice, pcConfig: { iceServers: [], bundlePolicy: 'max-bundle' } });
      });
      await new Promise((resolve, reject) => {
        ua.once('registered', resolve);
        ua.once('registrationFailed', ({ cause }) => reject(new Error(cause)));
        ua.start();
      });
    },
    look: () => Promise.all(all.filter(({ pc }) => pc !== null).map(async ({ pc }) => {
      const said = { packets: 0, level: 0, dtls: '', cipher: '', protocol: '' };
      for (const report of (await pc.getStats()).values()) {
        if (report.type === 'inbound-rtp') Object.assign(said, { packets: report.packetsReceived, level: report.audioLevel ?? 0 });
        if (report.type === 'transport') Object.assign(said, { dtls: report.dtlsState, cipher: report.srtpCipher ?? '' });
      }
      return said;
    })),
  };
})();`;

interface PagePhone extends BenchPhone {
  readonly dtls: string;
  readonly cipher: string;
}

declare const phones: {
  open(seat: { name: string; password: string; url: string }): Promise<void>;
  look(): Promise<readonly PagePhone[]>;
};

/** JsSIP as one script. */
async function bundle(): Promise<string> {
  const made = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: packagePath('node_modules/jssip/lib/JsSIP.js'),
        formats: ['iife'],
        name: 'JsSIP',
        fileName: 'jssip',
      },
    },
  })) as readonly Rolldown.RolldownOutput[];
  const code = made.flatMap(({ output }) =>
    output.flatMap((part) => (part.type === 'chunk' ? [part.code] : [])),
  );
  return code.join('\n');
}

/** The page over HTTPS, and SIP over wss through the same door to the media server's WebSocket. */
async function openDoor(target: number): Promise<Server> {
  const { certificate: cert, key } = newPair();
  const door = createServer({ cert, key }, (_, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>telefones</title>');
  });
  door.on('upgrade', (request, socket) => {
    const onward = connect(target, LOOPBACK, () => {
      const headers = Array.from({ length: request.rawHeaders.length / 2 }, (_, index) =>
        request.rawHeaders.slice(2 * index, 2 * index + 2).join(': '),
      );
      onward.write(`GET /ws HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  door.listen(0, LOOPBACK);
  await once(door, 'listening');
  return door;
}

/** Telephones in one page of a real browser: SIP by wss, sound by ICE and DTLS-SRTP, each a peer connection of its own. */
export class WebPhonesOfPage implements BenchPhones {
  readonly kind = 'websocket';
  readonly #browser: Browser;
  readonly #page: Page;
  readonly #door: Server;

  private constructor(browser: Browser, page: Page, door: Server) {
    this.#browser = browser;
    this.#page = page;
    this.#door = door;
  }

  static async open(httpPort: number): Promise<WebPhonesOfPage> {
    const door = await openDoor(httpPort);
    const browser = await launchSpeakingChromium();
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(`https://${LOOPBACK}:${(door.address() as AddressInfo).port}/`);
    await page.addScriptTag({ content: await bundle() });
    await page.addScriptTag({ content: PAGE });
    return new WebPhonesOfPage(browser, page, door);
  }

  async register({ name, password }: PhoneSeat): Promise<void> {
    const url = `wss://${LOOPBACK}:${(this.#door.address() as AddressInfo).port}/sip`;
    await this.#page.evaluate((seat) => phones.open(seat), { name, password, url });
  }

  async look(): Promise<readonly BenchPhone[]> {
    const seen = await this.#seen();
    return seen.map(({ packets, level }) => ({ packets, level: (9000 * level) / FULL_LEVEL }));
  }

  async report(): Promise<string> {
    const seen = await this.#seen();
    const ciphers = [...new Set(seen.map(({ cipher }) => cipher))].join(', ');
    const session = await this.#browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const seconds = processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    const joined = seen.filter(({ dtls }) => dtls === 'connected').length;
    return `DTLS up: ${joined} of ${seen.length} (${ciphers}); Chromium has used ${seconds.toFixed(0)} s of CPU so far`;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#door.closeAllConnections();
    this.#door.close();
  }

  #seen(): Promise<readonly PagePhone[]> {
    return this.#page.evaluate(() => phones.look());
  }
}
