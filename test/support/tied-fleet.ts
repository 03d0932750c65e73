import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TieSetting } from '../../src/core/fleet/tie.js';
import { parseMediaServerId } from '../../src/core/kernel/ids.js';
import type { Clock } from '../../src/ports/clock.js';
import { LAB_TRUNK, makeLabServer } from './asterisk-harness.js';
import { makeFreeswitchServer } from './freeswitch-harness.js';
import { type FleetFigures, MixedFleet } from './mixed-fleet.js';
import { askFreeswitch } from './mortal-freeswitch.js';
import type { NamedFreeswitch } from './named-freeswitch.js';
import { packagePath } from './package-folder.js';
import type { TelephonyLab } from './telephony-lab.js';

/** The laboratory's trunk to FreeSWITCH; FreeSWITCH's gateway to the laboratory. */
export const TIE_TO_FREESWITCH = 'tie-fs-1';
const TIE_TO_ASTERISK = 'tie-ast1';
const [ASTERISK, FREESWITCH] = [parseMediaServerId('ast1'), parseMediaServerId('fs-1')];

/** On which of the two the agents are; the trunk is on the other alone, or, to compare, on the same. */
export interface TiedCase {
  readonly agentsOn: 'ast1' | 'fs-1';
  readonly trunkOn: 'ast1' | 'fs-1';
}

export interface TiedFigures extends FleetFigures {
  /** Milliseconds from the answer to both legs joined, of each talk. */
  readonly connects: readonly number[];
  /** Legs of lines that live on after all is over. */
  readonly left: number;
}

/** The template of the project as a gateway of that FreeSWITCH; ends with it. */
export async function tieGateway(
  named: NamedFreeswitch,
  sipPort: number,
): Promise<{ readonly close: () => Promise<void> }> {
  const folder = await askFreeswitch(named, 'global_getvar conf_dir');
  const file = join(folder, 'sip_profiles/carriers/tie-lab.xml');
  const template = 'docker/freeswitch/sip_profiles/carriers/tie.xml.template';
  const text = await readFile(packagePath(template), 'utf8');
  const values = { TIE_NAME: TIE_TO_ASTERISK, TIE_HOST: '127.0.0.1', TIE_PORT: String(sipPort) };
  await writeFile(
    file,
    Object.entries(values).reduce((made, [name, value]) => made.replaceAll(`@${name}@`, value), text),
  );
  const rescan = async (): Promise<void> => {
    await askFreeswitch(named, 'reloadxml');
    await askFreeswitch(named, 'sofia profile carriers rescan');
  };
  await rescan();
  return {
    close: async () => {
      await rm(file, { force: true });
      await askFreeswitch(named, `sofia profile carriers killgw ${TIE_TO_ASTERISK}`);
      await rescan();
    },
  };
}

/** So many talks of one campaign, with the agents on the one switch and the trunk on the other. */
export async function proveTied(
  lab: TelephonyLab,
  named: NamedFreeswitch,
  clock: Clock,
  {
    agentsOn,
    trunkOn,
    phones,
    talks,
    talkMs,
  }: TiedCase & {
    readonly phones: readonly string[];
    readonly talks: number;
    readonly talkMs: number;
  },
): Promise<TiedFigures> {
  const { host, port, password, gateway, recordingsFolder, soundsFolder } = named;
  const media = [
    makeLabServer(lab, { clock, carries: () => trunkOn === 'ast1' }),
    makeFreeswitchServer(port, {
      clock,
      host,
      password,
      recordingsFolder,
      soundsFolder,
      trunkGateway: (trunkId) => (trunkId === LAB_TRUNK ? { gateway } : null),
      carries: () => trunkOn === 'fs-1',
    }),
  ];
  const ties: readonly TieSetting[] = [
    {
      lines: 20,
      ends: [
        { serverId: ASTERISK, endpoint: `PJSIP/${TIE_TO_FREESWITCH}` },
        { serverId: FREESWITCH, endpoint: `sofia/gateway/${TIE_TO_ASTERISK}` },
      ],
    },
  ];
  const fleet = new MixedFleet({ clock, media, phones, talkMs, ties, seed: `${agentsOn} by ${trunkOn}` });
  const connects: number[] = [];
  fleet.engine.events.on('call:closed', ({ row: { result } }) => {
    if (result.tAnswerMs !== null && result.tAgentMs !== null) {
      connects.push(result.tAgentMs - result.tAnswerMs);
    }
  });
  try {
    await fleet.start();
    await fleet.talks(trunkOn, talks);
    const figures = await fleet.end();
    return { ...figures, connects, left: await linesOn(media, agentsOn === trunkOn) };
  } finally {
    await fleet.close();
  }
}

/** Lines that a talk is over: they stand for the next, and none beside them. */
async function linesOn(
  media: readonly {
    list(): Promise<readonly { readonly legId: string; readonly bridgedWith: string | null }[]>;
  }[],
  none: boolean,
) {
  const legs = (await Promise.all(media.map((server) => server.list()))).flat();
  const near = legs.filter(({ legId }) => legId.startsWith('t-'));
  return none ? near.length : near.filter(({ bridgedWith }) => bridgedWith !== null).length;
}
