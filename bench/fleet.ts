/*
 * One campaign over a real Asterisk and a real FreeSWITCH, customers by SIPp towards both, agents' phones on both. Each
 * switch dies once in the middle and comes back. It fails where a number or a row is there twice, where an attempt does
 * not end, or where the other does not go on.
 *
 * The FreeSWITCH is the one of CADENCIA_TEST_ESL_URL (docs/switches.md). CADENCIA_TEST_FREESWITCH_START is the command that
 * starts it: with it its process is killed; without, the link to it is cut. Where none is named the fake stands for it.
 * Then agents on the one and the trunk on the other alone, both ways, over lines between the two: how long it takes from
 * the answer until both hear each other, beside agents and trunk on one.
 * Usage: npm run prove:fleet [-- --talk 1500 --ties]; --ties leaves the deaths out.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { makeLabServer } from '../test/support/asterisk-harness.js';
import {
  type DeathFigures,
  type FleetFigures,
  MixedFleet,
  type MortalSwitch,
} from '../test/support/mixed-fleet.js';
import { type MortalFreeswitch, mortalFake, mortalReal } from '../test/support/mortal-freeswitch.js';
import { NO_FREESWITCH, namedFreeswitch } from '../test/support/named-freeswitch.js';
import { startTelephonyLab, type TelephonyLab } from '../test/support/telephony-lab.js';
import { proveTied, TIE_TO_FREESWITCH, tieGateway } from '../test/support/tied-fleet.js';
import { tuesdayClock } from '../test/support/tuesday-clock.js';

const ASTERISK = 'ast1';
const PHONES = ['2001', '2002', '2003', '2004'];
/** Talks on each before, on the other while one is dead, and on the returned one after. */
const TALKS = { before: 20, meanwhile: 20, after: 20 } as const;
const TIED_TALKS = 100;
const LONGEST_TO_MOVE_MS = 10_000;
const { values } = parseArgs({
  options: { talk: { type: 'string', default: '1500' }, ties: { type: 'boolean', default: false } },
});
const clock = tuesdayClock();

const load = (): string => loadavg()[0]?.toFixed(1) ?? '';
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** The way to the FreeSWITCH that is named. */
function ownTrunks() {
  const named = namedFreeswitch();
  return named === null ? [] : [{ name: TIE_TO_FREESWITCH, port: named.sipPort }];
}

async function freeswitchOfTheRun(): Promise<MortalFreeswitch> {
  const named = namedFreeswitch();
  if (named !== null) {
    return await mortalReal(named, process.env['CADENCIA_TEST_FREESWITCH_START'] ?? '', clock);
  }
  console.log(`${NO_FREESWITCH}; the fake stands for it`);
  return await mortalFake(clock);
}

function mortalAsterisk(lab: TelephonyLab): MortalSwitch {
  return {
    id: ASTERISK,
    death: 'its process is killed (SIGKILL) and started anew',
    die: () => lab.asterisk.kill(),
    comeBack: async () => void (await lab.restartAsterisk()),
  };
}

function tellDeath({ id, death }: MortalSwitch, figures: DeathFigures): void {
  const { openThen, noticedMs, elsewhereMs, talksElsewhere, awayMs, againMs, talksAgainMs } = figures;
  console.log(
    `${id}: ${death}, ${openThen} attempts open on both; noticed after ${seconds(noticedMs)}, the other's next dial ` +
      `after ${seconds(elsewhereMs)}, ${talksElsewhere} talks on the other in ${seconds(awayMs)} without it; once back, ` +
      `dialled again after ${seconds(againMs)}, ${TALKS.after} talks after ${seconds(talksAgainMs)}`,
  );
}

function tellEnd(figures: FleetFigures): void {
  const { rows, doubledRows, doubledNumbers, openRows, reasons, talks, defects } = figures;
  const counts = (of: ReadonlyMap<string, number>): string =>
    [...of].map(([name, count]) => `${name || 'none'} ${count}`).join(', ');
  console.log(
    `${rows} rows: ${doubledNumbers} numbers twice, ${doubledRows} rows twice, ${openRows} not ended; ` +
      `talks: ${counts(talks)}; reasons: ${counts(reasons)}; defects: ${defects.join('; ') || 'none'}`,
  );
}

/** Each switch dies once under a campaign over both. */
async function proveDeaths(lab: TelephonyLab): Promise<boolean> {
  const freeswitch = await freeswitchOfTheRun();
  const fleet = new MixedFleet({
    clock,
    media: [makeLabServer(lab, { clock }), freeswitch.server],
    phones: [...PHONES.map((name) => `PJSIP/${name}`), ...freeswitch.phones],
    talkMs: Number(values.talk),
  });
  try {
    await fleet.start();
    await Promise.all([fleet.talks(ASTERISK, TALKS.before), fleet.talks(freeswitch.id, TALKS.before)]);
    const deaths: DeathFigures[] = [];
    for (const [mortal, otherId] of [
      [freeswitch, ASTERISK],
      [mortalAsterisk(lab), freeswitch.id],
    ] as const) {
      const figures = await fleet.loses(mortal, otherId, TALKS.meanwhile, TALKS.after);
      tellDeath(mortal, figures);
      deaths.push(figures);
    }
    const end = await fleet.end();
    tellEnd(end);
    return isWhole(end) && deaths.every(({ elsewhereMs }) => elsewhereMs < LONGEST_TO_MOVE_MS);
  } finally {
    await fleet.close();
    await freeswitch.close();
  }
}

function isWhole({ doubledNumbers, doubledRows, openRows, defects }: FleetFigures): boolean {
  return doubledNumbers + doubledRows + openRows + defects.length === 0;
}

/** Agents on the one and the trunk on the other alone, both ways, beside both on one. */
async function proveTies(lab: TelephonyLab): Promise<boolean> {
  const named = namedFreeswitch();
  if (named === null) {
    console.log(`ties ${NO_FREESWITCH}`);
    return true;
  }
  const gateway = await tieGateway(named, lab.sipPort);
  const phonesOn = { ast1: PHONES.map((name) => `PJSIP/${name}`), 'fs-1': named.agents } as const;
  let whole = true;
  try {
    for (const [agentsOn, trunkOn] of [
      ['ast1', 'ast1'],
      ['ast1', 'fs-1'],
      ['fs-1', 'fs-1'],
      ['fs-1', 'ast1'],
    ] as const) {
      const asked = { agentsOn, trunkOn, phones: phonesOn[agentsOn], talks: TIED_TALKS, talkMs: 500 };
      const figures = await proveTied(lab, named, clock, asked);
      const sorted = [...figures.connects].sort((a, b) => a - b);
      const at = (share: number): string => `${sorted[Math.floor(share * (sorted.length - 1))] ?? 0} ms`;
      console.log(
        `agents on ${agentsOn}, trunk on ${trunkOn}: ${sorted.length} talks, from the answer to both joined ` +
          `p50 ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)}; lines left in a talk ${figures.left}; load ${load()}`,
      );
      tellEnd(figures);
      whole &&= isWhole(figures) && figures.left === 0 && (figures.reasons.get('abandoned') ?? 0) === 0;
    }
    return whole;
  } finally {
    await gateway.close();
  }
}

const lab = await startTelephonyLab({ agents: PHONES, ownTrunks: ownTrunks() });
try {
  const survived = values.ties || (await proveDeaths(lab));
  const tied = await proveTies(lab);
  console.log(`load of the machine: ${load()}`);
  process.exitCode = survived && tied ? 0 : 1;
} finally {
  await lab.stop();
}
