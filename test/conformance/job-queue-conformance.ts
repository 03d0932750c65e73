import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BullmqJobQueue, type BullmqTimes } from '../../src/adapters/bullmq/bullmq-job-queue.js';
import type { JobBackend } from '../../src/adapters/bullmq/job-backend.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import type { JobContext, JobData } from '../../src/ports/jobs.js';
import type { RestartableStore } from '../support/job-stores.js';
import { until } from '../support/until.js';

export interface JobQueueSubject {
  readonly name: string;
  makeStore(): Promise<RestartableStore>;
  /** Once, after the first start. */
  prepare(url: string): Promise<void>;
  makeBackend(url: string): JobBackend;
}

const TIMES: BullmqTimes = { lockMs: 600, retryDelayMs: 50, attempts: 50, closeMs: 1500 };

/** A promise and its settling, to hold a job where the test wants it. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** What any JobQueue must do, over the real store. */
export function jobQueueConformance(subject: JobQueueSubject): void {
  describe(`job queue over ${subject.name}`, () => {
    let store: RestartableStore;
    const queues: BullmqJobQueue[] = [];
    const open = (times: Partial<BullmqTimes> = {}): BullmqJobQueue => {
      const queue = new BullmqJobQueue(subject.makeBackend(store.url), { ...TIMES, ...times });
      queues.push(queue);
      return queue;
    };

    beforeAll(async () => {
      store = await subject.makeStore();
      await store.start();
      await subject.prepare(store.url);
    });
    afterEach(async () => {
      await Promise.all(queues.splice(0).map((queue) => queue.close()));
    });
    afterAll(() => store.remove());

    test('a job is done once and its result is found by its id', async () => {
      const queue = open();
      const seen: JobData[] = [];
      await queue.work('export-calls', async ({ data }) => {
        seen.push(data);
        return { rows: 3 };
      });
      const job = await queue.enqueue('export-calls', { format: 'csv' });
      const ended = await queue.waitFor(job.id, 10_000);
      expect(ended).toMatchObject({
        kind: 'export-calls',
        state: 'completed',
        result: { rows: 3 },
        error: null,
      });
      expect(seen).toEqual([{ format: 'csv' }]);
      expect(await queue.find(job.id)).toEqual(ended);
      expect(await queue.find('export-calls.unknown')).toBeNull();
      expect(await queue.find('unknown')).toBeNull();
    });

    test('the same key gives the waiting or running job back, and a new one once it has ended', async () => {
      const queue = open();
      const first = await queue.enqueue('import-mailing', { n: 1 }, 'file-a');
      expect((await queue.enqueue('import-mailing', { n: 2 }, 'file-a')).id).toBe(first.id);
      const other = await queue.enqueue('import-mailing', { n: 3 }, 'file-b');
      expect(other.id).not.toBe(first.id);
      await queue.work('import-mailing', async () => ({}));
      await queue.waitFor(first.id, 10_000);
      await queue.waitFor(other.id, 10_000);
      const again = await queue.enqueue('import-mailing', { n: 4 }, 'file-a');
      expect(again.id).not.toBe(first.id);
      await queue.waitFor(again.id, 10_000);
    });

    test('progress is seen while the job runs', async () => {
      const queue = open();
      const hold = gate();
      const reported = gate();
      await queue.work('export-calls', async (context) => {
        await context.report({ done: 10, total: 100, note: '10 rows' });
        reported.open();
        await hold.opened;
        return {};
      });
      const job = await queue.enqueue('export-calls', {});
      await reported.opened;
      expect(await queue.find(job.id)).toMatchObject({
        state: 'active',
        progress: { done: 10, total: 100, note: '10 rows' },
      });
      hold.open();
      await queue.waitFor(job.id, 10_000);
    });

    test('a job that meets bad input fails at once with its reason; one that meets an outage is tried again', async () => {
      const queue = open();
      let tries = 0;
      await queue.work('export-agent-states', async ({ data }) => {
        tries += 1;
        if (data['bad'] === true) {
          throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'No such format' });
        }
        if (tries < 3) {
          throw new CadenciaError('DLR_DATABASE_DOWN', { detail: 'Away' });
        }
        return { tries };
      });
      const outage = await queue.enqueue('export-agent-states', { bad: false });
      expect(await queue.waitFor(outage.id, 10_000)).toMatchObject({
        state: 'completed',
        result: { tries: 3 },
      });
      const bad = await queue.enqueue('export-agent-states', { bad: true });
      const failed = await queue.waitFor(bad.id, 10_000);
      expect(failed).toMatchObject({ state: 'failed', result: null });
      expect(failed.error).toContain('No such format');
      expect(tries).toBe(4);
    });

    test('jobs are listed newest first and the oldest waiting one has its age', async () => {
      const queue = open();
      const ids: string[] = [];
      for (let n = 0; n < 3; n++) {
        const job = await queue.enqueue(n === 1 ? 'export-calls' : 'import-mailing', { n });
        ids.unshift(job.id);
        await until(() => Date.now() > job.createdAtMs || 'the clock stands');
      }
      const listed = await queue.list(3);
      expect(listed.map((job) => job.id)).toEqual(ids);
      expect(listed.every((job) => job.state === 'waiting')).toBe(true);
      const oldest = listed[2]?.createdAtMs ?? 0;
      expect(await queue.oldestWaitingMs(oldest + 5000)).toBe(5000);
      await queue.work('import-mailing', async () => ({}));
      await queue.work('export-calls', async () => ({}));
      await Promise.all(ids.map((id) => queue.waitFor(id, 10_000)));
      expect(await queue.oldestWaitingMs(Date.now())).toBe(0);
    });

    test('waiting ends at its deadline while the job goes on', async () => {
      const queue = open();
      const job = await queue.enqueue('export-calls', {});
      await expect(queue.waitFor(job.id, 50)).rejects.toMatchObject({ code: 'DLR_JOBS_DOWN' });
      await queue.work('export-calls', async () => ({}));
      expect((await queue.waitFor(job.id, 10_000)).state).toBe('completed');
    });

    test('a job whose worker died in the middle is finished by another', async () => {
      const dying = open({ closeMs: 100 });
      const started = gate();
      await dying.work('import-mailing', () => {
        started.open();
        // Never ends: the process is as good as dead once its locks are no longer renewed.
        return new Promise<JobData>(() => undefined);
      });
      const job = await dying.enqueue('import-mailing', { file: 'a' });
      await started.opened;
      await dying.close();
      const living = open();
      await living.work('import-mailing', async ({ id, data }) => ({ id, file: data['file'] ?? null }));
      expect(await living.waitFor(job.id, 15_000)).toMatchObject({
        state: 'completed',
        result: { id: job.id, file: 'a' },
      });
    });

    test('closing asks the running job to stop, and the job goes on in the next server', async () => {
      const first = open();
      const started = gate();
      await first.work('import-mailing', async (context: JobContext) => {
        started.open();
        await until(() => context.signal.aborted || 'not asked to stop');
        throw new CadenciaError('DLR_JOBS_DOWN', { detail: 'Shutting down' });
      });
      const job = await first.enqueue('import-mailing', {});
      await started.opened;
      await first.close();
      await expect(first.enqueue('import-mailing', {})).rejects.toMatchObject({ code: 'DLR_JOBS_DOWN' });
      const second = open();
      await second.work('import-mailing', async () => ({ done: true }));
      expect(await second.waitFor(job.id, 10_000)).toMatchObject({
        state: 'completed',
        result: { done: true },
      });
    });

    test('while the store is down questions fail within two seconds, and work goes on when it is back', async () => {
      const queue = open();
      await queue.work('export-calls', async () => ({ ok: true }));
      const before = await queue.enqueue('export-calls', {});
      await queue.waitFor(before.id, 10_000);
      await store.kill();
      // Two seconds by the queue's own timer; twice that is what a busy machine may be late, not a try that goes on.
      const asked = performance.now();
      await Promise.all([
        expect(queue.enqueue('export-calls', {})).rejects.toMatchObject({ code: 'DLR_JOBS_DOWN' }),
        expect(queue.find(before.id)).rejects.toMatchObject({ code: 'DLR_JOBS_DOWN' }),
      ]);
      expect(performance.now() - asked).toBeLessThan(4000);
      await store.start();
      let id = '';
      await until(async () => {
        try {
          id = (await queue.enqueue('export-calls', {})).id;
          return true;
        } catch (thrown) {
          return String(thrown);
        }
      });
      expect(await queue.waitFor(id, 15_000)).toMatchObject({ state: 'completed', result: { ok: true } });
    });

    test('a queue opened while the store is down works once it is up', async () => {
      await store.kill();
      const queue = open();
      await queue.work('export-agent-states', async () => ({ ok: true }));
      await expect(queue.list(5)).rejects.toMatchObject({ code: 'DLR_JOBS_DOWN' });
      await store.start();
      let id = '';
      await until(async () => {
        try {
          id = (await queue.enqueue('export-agent-states', {})).id;
          return true;
        } catch (thrown) {
          return String(thrown);
        }
      });
      expect(await queue.waitFor(id, 15_000)).toMatchObject({ state: 'completed' });
    });
  });
}
