import type { E164 } from '../../core/kernel/ids.js';
import { makeSeededRng, type Rng, randomInteger } from '../../core/kernel/rng.js';
import {
  type Answerer,
  type Fate,
  type FateAnswer,
  type FateKind,
  recordingAnswer,
  refused,
} from './fate.js';
import type { FateModel } from './fate-model.js';

/** What a detector tuned for Portuguese says; the delays are those measured with Asterisk's AMD application. */
const HUMAN = { verdict: 'human', afterMs: 1600, cause: 'HUMAN-800-800' } as const;
const MACHINE = { verdict: 'machine', afterMs: 2600, cause: 'LONGGREETING-1500-1500' } as const;
const SILENCE = { verdict: 'machine', afterMs: 2500, cause: 'INITIALSILENCE-2500-2500' } as const;

interface LabPerson {
  readonly kind?: FateKind;
  readonly who?: Answerer;
  readonly amd?: FateAnswer['amd'];
  readonly hangsUpAfterMs?: number;
}

/**
 * The fates of `sipp/customers.xml`: the last two digits of the number decide, so that one test runs on the simulator
 * and on a real switch. People wait and talk until they are hung up on. Only the seconds of ringing are left to chance.
 */
export class LabFateModel implements FateModel {
  readonly #seed: string;

  constructor(seed: string | number = 'lab') {
    this.#seed = String(seed);
  }

  fateOf(number: E164, attempt: number): Fate {
    const digits = Number(number.slice(-2));
    const rng = makeSeededRng(`${this.#seed}/${number}/${attempt}`);
    if (digits < 30 || digits === 48 || digits === 49) {
      return personFate(digits, rng);
    }
    return digits < 50 ? machineFate(digits, rng) : unansweredFate(digits, rng);
  }
}

function personFate(digits: number, rng: Rng): Fate {
  switch (digits) {
    case 25:
      return { ...answered(0, {}), progress: null };
    case 26:
      return ringing(rng, { kind: 'hangs_up_at_once', hangsUpAfterMs: 500 });
    case 27:
      return ringing(rng, { kind: 'hangs_up_at_once', hangsUpAfterMs: 3000 });
    case 28:
      return { ...answered(2500, {}), progress: { afterMs: 0, code: 183 } };
    case 29:
      return ringing(rng, { kind: 'silence', amd: SILENCE });
    case 48:
      return ringing(rng, { amd: { ...HUMAN, afterMs: 2400 } });
    case 49:
      return ringing(rng, { amd: { ...HUMAN, afterMs: 3400 } });
    default:
      return ringing(rng, { who: digits < 15 ? 'client' : 'third_party' });
  }
}

function machineFate(digits: number, rng: Rng): Fate {
  const amd = digits === 46 ? HUMAN : MACHINE;
  const answer = recordingAnswer(randomInteger(rng, 600, 1200), null, amd);
  return {
    kind: digits === 47 ? 'fax' : 'machine',
    progress: { afterMs: 0, code: 180 },
    refusal: null,
    answer,
  };
}

function unansweredFate(digits: number, rng: Rng): Fate {
  if (digits < 75) {
    return refused('no_answer', 0, 180_000, 480, 19);
  }
  if (digits < 80) {
    return refused('no_answer', 0, 3000, 480, 19);
  }
  if (digits < 85) {
    return refused('busy', 0, randomInteger(rng, 300, 900), 486, 17);
  }
  if (digits < 93) {
    return refused('invalid', null, 0, 404, 1);
  }
  if (digits < 95) {
    return { ...refused('announcement', null, 5400, 404, 1), progress: { afterMs: 0, code: 183 } };
  }
  if (digits < 97) {
    return refused('rejected', 0, 1500, 603, 21);
  }
  if (digits < 99) {
    return refused('congestion', null, 0, 503, 34);
  }
  return { kind: 'unreachable', progress: null, refusal: null, answer: null };
}

function ringing(rng: Rng, person: LabPerson): Fate {
  return answered(randomInteger(rng, 1000, 3000), person);
}

function answered(afterMs: number, person: LabPerson): Fate {
  const kind = person.kind ?? 'person';
  return {
    kind,
    progress: { afterMs: 0, code: 180 },
    refusal: null,
    answer: {
      ...recordingAnswer(afterMs, person.hangsUpAfterMs ?? null, person.amd ?? HUMAN),
      who: kind === 'silence' ? null : (person.who ?? 'client'),
    },
  };
}
