import { describe, expect, test } from 'vitest';
import type { SipCall, SipCause } from '../../../src/adapters/sip/sip-calls.js';
import { throughSip } from '../../../src/app/telephony/sip-media.js';
import {
  type AttemptId,
  customerLegId,
  parseAttemptId,
  parseE164,
  parseMediaServerId,
  parseTrunkId,
} from '../../../src/core/kernel/ids.js';
import type { MediaEvent, MediaServer, OriginateCommand } from '../../../src/ports/media.js';

const ATTEMPT = parseAttemptId('0123456789abcdef01234567');

/** A SIP server that has heard one end of every call. */
class HeardPath {
  readonly expected: SipCall[] = [];
  readonly forgotten: AttemptId[] = [];
  cause: SipCause | null = null;

  expect(call: SipCall): void {
    this.expected.push(call);
  }

  forget(attemptId: AttemptId): void {
    this.forgotten.push(attemptId);
  }

  causeOf(): SipCause | null {
    return this.cause;
  }
}

const SERVER = parseMediaServerId('s1');
const COMMAND: OriginateCommand = {
  legId: customerLegId(ATTEMPT),
  target: { kind: 'phone', number: parseE164('+5511980000001'), trunkId: parseTrunkId('t1') },
  callerId: '+551130304040',
  ringTimeoutMs: 20_000,
  amd: false,
  tags: { attempt: ATTEMPT, campaign: 'c1' },
};

/** A media server as far as these tests go: it ends each call by its own word. */
class WordyServer {
  readonly id = SERVER;
  refuses = false;
  #listener: (event: MediaEvent) => void = () => undefined;

  onEvent(listener: (event: MediaEvent) => void): void {
    this.#listener = listener;
  }

  isUp(): boolean {
    return !this.refuses;
  }

  originate({ legId }: OriginateCommand): Promise<void> {
    if (this.refuses) {
      return Promise.reject(new Error('refused'));
    }
    this.#listener({ kind: 'progress', code: 180, serverId: SERVER, legId, atMs: 1 });
    this.#listener({
      kind: 'hungUp',
      serverId: SERVER,
      legId,
      atMs: 2,
      by: 'network',
      q850: 19,
      sipCode: null,
    });
    return Promise.resolve();
  }
}

/** One call, seen by the path; gives its last event. */
async function callOn(path: HeardPath, refuses = false) {
  const wordy = new WordyServer();
  wordy.refuses = refuses;
  const server = throughSip(wordy as unknown as MediaServer, path);
  const events: MediaEvent[] = [];
  server.onEvent((event) => events.push(event));
  const placed = await server.originate(COMMAND).then(
    () => 'placed',
    () => 'refused',
  );
  return { placed, ended: events.findLast(({ kind }) => kind === 'hungUp'), server, events };
}

describe('a media server whose calls pass through a SIP server', () => {
  test('announces each call before it leaves, and lets go of it at its end', async () => {
    const path = new HeardPath();
    await callOn(path);
    expect(path.expected).toEqual([
      {
        attemptId: ATTEMPT,
        trunkId: 't1',
        campaignId: 'c1',
        called: '+5511980000001',
        caller: '+551130304040',
      },
    ]);
    expect(path.forgotten).toEqual([ATTEMPT]);
  });

  test('tells the carrier’s status and cause in place of the switch’s', async () => {
    const path = new HeardPath();
    path.cause = { status: 480, q850: 20 };
    expect((await callOn(path)).ended).toMatchObject({ sipCode: 480, q850: 20 });
  });

  test('keeps the switch’s cause where the carrier gave none, and all of it where nothing was heard', async () => {
    const path = new HeardPath();
    expect((await callOn(path)).ended).toMatchObject({ sipCode: null, q850: 19 });
    path.cause = { status: 480, q850: null };
    expect((await callOn(path)).ended).toMatchObject({ sipCode: 480, q850: 19 });
  });

  test('forgets a call that the switch did not place', async () => {
    const path = new HeardPath();
    expect((await callOn(path, true)).placed).toBe('refused');
    expect(path.forgotten).toEqual([ATTEMPT]);
  });

  test('is in all else the media server itself', async () => {
    const { server, events } = await callOn(new HeardPath());
    expect(server.isUp()).toBe(true);
    expect(server.id).toBe(SERVER);
    expect(events.map(({ kind }) => kind)).toEqual(['progress', 'hungUp']);
  });
});
