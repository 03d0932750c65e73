/*
 * One campaign over a real Asterisk and a real FreeSWITCH, customers by SIPp towards both, agents' phones on both. Each
 * switch dies once in the middle and comes back. It fails where a number or a row is there twice, where an attempt does
 * not end, or where the other does not go on.
 *
 * The FreeSWITCH is the one of CADENCIA_TEST_ESL_URL (docs/switches.md). CADENCIA_TEST_FREESWITCH_START is the command that
 * starts it: with it its process is killed; without, the link to it is cut. Where none is named the fake stands for it.
 * Usage: npm run prove:fleet [-- --talk 1500]
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
import { tuesdayClock } from '../test/support/tuesday-clock.js';

const ASTERISK = 'ast1';
const PHONES = ['2001', '2002', '2003', '2004'];
/** Talks on each before, on the other while one is dead, and on the returned one after. */
const TALKS = { before: 20, meanwhile: 20, after: 20 } as const;
const LONGEST_TO_MOVE_MS = 10_000;
const { values } = parseArgs({ options: { talk: { type: 'string', default: '1500' } } });
const clock = tuesdayClock();

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

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

const lab = await startTelephonyLab({ agents: PHONES });
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
  console.log(`load of the machine: ${loadavg()[0]?.toFixed(1)}`);
  const isWhole = end.doubledNumbers + end.doubledRows + end.openRows + end.defects.length === 0;
  process.exitCode = isWhole && deaths.every(({ elsewhereMs }) => elsewhereMs < LONGEST_TO_MOVE_MS) ? 0 : 1;
} finally {
  await fleet.close();
  await freeswitch.close();
  await lab.stop();
}
