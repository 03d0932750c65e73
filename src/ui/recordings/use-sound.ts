import { useEffect, useRef, useState } from 'react';
import type { PlayOut } from '../../contract/recording-wire.js';
import { api } from '../shell/api.js';
import { fetchFile } from '../shell/fetch-file.js';

export const SPEEDS = [0.75, 1, 1.25, 1.5, 2] as const;
export type Speed = (typeof SPEEDS)[number];
export const VOICES = ['both', 'client', 'agent'] as const;
export type Voice = (typeof VOICES)[number];

/** An hour of sound of two channels on a slow line. */
const FETCH_MS = 180_000;

export interface Sound {
  readonly state: 'none' | 'loading' | 'ready' | 'broken';
  readonly playing: boolean;
  readonly atMs: number;
  readonly speed: Speed;
  readonly voice: Voice;
  /** Says why, and fetches the sound; rejects with what the server said. */
  load(reason: string): Promise<void>;
  toggle(): void;
  seek(ms: number): void;
  setSpeed(speed: Speed): void;
  setVoice(voice: Voice): void;
}

/** The ways from the sound's two channels to both ears. */
interface Routes {
  readonly context: AudioContext;
  choose(voice: Voice): void;
}

function routesOf(audio: HTMLAudioElement): Routes {
  const context = new AudioContext();
  const splitter = context.createChannelSplitter(2);
  const ears = context.createChannelMerger(2);
  context.createMediaElementSource(audio).connect(splitter);
  const gains = [0, 1].map((channel) => {
    const gain = context.createGain();
    splitter.connect(gain, channel);
    gain.connect(ears, 0, 0);
    gain.connect(ears, 0, 1);
    return gain;
  });
  ears.connect(context.destination);
  return {
    context,
    choose(voice) {
      gains.forEach(({ gain }, channel) => {
        gain.value = voice === 'both' || (voice === 'client') === (channel === 0) ? 1 : 0;
      });
    },
  };
}

interface Heard {
  readonly onTime: (ms: number) => void;
  readonly onPlaying: (playing: boolean) => void;
  readonly onState: (state: 'ready' | 'broken') => void;
}

function audioOf(blob: Blob, { onTime, onPlaying, onState }: Heard): HTMLAudioElement {
  const audio = new Audio(URL.createObjectURL(blob));
  audio.preservesPitch = true;
  audio.addEventListener('timeupdate', () => onTime(audio.currentTime * 1000));
  audio.addEventListener('play', () => onPlaying(true));
  audio.addEventListener('pause', () => onPlaying(false));
  audio.addEventListener('canplay', () => onState('ready'));
  audio.addEventListener('error', () => onState('broken'));
  return audio;
}

/** The audio and the way to the ears, ended with the component. */
function useAudio() {
  const audio = useRef<HTMLAudioElement | null>(null);
  const routes = useRef<Routes | null>(null);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      const own = audio.current;
      audio.current = null;
      own?.pause();
      if (own !== null) {
        URL.revokeObjectURL(own.src);
      }
      void routes.current?.context.close();
      routes.current = null;
    };
  }, []);
  return { audio, routes, gone };
}

async function fetchSound(recordingId: string, reason: string): Promise<Blob> {
  const path = `/v1/recordings/${encodeURIComponent(recordingId)}/plays`;
  const { audio } = await api<PlayOut>('POST', path, { body: { reason } });
  return (await fetchFile(audio, FETCH_MS)).blob;
}

/** The sound of one recording: fetched once with its reason, kept in this page's memory, gone with it. */
export function useSound(recordingId: string, channels: number): Sound {
  const { audio, routes, gone } = useAudio();
  const [state, setState] = useState<Sound['state']>('none');
  const [playing, setPlaying] = useState(false);
  const [atMs, setAtMs] = useState(0);
  const [speed, setSpeed] = useState<Speed>(1);
  const [voice, setVoice] = useState<Voice>('both');
  return {
    ...{ state, playing, atMs, speed, voice },
    async load(reason) {
      setState('loading');
      try {
        const blob = await fetchSound(recordingId, reason);
        if (!gone.current) {
          audio.current = audioOf(blob, { onTime: setAtMs, onPlaying: setPlaying, onState: setState });
        }
      } catch (failure) {
        setState('none');
        throw failure;
      }
    },
    toggle() {
      const own = audio.current;
      if (own === null) {
        return;
      }
      // A page may make sounds once somebody has pressed something: the way to the ears is laid then.
      if (channels === 2) {
        routes.current ??= routesOf(own);
        routes.current.choose(voice);
        void routes.current.context.resume();
      }
      if (own.paused) {
        own.play().catch(() => setState('broken'));
      } else {
        own.pause();
      }
    },
    seek(ms) {
      if (audio.current !== null) {
        audio.current.currentTime = Math.max(0, Math.min(ms / 1000, audio.current.duration || 0));
        setAtMs(audio.current.currentTime * 1000);
      }
    },
    setSpeed(next) {
      setSpeed(next);
      if (audio.current !== null) {
        audio.current.playbackRate = next;
      }
    },
    setVoice(next) {
      setVoice(next);
      routes.current?.choose(next);
    },
  };
}
