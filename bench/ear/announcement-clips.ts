/*
 * What callers hear before an answer: the network's tones, recordings that the library knows, played from anywhere in them
 * over other codecs and noise, and sound that nobody may take for either.
 */
import type { Announcement, RecordedAnnouncement } from '../../src/core/ear/announcement.js';
import { AnnouncementLibrary, learnRecording } from '../../src/core/ear/announcement-library.js';
import { Spectrum } from '../../src/core/ear/spectrum.js';
import type { Rng } from '../../src/core/kernel/rng.js';
import {
  asSound,
  between,
  companded,
  gainOf,
  levelOf,
  mix,
  music,
  noise,
  samplesOf,
  tone,
} from './sound-lab.js';
import { type Utterance, VOICES, type VoiceMaker } from './voices.js';

const SAID: Readonly<Record<RecordedAnnouncement, readonly string[]>> = {
  nonexistent: [
    'O número que você discou não existe. Por favor, verifique o número e ligue novamente.',
    'Esse número de telefone não existe. Consulte a lista ou o serviço de informações.',
  ],
  unreachable: [
    'O telefone chamado está desligado ou fora da área de cobertura. Tente novamente mais tarde.',
    'O número chamado encontra-se fora de área ou desligado neste momento.',
  ],
  barred: [
    'Este telefone está temporariamente programado para não receber chamadas.',
    'O número discado está programado temporariamente para não receber ligações.',
  ],
  mailbox: [
    'Sua chamada está sendo encaminhada para a caixa postal e estará sujeita à cobrança após o sinal.',
    'Você será encaminhado à caixa postal. Deixe o seu recado após o sinal.',
  ],
};

/** Nobody's recording: no word of it may be believed. */
const STRANGE = [
  'Para ouvir esta mensagem novamente, permaneça na linha ou digite um a qualquer momento.',
  'Todas as linhas estão ocupadas neste momento. Por favor, ligue daqui a alguns minutos.',
];

export interface AnnouncementClip {
  readonly truth: Announcement | 'other';
  readonly samples: Int16Array;
}

const CLIP_MS = 10_000;

const BEATS: Readonly<Record<'ringing' | 'busy' | 'inaccessible', readonly (readonly [number, number])[]>> = {
  ringing: [[1000, 4000]],
  busy: [[250, 250]],
  inaccessible: [
    [250, 250],
    [750, 250],
  ],
};

function networkTone(kind: keyof typeof BEATS, rng: Rng): Float32Array {
  const clip = new Float32Array(samplesOf(CLIP_MS));
  const hz = 425 + between(rng, -12, 12);
  const gain = gainOf(between(rng, -28, -10));
  let atMs = between(rng, 0, 1500);
  for (let n = 0; atMs < CLIP_MS; n += 1) {
    const [onMs, offMs] = BEATS[kind][n % BEATS[kind].length] ?? [1000, 4000];
    mix(clip, tone([hz], onMs), atMs, gain);
    atMs += onMs + offMs;
  }
  return clip;
}

function played(said: Utterance, rng: Rng): Float32Array {
  const clip = new Float32Array(samplesOf(CLIP_MS));
  const sound = asSound(said.samples);
  const gain = gainOf(between(rng, -30, -12) - levelOf(sound));
  // Carriers play theirs in a loop, and a call gets in anywhere.
  let atMs = between(rng, 0, 1500);
  const first = rng.next() < 0.5 ? sound : sound.subarray(Math.floor(between(rng, 0, sound.length / 2)));
  mix(clip, first, atMs, gain);
  atMs += (first.length * 1000) / 8000 + 400;
  mix(clip, sound, atMs, gain);
  return clip;
}

function overLine(clip: Float32Array, rng: Rng): Int16Array {
  mix(clip, noise(rng, clip.length, between(rng, 0, 0.95)), 0, gainOf(between(rng, -75, -50)));
  return companded(clip, rng.next() < 0.8 ? 'alaw' : 'ulaw');
}

/** A library of recordings by some voices, and calls in which these and others are heard. */
export async function makeAnnouncements(
  maker: VoiceMaker,
  rng: Rng,
): Promise<{ readonly library: AnnouncementLibrary; readonly clips: readonly AnnouncementClip[] }> {
  const spectrum = new Spectrum();
  const clips: AnnouncementClip[] = [];
  const known = [];
  const add = (truth: AnnouncementClip['truth'], clip: Float32Array) =>
    clips.push({ truth, samples: overLine(clip, rng) });
  for (const [says, texts] of Object.entries(SAID) as [RecordedAnnouncement, readonly string[]][]) {
    for (const text of texts) {
      for (const voice of VOICES.learnt.slice(0, 4)) {
        const said = await maker.say(text, voice, rng);
        known.push(learnRecording(said.samples, { says, name: `${voice}: ${text}` }, spectrum));
        for (let copy = 0; copy < 4; copy += 1) {
          add(says, played(said, rng));
        }
      }
      for (const voice of VOICES.held.slice(0, 4)) {
        add('other', played(await maker.say(text, voice, rng), rng));
      }
    }
  }
  for (const text of STRANGE) {
    for (const voice of VOICES.learnt) {
      add('other', played(await maker.say(text, voice, rng), rng));
    }
  }
  for (let copy = 0; copy < 40; copy += 1) {
    for (const kind of ['ringing', 'busy', 'inaccessible'] as const) {
      add(kind, networkTone(kind, rng));
    }
    const song = music(rng, samplesOf(CLIP_MS));
    const songGain = gainOf(between(rng, -24, -12) - levelOf(song));
    add(
      'other',
      song.map((value) => value * songGain),
    );
    const information = new Float32Array(samplesOf(CLIP_MS));
    const gain = gainOf(between(rng, -26, -10));
    const fromMs = between(rng, 0, 1000);
    for (const [n, hz] of [950, 1400, 1800].entries()) {
      mix(information, tone([hz], 330), fromMs + 330 * n, gain);
    }
    add('information', information);
  }
  return { library: new AnnouncementLibrary(known), clips };
}
