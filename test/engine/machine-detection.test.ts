import { describe, expect, test } from 'vitest';
import { inTurn, machine, person } from '../support/fates.js';
import { handWorld, results, untilPhases, untilStates } from '../support/hand-floor.js';

const mute = { verdict: 'human', afterMs: 600_000, cause: 'never' } as const;

describe('the machine detector', () => {
  test('that never answers makes it a person after its deadline', async () => {
    const world = await handWorld({ campaign: { amd: true }, fates: inTurn(person({ amd: mute })) });
    await untilStates(world, 'talking');
    await untilPhases(world, 'talking');
    world.engine.agents.hangup(world.profiles[0]?.id ?? ('' as never));
    world.engine.agents.dispose(world.profiles[0]?.id ?? ('' as never), 'pago', null);
    await untilPhases(world);
    const [row] = await results(world);
    expect(row).toMatchObject({ amd: 'unknown', reason: 'says_paid' });
    expect((row?.tAmdMs ?? 0) - (row?.tAnswerMs ?? 0)).toBe(3500);
  });

  test('that says machine ends the call where the campaign leaves no message', async () => {
    const world = await handWorld({ campaign: { amd: true }, fates: inTurn(machine()) });
    await untilPhases(world, 'screening');
    await untilPhases(world);
    expect(await results(world)).toMatchObject([
      { amd: 'machine', reason: 'machine', voicemail: true, tMessageMs: null, abandoned: false },
    ]);
    expect(world.records[0]).toMatchObject({ by: 'local' });
  });

  test('that says machine plays the message where the campaign leaves one', async () => {
    const world = await handWorld({
      campaign: { amd: true, onMachine: 'message' },
      fates: inTurn(machine()),
    });
    await untilPhases(world, 'messaging');
    await untilPhases(world);
    const [row] = await results(world);
    expect(row).toMatchObject({ reason: 'machine', voicemail: true, abandoned: false });
    expect(row?.tEndMs).toBeGreaterThanOrEqual((row?.tMessageMs ?? 0) + 6000);
  });

  test('that speaks too late is not listened to: the person is with an agent by then', async () => {
    const late = { verdict: 'machine', afterMs: 5000, cause: 'LATE' } as const;
    const world = await handWorld({ campaign: { amd: true }, fates: inTurn(person({ amd: late })) });
    await untilStates(world, 'talking');
    await world.clock.runFor(10_000);
    await untilPhases(world, 'talking');
  });
});
