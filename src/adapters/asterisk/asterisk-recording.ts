/*
 * A recording hangs on the customer's channel, by a snoop channel that hears both sides: it survives transfers and
 * holds, and leaves the agent's bridge a plain two-party one (a bridge's own recording makes it a softmix).
 */
import type { LegId } from '../../core/kernel/ids.js';
import { isRecorder, recorderOf } from './asterisk-leg-table.js';
import { type AsteriskSession, callAllowing, callForLeg } from './asterisk-session.js';

/** Starts and stops recordings; one at a time on a leg. */
export class AsteriskRecording {
  readonly #session: AsteriskSession;
  /** Snoop channels that are under our control. */
  readonly #ready = new Set<string>();

  constructor(session: AsteriskSession) {
    this.#session = session;
  }

  async start(legId: LegId, name: string): Promise<void> {
    const { waiter, commandDeadlineMs, app } = this.#session;
    await this.#session.controlled(legId);
    const snoopId = recorderOf(legId);
    const live = ['recordings', 'live', name] as const;
    const running = await callAllowing(this.#session, { method: 'GET', path: [...live] }, [404]);
    if (running !== undefined) {
      return;
    }
    await callForLeg(this.#session, legId, {
      method: 'POST',
      path: ['channels', legId, 'snoop', snoopId],
      query: { app, appArgs: 'recording', spy: 'both', whisper: 'none' },
    });
    await waiter.until(
      () => this.#ready.has(snoopId),
      commandDeadlineMs,
      `the recording channel of ${legId}`,
    );
    await callForLeg(this.#session, legId, {
      method: 'POST',
      path: ['channels', snoopId, 'record'],
      query: { name, format: 'wav', ifExists: 'overwrite', maxDurationSeconds: '0', beep: 'false' },
    });
  }

  /** Resolves also when the recording or the leg has ended: the file is then complete already. */
  async stop(legId: LegId, name: string): Promise<void> {
    await callAllowing(
      this.#session,
      { method: 'POST', path: ['recordings', 'live', name, 'stop'] },
      [404, 409],
    );
    await callAllowing(this.#session, { method: 'DELETE', path: ['channels', recorderOf(legId)] }, [404]);
  }

  /** Silence is written meanwhile, so that times in the file stay true. 409: it is so already. */
  async pause(legId: LegId, name: string, paused: boolean): Promise<void> {
    await this.#session.controlled(legId);
    const method = paused ? 'POST' : 'DELETE';
    await callAllowing(this.#session, { method, path: ['recordings', 'live', name, 'mute'] }, [409]);
  }

  channelStarted(channelId: string): void {
    if (isRecorder(channelId)) {
      this.#ready.add(channelId);
    }
  }

  channelEnded(channelId: string): void {
    this.#ready.delete(channelId);
  }
}
