import { setTimeout as pause } from 'node:timers/promises';
import type { ChaosCentre } from './chaos-centre.js';
import { CHAOS_KINDS, type ChaosKind, type PlannedHarm } from './chaos-plan.js';
import { LoopDisk } from './loop-disk.js';
import { childrenOf, signalIfThere, signalTree } from './process-tree.js';
import type { LinkMood, RoughLink } from './rough-link.js';

type Does = (centre: ChaosCentre, harm: PlannedHarm) => Promise<void>;

/** Slowest and least slow of a slow link, one way, and of a slow disk in writes a second. */
const DELAY_MS = [20, 1500] as const;
const WRITES_A_SECOND = [3, 40] as const;
/** A switch or database that does not come up by then is not to be waited for any longer. */
const START_TRIES = 5;

async function again(start: () => Promise<unknown>): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    try {
      await start();
      return;
    } catch (error) {
      if (turn === START_TRIES) {
        throw error;
      }
      await pause(1000);
    }
  }
}

async function stopped(pid: number | undefined, lastsMs: number): Promise<void> {
  if (pid !== undefined) {
    await signalTree(pid, 'SIGSTOP');
    await pause(lastsMs);
    await signalTree(pid, 'SIGCONT');
  }
}

function links(
  which: (links: ChaosCentre['links']) => readonly RoughLink[],
  mood: (share: number) => LinkMood,
): Does {
  return async (centre, { lastsMs, share }) => {
    for (const link of which(centre.links)) {
      link.become(mood(share));
    }
    await pause(lastsMs);
    for (const link of which(centre.links)) {
      link.become('whole');
    }
  };
}

const cut = (): LinkMood => 'cut';
const silent = (): LinkMood => 'silent';
const slow = (share: number): LinkMood => ({
  delayMs: Math.round(DELAY_MS[0] + share ** 2 * (DELAY_MS[1] - DELAY_MS[0])),
});

async function killPostgres(centre: ChaosCentre, { lastsMs }: PlannedHarm): Promise<void> {
  const { database } = centre;
  await database.abandon().catch(() => undefined);
  await signalTree(database.pid, 'SIGKILL');
  await pause(lastsMs);
  await again(() => centre.startDatabase());
}

async function killBackend({ database }: ChaosCentre, { share }: PlannedHarm): Promise<void> {
  const backends = await childrenOf(database.pid);
  signalIfThere(backends[Math.floor(share * backends.length)] ?? 0, 'SIGKILL');
}

function full(disk: (centre: ChaosCentre) => LoopDisk | string): Does {
  return async (centre, { lastsMs }) => {
    const found = disk(centre);
    if (found instanceof LoopDisk) {
      await found.fill();
      await pause(lastsMs);
      await found.makeRoom();
    }
  };
}

const DOES: Readonly<Record<ChaosKind, Does>> = {
  'server killed': ({ keeper }, { lastsMs }) => keeper.kill(lastsMs),
  'PostgreSQL killed': killPostgres,
  'PostgreSQL backend killed': killBackend,
  'Redis killed': async ({ redis }, { lastsMs }) => {
    await redis.kill();
    await pause(lastsMs);
    await again(() => redis.resume());
  },
  'Asterisk killed': async (centre, { lastsMs }) => {
    await centre.asterisk.kill();
    await pause(lastsMs);
    await again(() => centre.startAsterisk());
  },
  'server stopped': ({ keeper }, { lastsMs }) => stopped(keeper.server.program.process.pid, lastsMs),
  'PostgreSQL stopped': ({ database }, { lastsMs }) => stopped(database.pid, lastsMs),
  'Redis stopped': ({ redis }, { lastsMs }) => stopped(redis.pid, lastsMs),
  'Asterisk stopped': ({ asterisk }, { lastsMs }) => stopped(asterisk.pid, lastsMs),
  'database link cut': links(({ database }) => [database], cut),
  'Redis link cut': links(({ redis }) => [redis], cut),
  'switch link cut': links(({ asterisk }) => [asterisk], cut),
  'all links cut': links(Object.values, cut),
  'database link silent': links(({ database }) => [database], silent),
  'Redis link silent': links(({ redis }) => [redis], silent),
  'switch link silent': links(({ asterisk }) => [asterisk], silent),
  'all links silent': links(Object.values, silent),
  'database link slow': links(({ database }) => [database], slow),
  'Redis link slow': links(({ redis }) => [redis], slow),
  'switch link slow': links(({ asterisk }) => [asterisk], slow),
  'database disk full': full(({ databaseDisk }) => databaseDisk),
  'data folder full': full(({ dataDisk }) => dataDisk),
  'database disk slow': async ({ databaseDisk }, { lastsMs, share }) => {
    if (databaseDisk instanceof LoopDisk) {
      await databaseDisk.slow(
        Math.round(WRITES_A_SECOND[0] + share * (WRITES_A_SECOND[1] - WRITES_A_SECOND[0])),
      );
      await pause(lastsMs);
      await databaseDisk.fast();
    }
  },
};

/** Does the harm and makes it good again; resolves when everything has been given back. */
export function harm(centre: ChaosCentre, planned: PlannedHarm): Promise<void> {
  return DOES[planned.kind](centre, planned);
}

/** The kinds that this machine permits, and why not the others. */
export async function permittedKinds({ databaseDisk, dataDisk }: ChaosCentre): Promise<{
  readonly kinds: readonly ChaosKind[];
  readonly not: Readonly<Partial<Record<ChaosKind, string>>>;
}> {
  const not: Partial<Record<ChaosKind, string>> = {};
  if (typeof databaseDisk === 'string') {
    not['database disk full'] = databaseDisk;
    not['database disk slow'] = databaseDisk;
  } else if (!(await databaseDisk.canSlow())) {
    not['database disk slow'] = 'no cgroup v1 blkio throttle';
  }
  if (typeof dataDisk === 'string') {
    not['data folder full'] = dataDisk;
  }
  return { kinds: CHAOS_KINDS.filter((kind) => not[kind] === undefined), not };
}
