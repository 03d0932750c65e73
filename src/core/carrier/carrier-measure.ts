import type { CallSums } from './carrier-count.js';
import { pddQuantileMs } from './pdd-sketch.js';

/** What the sums say of a carrier, trunk or line; null where nothing can be said. Shares in 0..1. */
export interface CarrierMeasure {
  readonly attempts: number;
  /** Answered of all that left (answer seizure ratio, ITU-T E.425). */
  readonly asr: number | null;
  /** Answered by a person of all that left. */
  readonly answerRate: number | null;
  /** Network effectiveness ratio (ITU-T E.425). */
  readonly ner: number | null;
  /** Mean from answer to end of the answered ones (average call duration). */
  readonly acdMs: number | null;
  readonly pddP50Ms: number | null;
  readonly pddP95Ms: number | null;
  /** Of the answered ones, those that ended within three and six seconds. */
  readonly short3Share: number | null;
  readonly short6Share: number | null;
  /** Chamadas curtas as Anatel counts them: not completed or ended within six seconds, of all that left. */
  readonly notLongShare: number | null;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export function measureOf(sums: CallSums): CarrierMeasure {
  const { attempts, answered, persons, effective, short3, short6, talkMs, pdd } = sums;
  return {
    attempts,
    asr: share(answered, attempts),
    answerRate: share(persons, attempts),
    ner: share(effective, attempts),
    acdMs: answered === 0 ? null : Math.round(talkMs / answered),
    pddP50Ms: pddQuantileMs(pdd, 0.5),
    pddP95Ms: pddQuantileMs(pdd, 0.95),
    short3Share: share(short3, answered),
    short6Share: share(short6, answered),
    notLongShare: share(attempts - answered + short6, attempts),
  };
}
