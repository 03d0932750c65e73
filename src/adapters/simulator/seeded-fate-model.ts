import { CadenciaError } from '../../core/kernel/errors.js';
import type { E164 } from '../../core/kernel/ids.js';
import { makeSeededRng, type Rng } from '../../core/kernel/rng.js';
import { HOUR } from '../../core/kernel/time.js';
import { drawMs, drawWeighted } from './distribution.js';
import {
  type Answerer,
  type Fate,
  type FateAnswer,
  type FateKind,
  recordingAnswer,
  refused,
} from './fate.js';
import type { FateModel } from './fate-model.js';
import {
  BRAZILIAN_COLLECTION,
  type LineKind,
  type MissKind,
  type PublicNetworkModel,
} from './public-network-model.js';

/** People by chance: each number and each attempt has a stream of its own, so the order of dialling changes nothing. */
export class SeededFateModel implements FateModel {
  readonly #seed: string;
  readonly #model: PublicNetworkModel;

  constructor(seed: string | number, model: PublicNetworkModel = BRAZILIAN_COLLECTION) {
    if (model.pickUpByHour.length !== 24) {
      throw new CadenciaError('DLR_CONFIG_INVALID', {
        detail: `The network model's pickUpByHour has ${model.pickUpByHour.length} values: give 24, one for each hour.`,
      });
    }
    this.#seed = String(seed);
    this.#model = model;
  }

  /** What stands behind a number, whatever the attempt. */
  lineOf(number: E164): LineKind {
    return drawWeighted(this.#model.lines, this.#lineRng(number));
  }

  /** The chance that a person picks up a living line then, before the person's own propensity. */
  pickUpShareAt(attempt: number, nowMs: number): number {
    const model = this.#model;
    const localHour = Math.floor(((nowMs / HOUR + model.utcOffsetHours) % 24) + 24) % 24;
    const byAttempt = Math.max(model.leastAttemptFactor, model.pickUpPerAttempt ** (attempt - 1));
    return Math.min(1, model.pickUpShare * (model.pickUpByHour[localHour] ?? 1) * byAttempt);
  }

  fateOf(number: E164, attempt: number, nowMs: number): Fate {
    const lineRng = this.#lineRng(number);
    const line = drawWeighted(this.#model.lines, lineRng);
    const propensity = 1 + this.#model.pickUpSpread * (2 * lineRng.next() - 1);
    const rng = makeSeededRng(`${this.#seed}/${number}/${attempt}`);
    const dialledMs = drawMs(this.#model.postDialDelay, rng);
    switch (line) {
      case 'dead':
        return refused('invalid', null, dialledMs, 404, 1);
      case 'blocks_callers':
        return this.#missed('rejected', dialledMs, rng);
      case 'voicemail_only':
        return this.#missed('machine', dialledMs, rng);
      case 'fax':
        return this.#fax(dialledMs, rng);
      default:
        return rng.next() < this.pickUpShareAt(attempt, nowMs) * propensity
          ? this.#pickedUp(line, dialledMs, rng)
          : this.#missed(drawWeighted(this.#model.misses, rng), dialledMs, rng);
    }
  }

  #lineRng(number: E164): Rng {
    return makeSeededRng(`${this.#seed}/${number}`);
  }

  #missed(miss: MissKind, dialledMs: number, rng: Rng): Fate {
    const model = this.#model;
    switch (miss) {
      case 'machine':
        return this.#machine(dialledMs, rng);
      case 'busy':
        return refused('busy', null, dialledMs, 486, 17);
      case 'rejected':
        return refused('rejected', dialledMs, dialledMs + drawMs(model.rejectAfterRing, rng), 603, 21);
      case 'unreachable':
        return refused('unreachable', null, dialledMs, 480, 20);
      case 'congestion':
        return refused('congestion', null, Math.round(dialledMs / 4), 503, 34);
      case 'announcement': {
        const fate = refused('announcement', null, dialledMs + drawMs(model.announcement, rng), 404, 1);
        return { ...fate, progress: { afterMs: dialledMs, code: 183 } };
      }
      case 'no_answer':
        return refused('no_answer', dialledMs, dialledMs + drawMs(model.ringOut, rng), 480, 19);
    }
  }

  #pickedUp(line: 'client' | 'third_party', dialledMs: number, rng: Rng): Fate {
    const model = this.#model;
    const afterMs = dialledMs + drawMs(model.ring, rng);
    const clientShare = line === 'client' ? model.clientShareAtOwnLine : model.clientShareAtOtherLine;
    const who: Answerer = rng.next() < clientShare ? 'client' : 'third_party';
    const manner = rng.next();
    const atOnce = manner < model.hangUpAtOnceShare;
    const silent = !atOnce && manner < model.hangUpAtOnceShare + model.silentShare;
    const kind: FateKind = atOnce ? 'hangs_up_at_once' : silent ? 'silence' : 'person';
    const talk = who === 'client' ? model.clientTalk : model.thirdPartyTalk;
    return {
      kind,
      progress: { afterMs: dialledMs, code: rng.next() < model.inBandRingingShare ? 183 : 180 },
      refusal: null,
      answer: {
        afterMs,
        who: silent ? null : who,
        amd: silent ? this.#unknown(rng) : this.#heard('human', model.amd.humanAsMachineShare, rng),
        hangsUpAfterMs: atOnce ? drawMs(model.hangUpAtOnce, rng) : null,
        patience: {
          silenceMs: drawMs(model.patienceInSilence, rng),
          musicMs: drawMs(model.patienceWithMusic, rng),
          messageMs: drawMs(model.patienceWithMessage, rng),
        },
        talkMs: drawMs(talk, rng),
        endsTalk: silent || rng.next() < model.personEndsTalkShare,
        pressesDuringMessage: rng.next() < model.pressesKeyShare ? model.messageKey : null,
      },
    };
  }

  #machine(dialledMs: number, rng: Rng): Fate {
    const model = this.#model;
    const atOnce = rng.next() < model.voicemailAtOnceShare;
    const afterMs = dialledMs + (atOnce ? 0 : drawMs(model.voicemailRing, rng));
    const amd = this.#heard('machine', model.amd.machineAsHumanShare, rng);
    return {
      kind: 'machine',
      progress: atOnce ? null : { afterMs: dialledMs, code: 180 },
      refusal: null,
      answer: recordingAnswer(afterMs, drawMs(model.voicemailRecording, rng), amd),
    };
  }

  #fax(dialledMs: number, rng: Rng): Fate {
    const answer = recordingAnswer(dialledMs + 3000, 40_000, this.#heard('machine', 0, rng));
    return { kind: 'fax', progress: { afterMs: dialledMs, code: 180 }, refusal: null, answer };
  }

  #heard(truth: 'human' | 'machine', wrongShare: number, rng: Rng): FateAnswer['amd'] {
    const drawn = rng.next();
    if (drawn < this.#model.amd.unknownShare) {
      return this.#unknown(rng);
    }
    const wrong = drawn < this.#model.amd.unknownShare + wrongShare;
    const verdict = wrong ? (truth === 'human' ? 'machine' : 'human') : truth;
    return verdict === 'human'
      ? { verdict, afterMs: drawMs(this.#model.amd.human, rng), cause: 'HUMAN' }
      : { verdict, afterMs: drawMs(this.#model.amd.machine, rng), cause: 'LONGGREETING' };
  }

  #unknown(rng: Rng): FateAnswer['amd'] {
    return { verdict: 'unknown', afterMs: drawMs(this.#model.amd.unknown, rng), cause: 'TOOLONG' };
  }
}
