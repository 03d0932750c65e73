import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { type LegId, parseLegId } from '../../src/core/kernel/ids.js';
import { reasonOfHangup } from '../../src/core/outcome/hangup-cause.js';
import type { Reason } from '../../src/core/outcome/outcome.js';
import type { LegTarget, LiveLeg, MediaEvent, MediaServer } from '../../src/ports/media.js';
import type { Waiting } from './waiting.js';

export type LegEventKind = Extract<MediaEvent, { readonly legId: LegId }>['kind'];
export type LegEventOf<Kind extends LegEventKind> = Extract<
  MediaEvent,
  { readonly kind: Kind; legId: LegId }
>;

export interface OriginateChoices {
  readonly ringTimeoutMs?: number;
  readonly amd?: boolean;
  readonly earDeadlineMs?: number;
  readonly legId?: LegId;
}

/** Listens to one media server and asks it for things, in whichever time the harness lives. */
export class MediaProbe {
  readonly server: MediaServer;
  readonly events: MediaEvent[] = [];
  /** Called after each event is noted; may throw, as a careless listener does. */
  afterEvent: (event: MediaEvent) => void = () => {};
  readonly #waiting: Waiting;
  readonly #callerId: string;

  constructor(server: MediaServer, waiting: Waiting, callerId: string) {
    this.server = server;
    this.#waiting = waiting;
    this.#callerId = callerId;
    server.onEvent((event) => {
      this.events.push(event);
      waiting.wake();
      this.afterEvent(event);
    });
  }

  /** Starts the server object and waits for its resync. */
  async connect(): Promise<readonly LiveLeg[]> {
    await this.done(this.server.start(), 'start');
    await this.#waiting.until(
      () => this.events.some(({ kind }) => kind === 'resync') || `no resync from ${this.server.id}`,
      30_000,
    );
    const resync = this.events.find((event) => event.kind === 'resync');
    return resync?.kind === 'resync' ? resync.legs : [];
  }

  /** The reply to a command, or its error. */
  async done<Reply>(command: Promise<Reply>, what = 'command'): Promise<Reply> {
    let settled = false;
    const settle = (): void => {
      settled = true;
      this.#waiting.wake();
    };
    command.then(settle, settle);
    await this.#waiting.until(() => settled || `no reply to ${what}`, 15_000);
    return await command;
  }

  async originate(target: LegTarget, choices: OriginateChoices = {}): Promise<LegId> {
    const legId = choices.legId ?? parseLegId(`t-${randomUUID()}`);
    const { ringTimeoutMs = 20_000, amd = false } = choices;
    const callerId = target.kind === 'agent' ? '' : this.#callerId;
    const ear = choices.earDeadlineMs === undefined ? {} : { earDeadlineMs: choices.earDeadlineMs };
    const command = { legId, target, callerId, ringTimeoutMs, amd, ...ear, tags: { attempt: legId } };
    await this.done(this.server.originate(command), `originate ${legId}`);
    return legId;
  }

  /** Originates and waits for the answer. */
  async connectLeg(target: LegTarget, choices: OriginateChoices = {}): Promise<LegId> {
    const legId = await this.originate(target, choices);
    await this.sees('answered', legId);
    return legId;
  }

  /** The leg of the call that came in after `before` others, waited for. */
  async offered(before = 0): Promise<LegId> {
    const find = (): LegId | undefined =>
      this.events.flatMap((event) => (event.kind === 'offered' ? [event.legId] : []))[before];
    await this.#waiting.until(() => find() !== undefined || 'no call came in', 20_000);
    return find()!;
  }

  /** The first event of that kind for the leg, waited for. */
  async sees<Kind extends LegEventKind>(
    kind: Kind,
    legId: LegId,
    isIt: (event: LegEventOf<Kind>) => boolean = () => true,
  ): Promise<LegEventOf<Kind>> {
    const find = (): LegEventOf<Kind> | undefined => this.of(kind, legId).find(isIt);
    await this.#waiting.until(
      () =>
        find() !== undefined ||
        `leg ${legId} had ${this.story(legId).join(', ') || 'no event'}, but no ${kind}`,
      40_000,
    );
    return find()!;
  }

  of<Kind extends LegEventKind>(kind: Kind, legId: LegId): LegEventOf<Kind>[] {
    return this.events.filter(
      (event): event is LegEventOf<Kind> => event.kind === kind && 'legId' in event && event.legId === legId,
    );
  }

  /** The kinds of a leg's events, in order. */
  story(legId: LegId): LegEventKind[] {
    return this.#legEvents(legId).map(({ kind }) => kind);
  }

  /** The same without its Call-ID, which is asked for beside the call and may come between any two. */
  callStory(legId: LegId): LegEventKind[] {
    return this.story(legId).filter((kind) => kind !== 'named');
  }

  /** Waits for the end and reads it as the call log does. */
  async reasonOfEnd(legId: LegId): Promise<Reason> {
    const { q850, sipCode } = await this.sees('hungUp', legId);
    const rang = this.of('progress', legId).some(({ code }) => code === 180);
    return reasonOfHangup({ q850, sip: sipCode }, rang);
  }

  async hangUp(legId: LegId): Promise<LegEventOf<'hungUp'>> {
    await this.done(this.server.hangup(legId, 'normal'), `hangup ${legId}`);
    return await this.sees('hungUp', legId);
  }

  /** Ends whatever a test left behind, and checks that every leg's story was in order. */
  async finish(): Promise<void> {
    if (this.server.isUp()) {
      for (const { legId } of await this.done(this.server.list(), 'list')) {
        await this.done(this.server.hangup(legId, 'normal'), `hangup ${legId}`);
      }
      await this.done(this.server.close(), 'close');
    }
    const legIds = new Set(this.events.flatMap((event) => ('legId' in event ? [event.legId] : [])));
    for (const legId of legIds) {
      this.#expectOrder(legId);
    }
  }

  #legEvents(legId: LegId): Extract<MediaEvent, { readonly legId: LegId }>[] {
    return this.events.flatMap((event) => ('legId' in event && event.legId === legId ? [event] : []));
  }

  #expectOrder(legId: LegId): void {
    const events = this.#legEvents(legId);
    const story = this.story(legId);
    const told = `story of ${legId}: ${story.join(', ')}`;
    const times = events.map(({ atMs }) => atMs);
    expect(times, `${told}; times`).toEqual([...times].sort((a, b) => a - b));
    const end = story.indexOf('hungUp');
    expect(end === -1 || end === story.length - 1, `${told}; nothing follows the end`).toBe(true);
    const answered = story.indexOf('answered');
    const ringing = story.lastIndexOf('progress');
    expect(answered === -1 || ringing < answered, `${told}; ringing comes before the answer`).toBe(true);
    expect(story.filter((kind) => kind === 'answered').length, told).toBeLessThanOrEqual(1);
  }
}
