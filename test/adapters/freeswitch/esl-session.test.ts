import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SystemClock } from '../../../src/adapters/clock/system-clock.js';
import type { EslEvent } from '../../../src/adapters/freeswitch/esl-event.js';
import { EslSession, type EslSessionOptions } from '../../../src/adapters/freeswitch/esl-session.js';
import type { CadenciaError } from '../../../src/core/kernel/errors.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { realTimeWaiting, type Waiting } from '../../conformance/waiting.js';
import { eventFrame, FakeEsl } from '../../support/fake-esl.js';

/** What is told of a session, and its end. */
class Listener {
  readonly session: EslSession;
  readonly events: EslEvent[] = [];
  readonly downs: CadenciaError[] = [];
  ups = 0;
  readonly waiting: Waiting = realTimeWaiting();

  constructor(fake: FakeEsl, options: Partial<EslSessionOptions> = {}) {
    this.session = new EslSession(
      {
        server: { host: '127.0.0.1', port: fake.port, password: 'segredo' },
        clock: new SystemClock(),
        rng: makeSeededRng('esl'),
        events: 'CHANNEL_ANSWER CUSTOM conference::maintenance',
        commandDeadlineMs: 5000,
        timing: { minBackoffMs: 1, maxBackoffMs: 5 },
        ...options,
      },
      {
        up: () => {
          this.ups += 1;
          this.waiting.wake();
        },
        down: (error) => {
          this.downs.push(error);
          this.waiting.wake();
        },
        event: (event) => {
          this.events.push(event);
          this.waiting.wake();
        },
      },
    );
    this.session.start();
  }

  async up(times = 1): Promise<this> {
    await this.waiting.until(() => this.ups >= times || `up ${this.ups} times`, 10_000);
    return this;
  }

  down(times = 1): Promise<void> {
    return this.waiting.until(() => this.downs.length >= times || `down ${this.downs.length} times`, 10_000);
  }

  heard(count: number): Promise<void> {
    return this.waiting.until(() => this.events.length >= count || `${this.events.length} events`, 10_000);
  }
}

describe('EslSession', () => {
  let fake: FakeEsl;
  const sessions: EslSession[] = [];
  const listen = (options: Partial<EslSessionOptions> = {}): Listener => {
    const listener = new Listener(fake, options);
    sessions.push(listener.session);
    return listener;
  };

  beforeEach(async () => {
    fake = await FakeEsl.start();
  });
  afterEach(async () => {
    for (const session of sessions.splice(0)) session.close();
    await fake.close();
  });

  test('lets the password in once, asks for its events and closes any number of times', async () => {
    const { session } = await listen().up();
    expect(session.isUp()).toBe(true);
    expect(fake.asked.map(({ line }) => line)).toEqual([
      'auth segredo',
      'event json BACKGROUND_JOB CHANNEL_ANSWER CUSTOM conference::maintenance',
    ]);
    session.close();
    session.close();
    expect(session.isUp()).toBe(false);
    await expect(session.api('status')).rejects.toMatchObject({ code: 'DLR_MEDIA_DOWN' });
    await fake.until(() => fake.visitors === 0);
    expect(fake.attempts).toBe(1);
  });

  test('each reply goes to whoever asked, messages to channels included', async () => {
    const { session } = await listen().up();
    fake.answer = ({ line }) =>
      line.startsWith('sendmsg') ? { reply: '-ERR invalid session handle' } : { api: `of ${line}` };
    const replies = await Promise.allSettled([
      session.sendMessage('c-1', { 'call-command': 'execute' }),
      session.api('one'),
      session.sendMessage('c-2', { 'call-command': 'execute' }),
      session.api('two'),
    ]);
    expect(replies.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code))).toEqual([
      'DLR_MEDIA_REFUSED',
      'of api one',
      'DLR_MEDIA_REFUSED',
      'of api two',
    ]);
  });

  test('a percent sign in a reply is a percent sign', async () => {
    const { session } = await listen().up();
    fake.answer = () => ({ reply: '-ERR 100% %zz broken' });
    await expect(session.api('status')).resolves.toBe('-ERR 100% %zz broken');
  });

  test('line breaks in any argument are refused, and nothing leaves', async () => {
    const { session } = await listen().up();
    const before = fake.asked.length;
    for (const evil of ['x\n\nbgapi hupall', 'x\rapi y', 'x\0']) {
      await expect(session.api(`uptime ${evil}`)).rejects.toMatchObject({ code: 'DLR_MEDIA_REFUSED' });
      await expect(session.sendMessage('c-1', { 'event-lock': evil })).rejects.toMatchObject({
        code: 'DLR_MEDIA_REFUSED',
      });
      const job = session.job(`originate ${evil}`, 1000);
      await expect(job.taken).rejects.toMatchObject({ code: 'DLR_MEDIA_REFUSED' });
      await expect(job.result).rejects.toMatchObject({ code: 'DLR_MEDIA_REFUSED' });
    }
    await expect(session.sendMessage('c-1', { 'a: b\n': 'x' })).rejects.toMatchObject({
      code: 'DLR_MEDIA_REFUSED',
    });
    expect(fake.asked).toHaveLength(before);
  });

  test('a job ends with the result of its own id, whichever order they come in, and once', async () => {
    const { session } = await listen().up();
    fake.answer = ({ headers }) => ({ reply: `+OK Job-UUID: ${headers.get('Job-UUID')}` });
    const jobs = Array.from({ length: 1000 }, () => session.job('originate x', 10_000));
    await Promise.all(jobs.map(({ taken }) => taken));
    const ids = fake.asked.flatMap(({ headers }) => headers.get('Job-UUID') ?? []);
    expect(new Set(ids).size).toBe(1000);
    ids.forEach((id, index) => {
      for (const text of index % 7 === 0 ? [`+OK ${index}\n`, '+OK twice\n'] : [`+OK ${index}\n`]) {
        const fields = { 'Event-Name': 'BACKGROUND_JOB', 'Event-Subclass': 'BACKGROUND_JOB', 'Job-UUID': id };
        queueMicrotask(() => fake.say(fields, text));
      }
    });
    const results = await Promise.all(jobs.map(({ result }) => result));
    expect(results).toEqual(jobs.map((_, index) => `+OK ${index}`));
  });

  test('a job that is refused at once says so twice over and is forgotten', async () => {
    const { session } = await listen().up();
    fake.answer = () => ({ reply: '-ERR no' });
    const job = session.job('originate x', 10_000);
    await expect(job.taken).rejects.toMatchObject({ code: 'DLR_MEDIA_REFUSED' });
    await expect(job.result).rejects.toMatchObject({ code: 'DLR_MEDIA_REFUSED' });
  });

  for (const pieceBytes of [1, 7]) {
    test(`events in pieces of ${pieceBytes} bytes are events all the same`, async () => {
      const listener = listen();
      fake.faults.pieceBytes = pieceBytes;
      await listener.up();
      fake.say({ 'Event-Name': 'CHANNEL_ANSWER', 'Unique-ID': 'c-1', variable_nome: 'José ção' });
      await listener.heard(1);
      expect(listener.events[0]?.header('variable_nome')).toBe('José ção');
    });
  }

  test('what is neither event nor reply is counted, and the link goes on', async () => {
    const listener = await listen().up();
    fake.sayRaw('Content-Type: text/event-json\nContent-Length: 9\n\n{"cut":"o');
    fake.sayRaw('Content-Type: text/news\n\n');
    fake.say({ 'Event-Name': 'CHANNEL_ANSWER', 'Unique-ID': 'c-1' });
    await listener.heard(1);
    expect(listener.events.map(({ name }) => name)).toEqual(['CHANNEL_ANSWER']);
    expect(listener.session.notUnderstood).toBe(2);
    expect(listener.downs).toEqual([]);
  });

  describe('the end of a link', () => {
    test.each([
      ['a close', () => fake.cut()],
      ['a reset', () => fake.cut('reset')],
      [
        'half a frame and a close',
        () => {
          fake.sayRaw('Content-Type: api/response\nContent-Length: 50\n\nhalf');
          fake.cut();
        },
      ],
      [
        'a disconnect notice',
        () => fake.sayRaw('Content-Type: text/disconnect-notice\nContent-Length: 4\n\nBye\n'),
      ],
      ['noise', () => fake.sayRaw('x: y\n\n')],
      ['a reply of the wrong kind', () => fake.sayRaw('Content-Type: api/response\nContent-Length: 0\n\n')],
    ])('%s rejects what is under way and is told once, and the link is made anew', async (_, end) => {
      const listener = await listen().up();
      fake.answer = () => 'hang';
      const job = listener.session.job('originate x', 60_000);
      const asked = listener.session.api('status');
      await fake.until(() => fake.asked.some(({ line }) => line === 'api status'));
      end();
      await expect(asked).rejects.toMatchObject({ code: 'DLR_MEDIA_DOWN' });
      await expect(job.taken).rejects.toMatchObject({ code: 'DLR_MEDIA_DOWN' });
      await expect(job.result).rejects.toMatchObject({ code: 'DLR_MEDIA_DOWN' });
      await listener.up(2);
      expect(listener.downs).toHaveLength(1);
    });

    test('a reply that is lost ends it at its deadline, for the next would be taken for it', async () => {
      const listener = await listen({ commandDeadlineMs: 60 }).up();
      fake.answer = ({ line }) => (line === 'api lost' ? 'hang' : { api: '+OK' });
      await expect(listener.session.api('lost')).rejects.toMatchObject({ code: 'DLR_MEDIA_TIMEOUT' });
      await listener.up(2);
      await expect(listener.session.api('next')).resolves.toBe('+OK');
    });

    test('replies that come twice, or in another order, end it before one is given to the wrong caller', async () => {
      const listener = await listen().up();
      fake.answer = ({ line, headers }) =>
        line.startsWith('api') ? { api: line } : { reply: `+OK Job-UUID: ${headers.get('Job-UUID')}` };
      fake.faults.reply = (frame) => [frame, frame];
      await expect(listener.session.api('doubled')).resolves.toBe('api doubled');
      await listener.down();
      fake.faults.reply = (frame) => [frame];
      await listener.up(2);
      fake.faults.holdReplies = true;
      const jobs = [listener.session.job('originate a', 1000), listener.session.job('originate b', 1000)];
      await fake.until(() => fake.held === 2);
      fake.release((held) => [...held].reverse());
      const taken = await Promise.allSettled(jobs.map((job) => job.taken));
      expect(taken.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    });

    test('a server that stopped without a word is noticed by itself', async () => {
      const timing = { minBackoffMs: 1, maxBackoffMs: 5, pingEveryMs: 20 };
      const listener = await listen({ timing, commandDeadlineMs: 60 }).up();
      fake.answer = () => 'hang';
      await listener.down();
      expect(listener.downs[0]?.message).toContain('api uptime');
    });
  });

  describe('who is not let in', () => {
    test('is told that the password is wrong, and in once it is right', async () => {
      fake.password = 'outra';
      const listener = listen();
      await listener.down();
      expect(listener.downs[0]).toMatchObject({ code: 'DLR_MEDIA_AUTH' });
      expect(listener.downs[0]?.message).not.toContain('segredo');
      fake.password = 'segredo';
      await listener.up();
    });

    test('is told of the list of addresses', async () => {
      fake.faults.rudeRejection = true;
      const listener = listen();
      await listener.down();
      expect(listener.downs[0]).toMatchObject({ code: 'DLR_MEDIA_AUTH' });
      expect(listener.downs[0]?.message).toContain('apply-inbound-acl');
    });

    test('knocks again where nobody opens, nobody speaks or nobody is', async () => {
      fake.faults.silentDoor = true;
      const timing = { minBackoffMs: 1, maxBackoffMs: 5, handshakeMs: 40 };
      const listener = listen({ timing });
      await listener.down();
      fake.faults.silentDoor = false;
      fake.faults.resetConnections = true;
      await fake.until(() => fake.attempts >= 4);
      fake.faults.resetConnections = false;
      await listener.up();
      const port = fake.port;
      await fake.close();
      await listener.down(listener.downs.length + 3);
      fake = await FakeEsl.start('segredo', port);
      await listener.up(2);
      expect(listener.session.isUp()).toBe(true);
    });
  });

  test('commands beyond what may be on the wire wait, and are taken back where they never left', async () => {
    const listener = await listen({ commandDeadlineMs: 80 }).up();
    fake.answer = () => 'hang';
    const all = await Promise.allSettled(Array.from({ length: 200 }, () => listener.session.api('status')));
    const codes = new Set(all.map((one) => (one.status === 'rejected' ? one.reason.code : 'answered')));
    expect(codes.has('DLR_MEDIA_TIMEOUT')).toBe(true);
    expect(codes.has('answered')).toBe(false);
    expect(fake.asked.filter(({ line }) => line === 'api status')).toHaveLength(128);
  });

  test('an event in the plain form is read like one in JSON', async () => {
    const listener = await listen().up();
    fake.sayRaw(eventFrame({ 'Event-Name': 'CHANNEL_ANSWER', 'Unique-ID': 'c-9' }, 'ção', 'plain'));
    await listener.heard(1);
    expect(listener.events[0]).toMatchObject({ name: 'CHANNEL_ANSWER', body: 'ção' });
  });
});
