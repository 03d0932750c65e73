import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAgentId } from '../../../src/core/kernel/ids.js';
import { NEW_TALK, stepTalk, type TalkInput, type TalkState } from '../../../src/core/talk/talk-state.js';

const ANA = parseAgentId('ana');
const RUI = parseAgentId('rui');
const INPUTS: readonly TalkInput[] = [
  { kind: 'hold' },
  { kind: 'resume' },
  { kind: 'consult', colleagueId: ANA },
  { kind: 'consult', colleagueId: RUI },
  { kind: 'callOff' },
  { kind: 'join' },
  { kind: 'handOver', colleagueId: ANA },
  { kind: 'handOver', colleagueId: RUI },
  { kind: 'colleagueGone' },
  { kind: 'failed' },
  { kind: 'ended' },
];

/** Who hears whom, as the effects leave it. */
interface Line {
  readonly person: 'agent' | 'music' | 'all' | 'handed';
  readonly colleague: typeof ANA | null;
}

function hear(line: Line, before: TalkState, input: TalkInput): { state: TalkState; line: Line } {
  const { state, effects } = stepTalk(before, input);
  let { person, colleague } = line;
  for (const effect of effects) {
    switch (effect.kind) {
      case 'holdPerson': {
        person = 'music';
        break;
      }
      case 'meetPerson': {
        person = 'agent';
        colleague = null;
        break;
      }
      case 'meetColleague': {
        expect(person).toBe('music');
        colleague = effect.colleagueId;
        break;
      }
      case 'addPerson': {
        person = 'all';
        break;
      }
      case 'freeColleague': {
        expect(colleague).toBe(effect.colleagueId);
        colleague = null;
        person = person === 'all' ? 'agent' : person;
        break;
      }
      case 'handOver': {
        expect([null, effect.colleagueId]).toContain(colleague);
        person = 'handed';
        colleague = null;
        break;
      }
    }
  }
  return { state, line: { person, colleague } };
}

test('whatever is asked in whatever order, the person hears the agent or music, and no colleague is forgotten', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...INPUTS), { maxLength: 30 }), (inputs) => {
      let told = { state: NEW_TALK, line: { person: 'agent', colleague: null } as Line };
      for (const input of inputs) {
        told = hear(told.line, told.state, input);
        const heard = {
          talking: 'agent',
          held: 'music',
          consulting: 'music',
          conference: 'all',
          handed: 'handed',
          over: told.line.person,
        } as const;
        expect(told.line.person).toBe(heard[told.state.name]);
        expect(told.line.colleague).toBe(told.state.colleagueId);
      }
    }),
    { numRuns: 3000 },
  );
});

test('a wish that cannot be is refused with its reason, and one that is fulfilled already is not', () => {
  const held = stepTalk(NEW_TALK, { kind: 'hold' }).state;
  expect(stepTalk(held, { kind: 'hold' }).refused).toBeNull();
  const asked = stepTalk(held, { kind: 'consult', colleagueId: ANA }).state;
  expect(stepTalk(asked, { kind: 'hold' }).refused).toMatch(/colleague/);
  expect(stepTalk(asked, { kind: 'handOver', colleagueId: RUI }).refused).toMatch(/Another colleague/);
  expect(stepTalk(NEW_TALK, { kind: 'callOff' }).refused).toMatch(/No colleague/);
});
