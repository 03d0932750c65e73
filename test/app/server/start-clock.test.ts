import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/adapters/clock/virtual-clock.js';
import { Boot } from '../../../src/app/server/boot.js';
import { startClock } from '../../../src/app/server/start-clock.js';
import type { Trunk } from '../../../src/core/campaign/campaign.js';
import type { DemoClockStore, DemoTime } from '../../../src/ports/demo-clock-store.js';

const SUNDAY = Date.parse('2026-11-22T08:00:00Z');
const TUESDAY = Date.parse('2026-11-10T11:00:00-03:00');
const MINUTE = 60_000;

const boots: Boot[] = [];
afterEach(async () => {
  await Promise.all(boots.splice(0).map((boot) => boot.stop()));
});

function makeStore(
  lastRowMs: number | null = null,
): DemoClockStore & { kept: DemoTime | null; row: number | null } {
  return {
    kept: null,
    row: lastRowMs,
    async read() {
      return this.kept;
    },
    async keep(time) {
      this.kept = time.nowMs > (this.kept?.nowMs ?? 0) ? time : this.kept;
    },
    async lastRowMs() {
      return this.row;
    },
  };
}

async function start(store: DemoClockStore, wallMs: number, trunkKinds: readonly Trunk['kind'][] = ['demo']) {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const boot = new Boot(() => undefined, new AbortController().signal);
  boots.push(boot);
  const system = new VirtualClock(wallMs);
  const chosen = await startClock(boot, log, { store, system, trunkKinds });
  return { ...chosen, system, lines, stop: () => boot.stop() };
}

describe('the clock of an installation', () => {
  it.each([
    ['no trunk', []],
    ['a carrier’s trunk', ['sip']],
    ['a carrier’s trunk beside a demo’s', ['demo', 'sip']],
  ] as const)('is the real one with %s', async (_, kinds) => {
    const store = makeStore();
    const { clock, shifted, system } = await start(store, SUNDAY, kinds);
    expect(clock).toBe(system);
    expect(shifted).toBe(false);
    expect(store.kept).toBeNull();
  });

  it('begins on a Tuesday at eleven where all trunks are a demo’s, and says so in the log', async () => {
    const { clock, shifted, lines } = await start(makeStore(), SUNDAY);
    expect(clock.now()).toBe(TUESDAY);
    expect(shifted).toBe(true);
    expect(lines.join()).toContain('the clock is shifted');
  });

  it('goes on from where it was stopped, not from the real time', async () => {
    const store = makeStore();
    const first = await start(store, SUNDAY);
    await first.system.runFor(20 * MINUTE);
    await first.stop();
    const second = await start(store, SUNDAY + 5 * 24 * 60 * MINUTE);
    expect(second.clock.now()).toBe(TUESDAY + 30 * MINUTE);
  });

  it('never goes back behind a crash: the time away counts, and the last row of the log', async () => {
    const store = makeStore();
    const first = await start(store, SUNDAY);
    await first.system.runFor(3 * MINUTE);
    const shown = first.clock.now();
    store.kept = { nowMs: TUESDAY, wallMs: SUNDAY };
    const second = await start(store, SUNDAY + 3 * MINUTE);
    expect(second.clock.now()).toBe(shown);

    store.row = TUESDAY + 90 * MINUTE;
    expect((await start(store, SUNDAY + 3 * MINUTE)).clock.now()).toBeGreaterThan(store.row);
  });

  it('goes on at the next working hour when the day is over', async () => {
    const store = makeStore(Date.parse('2026-11-13T18:30:00-03:00'));
    const { clock } = await start(store, SUNDAY);
    expect(new Date(clock.now()).toISOString()).toBe('2026-11-16T14:00:00.000Z');
  });

  it('does not trust a machine whose own clock was set back', async () => {
    const store = makeStore();
    store.kept = { nowMs: TUESDAY + MINUTE, wallMs: SUNDAY };
    expect((await start(store, SUNDAY - 60 * MINUTE)).clock.now()).toBeGreaterThan(TUESDAY + MINUTE);
  });
});
