import { AuditProblem } from '../../../../src/audit/audit-problem.js';
import { readGateFile } from '../../../../src/audit/policy/gate-file.js';
import { customerLegId, parseAttemptId } from '../../../../src/core/kernel/ids.js';
import { SECOND } from '../../../../src/core/kernel/time.js';
import type { EngineEventMap } from '../../../../src/ports/engine-events.js';
import { judgeDays } from '../../days-audit.js';
import type { FaultCentre } from '../fault-centre.js';
import type { Invariant } from './invariant.js';
import { isCallingHour } from './window-kept.js';

/** A fault keeps an engine from its duty for so long after it is over. */
const AFTERMATH_MS = 30 * SECOND;

/**
 * The auditor, who shares no code with the product and reads the same policy, finds nothing forbidden in the log, and
 * each dialled row does what its decision on the ledger allows. Who met nobody under a fault is left out: his engine
 * was kept from it.
 */
export class AuditFindsNothing implements Invariant {
  readonly name = 'the auditor finds nothing';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;
  /** Talks of which the engine itself says that the law's recording or its notice failed. */
  readonly #unrecorded = new Set<string>();

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  said(_engineId: string, name: string, event: unknown): void {
    if (name === 'recording:failed') {
      this.#unrecorded.add((event as EngineEventMap['recording:failed']).attemptId);
    }
  }

  async end(): Promise<void> {
    const { stores, records, policy, injector } = this.#centre;
    if (records.length === 0) {
      return;
    }
    const days = { stores, records, holidays: [], deaths: this.#troubles(), engines: [] };
    try {
      const { broken, disagreements } = await judgeDays(days, readGateFile(policy, policy.id));
      if (injector.hits.some(({ fault }) => fault.effect === 'clock.now')) {
        // What a wrong clock wrote can be read; how long it lasted cannot be judged by it.
        return;
      }
      const unexcused = broken.filter(
        ({ rule, attempt_id }) =>
          !((rule === 'R36' || rule === 'R37') && this.#unrecorded.has(attempt_id ?? '')) &&
          !(rule === 'R16' && this.#answeredInTime(attempt_id ?? '')),
      );
      this.broken.push(
        ...unexcused.map(({ rule, attempt_id, detail }) => `${rule} of ${attempt_id}: ${detail}`),
      );
      this.broken.push(...disagreements);
    } catch (error) {
      if (!(error instanceof AuditProblem)) {
        throw error;
      }
      this.broken.push(`the log cannot be read: ${error.message}`);
    }
  }

  /**
   * His telephone rang within the hours, as the network knows. Nobody heard his answer: a row says of it when an engine
   * was there again and found him on the line.
   */
  #answeredInTime(attemptId: string): boolean {
    const legId = customerLegId(parseAttemptId(attemptId));
    const atMs = this.#centre.records.find((record) => record.legId === legId)?.answeredAtMs ?? null;
    const unheard = this.#troubles().some(
      ({ fromMs, toMs }) => atMs !== null && fromMs <= atMs && atMs <= toMs,
    );
    return atMs !== null && unheard && isCallingHour(atMs);
  }

  #troubles() {
    const { injector, processes } = this.#centre;
    return injector.hits.flatMap(({ atMs, fault }) =>
      processes.map(({ id }) => ({
        engineId: id,
        fromMs: atMs,
        toMs: atMs + fault.lastsMs + AFTERMATH_MS,
      })),
    );
  }
}
