import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { DeskLab } from './desk-lab.js';
import { packagePath } from './package-folder.js';

/** What every agent says. */
export const AGENT_HZ = 1000;

/** What is put into the page before its own code: an ear on whatever its telephone hears. */
interface Ear {
  readonly level: (hz: number) => number;
  readonly packets: () => Promise<number>;
  /** Breaks both links to the server, as a network does. */
  cut(): void;
  /** Milliseconds since 1970 when the tone was first heard after `listen`. */
  listen(hz: number): Promise<number>;
}

declare const ear: Ear;

/** `voiceHz` null: the browser's own microphone, which says AGENT_HZ in every page. */
const earOf = (voiceHz: number | null): string => `(() => {
  const media = navigator.mediaDevices;
  const ask = media.getUserMedia.bind(media);
  const say = async (hz) => {
    const context = new AudioContext();
    const tone = new OscillatorNode(context, { frequency: hz });
    const out = context.createMediaStreamDestination();
    tone.connect(new GainNode(context, { gain: 0.3 })).connect(out);
    tone.start();
    await context.resume();
    return out.stream;
  };
  // A tone is what noise suppression takes out: the test wants it as it is.
  media.getUserMedia = () => ${voiceHz === null ? '' : `say(${voiceHz}); () =>`} ask({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  const Peer = window.RTCPeerConnection;
  let last = null; let analyser = null; const context = new AudioContext();
  window.RTCPeerConnection = class extends Peer {
    constructor(...said) {
      super(...said);
      last = this;
      this.addEventListener('track', ({ streams, track }) => {
        analyser = context.createAnalyser();
        analyser.fftSize = 2048; analyser.smoothingTimeConstant = 0;
        context.createMediaStreamSource(streams[0] ?? new MediaStream([track])).connect(analyser);
        void context.resume();
      });
    }
  };
  const Socket = window.WebSocket;
  let sip = null;
  let desk = null;
  window.WebSocket = class extends Socket {
    constructor(...said) {
      super(...said);
      if (/\\/sip(\\?|$)/.test(String(said[0]))) sip = this;
      else if (String(said[0]).includes('/desk/')) desk = this;
    }
  };
  const level = (hz) => {
    if (analyser === null) return -200;
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const at = Math.round((hz * analyser.fftSize) / context.sampleRate);
    return Math.max(bins[at - 1], bins[at], bins[at + 1]);
  };
  window.ear = {
    cut: () => { sip.close(4000); desk.close(4000); },
    level,
    packets: async () => {
      if (last === null) return 0;
      for (const report of (await last.getStats()).values()) if (report.type === 'inbound-rtp') return report.packetsReceived;
      return 0;
    },
    listen: (hz) => new Promise((resolve) => {
      const look = () => (level(hz) > -60 ? resolve(Date.now()) : setTimeout(look, 3));
      look();
    }),
  };
})();`;

/** A browser whose microphone hears a tone of AGENT_HZ and asks nobody for leave. */
export async function launchSpeakingChromium(): Promise<Browser> {
  const file = join(tmpdir(), `cadencia-tom-${process.pid}.wav`);
  writeFileSync(file, toneFile(AGENT_HZ));
  // By its place in the checkout: the compiled benches lie elsewhere.
  const { launchChromium } = (await import(pathToFileURL(packagePath('scripts/chromium.mjs')).href)) as {
    launchChromium(options: readonly string[]): Promise<Browser>;
  };
  return launchChromium([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${file}`,
    '--autoplay-policy=no-user-gesture-required',
    '--allow-loopback-in-peer-connection',
  ]);
}

/** One second of a tone, 48 kHz, 16 bits, mono: the browser plays it over and over. */
function toneFile(hz: number): Buffer {
  const rate = 48_000;
  const bytes = Buffer.alloc(44 + rate * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + rate * 2, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(rate * 2, 40);
  for (let at = 0; at < rate; at += 1) {
    bytes.writeInt16LE(Math.round(9000 * Math.sin((2 * Math.PI * hz * at) / rate)), 44 + at * 2);
  }
  return bytes;
}

/** A page that is a telephone, and what is heard in it. */
export class SpeakingPage {
  readonly page: Page;
  readonly complaints: string[] = [];

  protected constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        this.complaints.push(message.text());
      }
    });
  }

  /** `script` goes into the page before its own code. */
  protected static async empty(browser: Browser, voiceHz: number | null, script = ''): Promise<Page> {
    const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1366, height: 768 } });
    await context.addInitScript(`${earOf(voiceHz)}${script}`);
    return context.newPage();
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Decibels of a tone in what the page hears now. */
  hears(hz: number): Promise<number> {
    return this.page.evaluate((at) => ear.level(at), hz);
  }

  packets(): Promise<number> {
    return this.page.evaluate(() => ear.packets());
  }

  /** When the tone is first heard, by the machine's clock. */
  listen(hz: number): Promise<number> {
    return this.page.evaluate((at) => ear.listen(at), hz);
  }

  cutLinks(): Promise<void> {
    return this.page.evaluate(() => ear.cut());
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** An agent's page, as he uses it. */
export class AgentPage extends SpeakingPage {
  /** Opens the page, takes the agent's place and waits for its telephone. */
  static async open(browser: Browser, desk: DeskLab, agent: string, script = ''): Promise<AgentPage> {
    const opened = new AgentPage(await SpeakingPage.empty(browser, null, script));
    const { page } = opened;
    await page.goto(`${desk.api.base}/app/agent#token=${desk.api.secret}`);
    await page.getByLabel('Posição de atendimento').selectOption(agent);
    await page.getByText('Telefone registrado').first().waitFor();
    return opened;
  }

  async logIn(): Promise<void> {
    await this.press('Entrar');
    await this.inState('paused');
  }

  async inState(state: string): Promise<void> {
    await this.page.locator(`[data-state="${state}"]`).waitFor();
  }

  async inTalk(state: string): Promise<void> {
    await this.page.locator(`[data-talk="${state}"]`).waitFor();
  }
}

/** A supervisor's page of the floor, who says a tone of his own. */
export class FloorPage extends SpeakingPage {
  static async open(browser: Browser, desk: DeskLab, voiceHz: number): Promise<FloorPage> {
    const opened = new FloorPage(await SpeakingPage.empty(browser, voiceHz));
    await opened.page.goto(`${desk.api.base}/app/floor#token=${desk.api.secret}`);
    return opened;
  }
}
