import type { Clock, Timer } from '../../ports/clock.js';
import type { FarEnd, FarEndReports, Hearing } from './far-end.js';
import type { Fate, FateAnswer } from './fate.js';

/** Our own switch gave up ringing: it cancels (RFC 3261 §9) and reports 19 with 480, as Asterisk does. */
const GAVE_UP = { q850: 19, sipCode: 480 } as const;

interface CallTerms {
  readonly fate: Fate;
  readonly ringTimeoutMs: number;
  readonly screensForMachines: boolean;
  /** Added by a slow trunk to everything the network says. */
  readonly extraDelayMs: number;
}

/** One call to a number of the public network: rings, answers, waits, talks and hangs up as its fate says. */
export class SimulatedCall implements FarEnd {
  readonly #clock: Clock;
  readonly #terms: CallTerms;
  readonly #reports: FarEndReports;
  /** Timers that end with the call; at most one of each purpose. */
  readonly #timers = new Map<string, Timer>();
  #over = false;
  #hearing: Hearing = 'silence';
  #answer: FateAnswer | null = null;
  #talking = false;
  /** Since when whoever answered has heard nothing; null while he hears something, or nobody answered. */
  #silentSinceMs: number | null = null;
  #longestSilenceMs = 0;

  constructor(clock: Clock, terms: CallTerms, reports: FarEndReports) {
    this.#clock = clock;
    this.#terms = terms;
    this.#reports = reports;
  }

  /** Nothing comes at the very instant of the call. The fate is known, so only what will really come first gets a timer. */
  ring(): void {
    const { fate, ringTimeoutMs, extraDelayMs } = this.#terms;
    if (fate.progress !== null && fate.progress.afterMs + extraDelayMs < ringTimeoutMs) {
      const { code, afterMs } = fate.progress;
      this.#after('progress', Math.max(1, afterMs + extraDelayMs), () => this.#reports.progress(code));
    }
    const { refusal, answer } = fate;
    const saidMs = (refusal?.afterMs ?? answer?.afterMs ?? Number.POSITIVE_INFINITY) + extraDelayMs;
    const finalMs = Math.max(2, saidMs);
    if (finalMs >= ringTimeoutMs) {
      this.#after('final', ringTimeoutMs, () => this.#end('network', GAVE_UP.q850, GAVE_UP.sipCode));
    } else if (refusal !== null) {
      this.#after('final', finalMs, () => this.#end('network', refusal.q850, refusal.sipCode));
    } else if (answer !== null) {
      this.#after('final', finalMs, () => this.#pickUp(answer));
    }
  }

  /** The longest time that whoever answered heard nothing of us. */
  get longestSilenceMs(): number {
    const lasted = this.#silentSinceMs === null ? 0 : this.#clock.now() - this.#silentSinceMs;
    return Math.max(this.#longestSilenceMs, lasted);
  }

  hears(hearing: Hearing): void {
    if (hearing !== this.#hearing) {
      this.#hearing = hearing;
      if (this.#answer !== null) {
        this.#noteSilence();
      }
      this.#listen();
    }
  }

  release(): void {
    this.#over = true;
    for (const timer of this.#timers.values()) {
      this.#clock.clearTimer(timer);
    }
    this.#timers.clear();
  }

  #noteSilence(): void {
    this.#longestSilenceMs = this.longestSilenceMs;
    this.#silentSinceMs = this.#hearing === 'silence' ? this.#clock.now() : null;
  }

  #pickUp(answer: FateAnswer): void {
    this.#answer = answer;
    this.#noteSilence();
    this.#reports.answered();
    if (this.#over) {
      return;
    }
    if (this.#terms.screensForMachines) {
      this.#after('amd', answer.amd.afterMs, () => this.#reports.amd(answer.amd.verdict, answer.amd.cause));
    }
    if (answer.hangsUpAfterMs !== null) {
      this.#after('leave', answer.hangsUpAfterMs, () => this.#hangUp());
    }
    this.#listen();
  }

  /** Patience starts anew with each change of what is heard; the talk goes on through hold and transfer. */
  #listen(): void {
    const answer = this.#answer;
    if (answer === null || this.#over) {
      return;
    }
    this.#stop('patience');
    const { patience } = answer;
    switch (this.#hearing) {
      case 'voice':
        this.#talk(answer);
        return;
      case 'message':
        this.#waitAtMost(patience.messageMs);
        this.#pressKey(answer);
        return;
      case 'music':
        this.#waitAtMost(patience.musicMs);
        return;
      case 'silence':
        this.#waitAtMost(patience.silenceMs);
    }
  }

  #talk(answer: FateAnswer): void {
    if (!this.#talking && answer.talkMs !== null && answer.endsTalk) {
      this.#after('talk', answer.talkMs, () => this.#hangUp());
    }
    this.#talking = true;
  }

  #pressKey(answer: FateAnswer): void {
    const digit = answer.pressesDuringMessage;
    if (digit !== null) {
      this.#after('key', Math.round((answer.patience.messageMs ?? 6000) / 2), () => {
        if (this.#hearing === 'message') {
          this.#reports.dtmf(digit);
        }
      });
    }
  }

  #waitAtMost(patienceMs: number | null): void {
    if (patienceMs !== null) {
      this.#after('patience', patienceMs, () => this.#hangUp());
    }
  }

  #hangUp(): void {
    this.#end('remote', 16, null);
  }

  #end(by: 'remote' | 'network', q850: number, sipCode: number | null): void {
    this.release();
    this.#reports.ended(by, q850, sipCode);
  }

  #after(purpose: string, delayMs: number, run: () => void): void {
    this.#stop(purpose);
    this.#timers.set(
      purpose,
      this.#clock.setTimer(delayMs, () => {
        this.#timers.delete(purpose);
        run();
      }),
    );
  }

  #stop(purpose: string): void {
    const timer = this.#timers.get(purpose);
    if (timer !== undefined) {
      this.#clock.clearTimer(timer);
      this.#timers.delete(purpose);
    }
  }
}
