import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { RecordingOut } from '../../contract/recording-wire.js';
import { Button } from '../shell/components/button.js';
import { Field, SelectField } from '../shell/components/field.js';
import { useToast } from '../shell/components/toast.js';
import { useSession } from '../shell/session/session-context.js';
import { duration } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './recordings.module.css';
import { RECORDINGS_TEXTS } from './recordings-texts.js';
import { type Sound, SPEEDS, useSound, VOICES } from './use-sound.js';
import { Waveform } from './waveform.js';

const STEP_MS = 5000;
const LEAP_MS = 10_000;
const LEAST_REASON = 3;
const MOST_REASON = 300;

interface PlayerProps {
  readonly recording: RecordingOut;
  /** Somebody has said why he listens: who heard it is to be read again. */
  readonly onPlayed: () => void;
}

/** The sound of a recording with its waveform; the reason first. */
export function Player({ recording, onPlayed }: PlayerProps) {
  const say = useTexts(RECORDINGS_TEXTS);
  const { may, session } = useSession();
  const mayHear = may('see_clear') || session.role === 'creditor';
  const sound = useSound(recording.id, recording.channels);
  const { durationMs } = recording;
  const ready = sound.state === 'ready';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: short cuts for the controls within
    <div className={styles['player']} onKeyDown={(event) => ready && onKey(event, sound)}>
      <Waveform recording={recording} atMs={sound.atMs} onSeek={ready ? sound.seek : null} />
      <input
        type="range"
        className={styles['slider']}
        aria-label={say('position')}
        aria-valuetext={say('positionOf', { at: duration(sound.atMs), of: duration(durationMs) })}
        min={0}
        max={durationMs}
        step={1000}
        disabled={!ready}
        value={Math.min(sound.atMs, durationMs)}
        onChange={({ target }) => sound.seek(Number(target.value))}
      />
      {ready ? (
        <Controls sound={sound} recording={recording} />
      ) : mayHear ? (
        <ReasonForm sound={sound} onPlayed={onPlayed} />
      ) : (
        <p className="soft">{say('notThisRole')}</p>
      )}
      {sound.state === 'broken' ? <p role="alert">{say('broken')}</p> : null}
    </div>
  );
}

function faster(sound: Sound, by: number): void {
  const next = SPEEDS[SPEEDS.indexOf(sound.speed) + by];
  if (next !== undefined) {
    sound.setSpeed(next);
  }
}

/** Keys of players everywhere. */
const KEYS: Readonly<Record<string, (sound: Sound) => void>> = {
  ' ': (sound) => sound.toggle(),
  k: (sound) => sound.toggle(),
  ArrowLeft: (sound) => sound.seek(sound.atMs - STEP_MS),
  ArrowRight: (sound) => sound.seek(sound.atMs + STEP_MS),
  j: (sound) => sound.seek(sound.atMs - LEAP_MS),
  l: (sound) => sound.seek(sound.atMs + LEAP_MS),
  Home: (sound) => sound.seek(0),
  '+': (sound) => faster(sound, 1),
  '=': (sound) => faster(sound, 1),
  '-': (sound) => faster(sound, -1),
};

/** A list to choose from keeps its own keys, and a button that is pressed by the space bar does what it says. */
function onKey(event: KeyboardEvent<HTMLElement>, sound: Sound): void {
  const { target, key } = event;
  const act = KEYS[key.length === 1 ? key.toLowerCase() : key];
  const taken = target instanceof HTMLSelectElement || (key === ' ' && target instanceof HTMLButtonElement);
  if (act !== undefined && !taken && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    act(sound);
  }
}

function Controls({ sound, recording }: { readonly sound: Sound; readonly recording: RecordingOut }) {
  const say = useTexts(RECORDINGS_TEXTS);
  const { atMs, playing } = sound;
  return (
    <>
      <div className={styles['controls']}>
        <Button onClick={() => sound.seek(atMs - LEAP_MS)} aria-label={say('back')}>
          {say('backShort')}
        </Button>
        <Button tone="go" autoFocus className={styles['playButton']} onClick={sound.toggle}>
          <span aria-hidden="true">{playing ? '❚❚' : '▶'}</span> {say(playing ? 'pause' : 'play')}
        </Button>
        <Button onClick={() => sound.seek(atMs + LEAP_MS)} aria-label={say('ahead')}>
          {say('aheadShort')}
        </Button>
        <span className={styles['time']}>
          {say('positionOf', { at: duration(atMs), of: duration(recording.durationMs) })}
        </span>
        <SelectField
          label={say('speed')}
          value={sound.speed}
          onChange={({ target }) => sound.setSpeed(SPEEDS.find((n) => n === Number(target.value)) ?? 1)}
        >
          {SPEEDS.map((n) => (
            <option key={n} value={n}>
              {say('times', { n: n.toLocaleString(document.documentElement.lang) })}
            </option>
          ))}
        </SelectField>
        {recording.channels === 2 ? (
          <SelectField
            label={say('voice')}
            value={sound.voice}
            onChange={({ target }) => sound.setVoice(VOICES.find((one) => one === target.value) ?? 'both')}
          >
            {VOICES.map((one) => (
              <option key={one} value={one}>
                {say(`voice.${one}`)}
              </option>
            ))}
          </SelectField>
        ) : null}
      </div>
      <p className={styles['keys']}>{say('keys')}</p>
    </>
  );
}

function ReasonForm({ sound, onPlayed }: { readonly sound: Sound; readonly onPlayed: () => void }) {
  const say = useTexts(RECORDINGS_TEXTS);
  const { complain } = useToast();
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sound.load(reason.trim()).then(onPlayed, complain);
  };
  return (
    <form className={styles['reason']} onSubmit={submit}>
      <Field
        label={say('reason')}
        hint={say('reasonHint')}
        required
        minLength={LEAST_REASON}
        maxLength={MOST_REASON}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <Button tone="go" type="submit" busy={sound.state === 'loading'}>
        {say(sound.state === 'loading' ? 'loadingSound' : 'listen')}
      </Button>
    </form>
  );
}
