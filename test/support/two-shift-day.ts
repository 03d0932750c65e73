import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import {
  BRAZILIAN_COLLECTION,
  type PublicNetworkModel,
} from '../../src/adapters/simulator/public-network-model.js';
import { SeededFateModel } from '../../src/adapters/simulator/seeded-fate-model.js';
import { type ChainVerdict, verifyChain } from '../../src/core/call-log/verify-chain.js';
import { type CampaignId, parseCampaignId } from '../../src/core/kernel/ids.js';
import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import type { AgentStateRow } from '../../src/ports/attempt-store.js';
import { DayShifts } from './day-shifts.js';
import { defaultPhone, testCampaign, testLine, testTrunk, World } from './world.js';

const SEATS = 200;
/** Debts are negotiated at length: about seven tenths of the agents' time, nearly all of it with one shift alone. */
const NEGOTIATIONS: PublicNetworkModel = {
  ...BRAZILIAN_COLLECTION,
  clientTalk: { kind: 'lognormal', medianMs: 270_000, sigma: 0.7, minMs: 8000, maxMs: 1_500_000 },
  thirdPartyTalk: { kind: 'lognormal', medianMs: 60_000, sigma: 0.6, minMs: 5000, maxMs: 240_000 },
};
const CONTACTS_EACH = 32_000;
/** People at the head of every list: they owe all three creditors. */
const SHARED_PEOPLE = 4000;

interface Company {
  readonly campaignId: CampaignId;
  readonly callerCnpj: string;
  readonly creditorCnpj: string;
}

/** Three companies of one group call for three creditors, each from lines of its own. */
export const COMPANIES: readonly Company[] = [
  { campaignId: parseCampaignId('banco'), callerCnpj: '11222333000181', creditorCnpj: '44555666000190' },
  { campaignId: parseCampaignId('varejo'), callerCnpj: '22333444000172', creditorCnpj: '55666777000181' },
  { campaignId: parseCampaignId('telefonia'), callerCnpj: '33444555000163', creditorCnpj: '66777888000172' },
];
/** The day's size is the carriers': calls a second are what they sell. */
const CARRIERS = ['alfa', 'beta', 'gama'];
/** All of it, with 100 000 attempts, takes three minutes of a core: `WHOLE_DAY=1 npm test -- scenarios`. */
export const WHOLE = process.env['WHOLE_DAY'] === '1';
const CPS = WHOLE ? 1.25 : 0.4;

/** What a day left behind. */
export interface DayOutcome {
  readonly world: World;
  readonly rows: Awaited<ReturnType<World['rows']>>;
  readonly stretches: readonly AgentStateRow[];
  readonly defects: readonly string[];
  /** The chain's last hash covers every column of every row, in order. */
  readonly chain: ChainVerdict;
  readonly openAttempts: number;
  readonly cpuSeconds: number;
  readonly timers: number;
}

async function makeWorld(seed: string): Promise<World> {
  const world = await World.create({
    seed,
    agents: SEATS,
    contacts: 0,
    crewPlansPauses: false,
    fates: () => new SeededFateModel(seed, NEGOTIATIONS),
    trunks: CARRIERS.map((carrier) => testTrunk(`t-${carrier}`, carrier, { channels: 300, cps: CPS })),
    lines: COMPANIES.flatMap(({ callerCnpj }, company) =>
      CARRIERS.map((carrier, n) => testLine(`+55114000${company}00${n + 1}`, carrier, callerCnpj)),
    ),
  });
  for (const [n, { campaignId, callerCnpj, creditorCnpj }] of COMPANIES.entries()) {
    const settings = testCampaign({ id: campaignId, name: campaignId, callerCnpj, creditorCnpj });
    await world.stores.campaigns.save(settings, 'draft', 0);
    const own = (index: number): boolean => index >= SHARED_PEOPLE;
    await world.addContacts(
      CONTACTS_EACH,
      // A debtor shared by all lists has one number on two of them and another number on the third.
      (index) => defaultPhone(own(index) || n === 2 ? n * CONTACTS_EACH + index : index),
      `lista-${campaignId}`,
      campaignId,
      (index) => (own(index) ? `cpf-${n}-${index}` : `cpf-${index}`),
    );
  }
  return world;
}

/** Every tenth seat takes calls of all companies, the others of one. */
function campaignsOf(seat: number): readonly CampaignId[] {
  const ids = COMPANIES.map(({ campaignId }) => campaignId);
  return seat % 10 === 9 ? ids : ids.filter((_, n) => n === seat % 3);
}

/** Runs the whole day (`scale` 1) or a shorter one alike, and reads what it left. */
export async function runTwoShiftDay(seed: string, scale = 1): Promise<DayOutcome> {
  const before = process.cpuUsage();
  const world = await makeWorld(seed);
  const defects: string[] = [];
  world.engine.events.on('engine:defect', ({ where, message }) => defects.push(`${where}: ${message}`));
  await world.settled(world.engine.start());
  for (const { campaignId } of COMPANIES) {
    await world.settled(world.engine.campaigns.start(campaignId));
  }
  new DayShifts(world, campaignsOf).plan(scale);
  await world.clock.runFor(8 * HOUR * scale - 2 * MINUTE);
  for (const { campaignId } of COMPANIES) {
    await world.settled(world.engine.campaigns.drain(campaignId));
  }
  const everybodyGone = (): boolean =>
    world.engine.view().openAttempts === 0 &&
    world.engine.agents.views().every(({ state }) => state === 'offline');
  await world.clock.runUntilTrue(everybodyGone, world.clock.now() + HOUR);
  await world.settled(world.engine.close());
  const rows = await world.rows();
  const stretches: AgentStateRow[] = [];
  for await (const stretch of world.stores.callLog.readAgentStates({})) {
    stretches.push(stretch);
  }
  const [chain] = verifyChain(rows, nodeDigest);
  if (chain === undefined) {
    throw new Error('The day left no row');
  }
  const { user, system } = process.cpuUsage(before);
  return {
    world,
    rows,
    stretches,
    defects,
    chain,
    openAttempts: world.engine.view().openAttempts,
    cpuSeconds: (user + system) / 1e6,
    timers: world.clock.firedTimers,
  };
}
