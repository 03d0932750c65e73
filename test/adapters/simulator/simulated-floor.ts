import { createHash } from 'node:crypto';
import { VirtualClock } from '../../../src/adapters/clock/virtual-clock.js';
import type { FateKind } from '../../../src/adapters/simulator/fate.js';
import { SeededFateModel } from '../../../src/adapters/simulator/seeded-fate-model.js';
import { SimulatedNetwork } from '../../../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../../../src/adapters/simulator/simulator-media-server.js';
import { messageOf } from '../../../src/core/kernel/errors.js';
import {
  type LegId,
  parseE164,
  parseLegId,
  parseMediaServerId,
  parseTrunkId,
} from '../../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';

export interface FloorResult {
  readonly eventLogHash: string;
  readonly events: number;
  readonly firedTimers: number;
  readonly liveShare: number;
  readonly fates: Readonly<Partial<Record<FateKind, number>>>;
  readonly legsLeft: number;
  readonly rejected: number;
}

/** Dials `calls` numbers at an even pace, bridges who answers to the next free of `agents`, and hangs up after the talk. */
export async function runFloor(
  seed: string,
  calls: number,
  agents: number,
  disturb: (network: SimulatedNetwork, server: SimulatorMediaServer) => void = () => {},
): Promise<FloorResult> {
  const clock = new VirtualClock(Date.UTC(2026, 2, 2, 13));
  const fates: Partial<Record<FateKind, number>> = {};
  let live = 0;
  const network = new SimulatedNetwork({
    clock,
    rng: makeSeededRng(seed),
    fates: new SeededFateModel(seed),
    onCallRecord: ({ fate, answeredAtMs }) => {
      fates[fate.kind] = (fates[fate.kind] ?? 0) + 1;
      live += answeredAtMs !== null && fate.answer?.who != null ? 1 : 0;
    },
  });
  const server = new SimulatorMediaServer({ network, id: parseMediaServerId('sim-1') });
  const hash = createHash('sha256');
  let events = 0;
  const free: LegId[] = [];
  const agentOf = new Map<LegId, LegId>();
  let rejected = 0;
  const countRejection = (thrown: unknown): void => {
    rejected += 1;
    hash.update(messageOf(thrown));
  };
  const hangUp = (legId: LegId): void => {
    server.hangup(legId, 'normal').catch(countRejection);
  };
  const serve = async (legId: LegId): Promise<void> => {
    const agentLeg = free.pop();
    const answer = network.fateOfLeg(legId)?.answer;
    if (agentLeg === undefined || answer === undefined || answer === null) {
      return hangUp(legId);
    }
    agentOf.set(legId, agentLeg);
    try {
      await server.bridge(agentLeg, legId);
      if (!answer.endsTalk) clock.setTimer(answer.talkMs ?? 5000, () => hangUp(legId));
    } catch {
      // The person left before the bridge: the hungUp event frees the agent.
    }
  };
  server.onEvent((event) => {
    events += 1;
    hash.update(JSON.stringify(event));
    if (!('legId' in event)) return;
    const isAgent = event.legId.startsWith('a-');
    if (event.kind === 'answered' && isAgent) free.push(event.legId);
    if (event.kind === 'amd') void (event.verdict === 'machine' ? hangUp(event.legId) : serve(event.legId));
    if (event.kind === 'hungUp') {
      const agentLeg = agentOf.get(event.legId);
      if (agentLeg !== undefined) free.push(agentLeg);
      agentOf.delete(event.legId);
    }
  });
  await server.start();
  await clock.runFor(10);
  const common = { callerId: '+551130000000', ringTimeoutMs: 25_000, tags: {} };
  for (let i = 0; i < agents; i++) {
    const target = { kind: 'agent', endpoint: `agent-${i}` } as const;
    void server.originate({ ...common, legId: parseLegId(`a-1-${i}`), target, amd: false });
  }
  await clock.runFor(1000);
  const trunkId = parseTrunkId('trunk-1');
  const dial = (i: number): void => {
    const number = parseE164(`+55119${String(10_000_000 + ((i * 7919) % 80_000_000))}`);
    const target = { kind: 'phone', number, trunkId } as const;
    server.originate({ ...common, legId: parseLegId(`c-${i}`), target, amd: true }).catch(countRejection);
    if (i + 1 < calls) clock.setTimer(288, () => dial(i + 1));
  };
  disturb(network, server);
  dial(0);
  await clock.runFor(calls * 288 + 3_600_000);
  const legsLeft = network.switchOf(server.id).list().length;
  return {
    eventLogHash: hash.digest('hex'),
    events,
    firedTimers: clock.firedTimers,
    liveShare: live / calls,
    fates,
    legsLeft,
    rejected,
  };
}
