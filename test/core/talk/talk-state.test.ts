import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AttemptId, parseAgentId, parseAttemptId, parseQueueId } from '../../../src/core/kernel/ids.js';
import { NEW_TALK, stepTalk, type TalkInput, type TalkState } from '../../../src/core/talk/talk-state.js';

const ANA = parseAgentId('ana');
const RUI = parseAgentId('rui');
const BANK = parseAttemptId('bank');
const SHOP = parseAttemptId('shop');
const INPUTS: readonly TalkInput[] = [
  { kind: 'hold' },
  { kind: 'resume' },
  { kind: 'consult', colleagueId: ANA },
  { kind: 'consult', colleagueId: RUI },
  { kind: 'dial', outsideId: BANK, blind: false },
  { kind: 'dial', outsideId: SHOP, blind: true },
  { kind: 'outsideUp', outsideId: BANK },
  { kind: 'outsideUp', outsideId: SHOP },
  { kind: 'outsideGone', outsideId: BANK },
  { kind: 'outsideGone', outsideId: SHOP },
  { kind: 'handOut' },
  { kind: 'queue', queueId: parseQueueId('vendas') },
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
  readonly outside: AttemptId | null;
}

function hear(line: Line, before: TalkState, input: TalkInput): { state: TalkState; line: Line } {
  const { state, effects } = stepTalk(before, input);
  let { person, colleague, outside } = line;
  // The call that leaves, or is gone, is not the talk's doing.
  outside = input.kind === 'dial' && state !== before ? input.outsideId : outside;
  outside = input.kind === 'outsideGone' && outside === input.outsideId ? null : outside;
  person = outside === null && colleague === null && person === 'all' ? 'agent' : person;
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
      case 'dropOutside': {
        expect(outside).toBe(effect.outsideId);
        outside = null;
        person = person === 'all' ? 'agent' : person;
        break;
      }
      case 'meetOutside': {
        expect(outside).toBe(effect.outsideId);
        break;
      }
      case 'handOut': {
        expect(outside).toBe(effect.outsideId);
        person = 'handed';
        outside = null;
        break;
      }
      case 'queue': {
        expect([colleague, outside]).toEqual([null, null]);
        person = 'handed';
        break;
      }
    }
  }
  return { state, line: { person, colleague, outside } };
}

test('whatever is asked in whatever order, the person hears the agent or music, and nobody who was asked is forgotten', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...INPUTS), { maxLength: 30 }), (inputs) => {
      let told = { state: NEW_TALK, line: { person: 'agent', colleague: null, outside: null } as Line };
      for (const input of inputs) {
        told = hear(told.line, told.state, input);
        const heard = {
          talking: 'agent',
          held: 'music',
          dialing: 'music',
          sending: 'music',
          consulting: 'music',
          conference: 'all',
          handed: 'handed',
          over: told.line.person,
        } as const;
        expect(told.line.person).toBe(heard[told.state.name]);
        expect(told.line.colleague).toBe(told.state.colleagueId);
        expect(told.line.outside).toBe(told.state.outsideId);
      }
    }),
    { numRuns: 3000 },
  );
});

test('a wish that cannot be is refused with its reason, and one that is fulfilled already is not', () => {
  const held = stepTalk(NEW_TALK, { kind: 'hold' }).state;
  expect(stepTalk(held, { kind: 'hold' }).refused).toBeNull();
  const asked = stepTalk(held, { kind: 'consult', colleagueId: ANA }).state;
  expect(stepTalk(asked, { kind: 'hold' }).refused).toMatch(/other one/);
  expect(stepTalk(asked, { kind: 'handOver', colleagueId: RUI }).refused).toMatch(/Somebody else/);
  expect(stepTalk(NEW_TALK, { kind: 'callOff' }).refused).toMatch(/Nobody else/);
});
