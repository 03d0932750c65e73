import type { QueueId } from '../kernel/ids.js';
import { IVR_KEYS, type IvrKey, type IvrMenu, type NodeId } from './ivr-menu.js';
import { type IvrEffect, type IvrEnd, type IvrFacts, type IvrWalk, startWalk, stepWalk } from './ivr-walk.js';

/** What a caller who is only played does at a question. */
export type RehearsedAnswer =
  | { readonly kind: 'key'; readonly digit: IvrKey }
  /** Says nothing until it counts as no answer. */
  | { readonly kind: 'silence' };

/** One thing that happens in a rehearsal, in the order in which a caller meets it. */
export type RehearsedStep =
  | { readonly kind: 'heard'; readonly node: NodeId; readonly sounds: readonly string[] }
  | { readonly kind: 'key'; readonly node: NodeId; readonly digit: IvrKey }
  | { readonly kind: 'silence'; readonly node: NodeId; readonly ms: number }
  | { readonly kind: 'hours'; readonly queueId: QueueId; readonly open: boolean }
  | { readonly kind: 'recognised'; readonly yes: boolean }
  | { readonly kind: 'optOut' }
  | { readonly kind: 'end'; readonly end: IvrEnd };

export interface Rehearsal {
  readonly steps: readonly RehearsedStep[];
  /** The question he stands before, with the keys that mean something; null once it is over. */
  readonly awaits: { readonly node: NodeId; readonly keys: readonly IvrKey[] } | null;
}

/** The world of a rehearsal at an instant of it. */
export type RehearsedFacts = (atMs: number) => IvrFacts;

/**
 * Walks a menu as a caller would who hears each sound to its end and then answers; sounds take no time. The walk is the
 * one of live calls (`ivr-walk`), so what is shown is what happens. Answers after the end are not looked at.
 */
export function rehearseIvr(
  menu: IvrMenu,
  answers: readonly RehearsedAnswer[],
  facts: RehearsedFacts,
  startMs: number,
): Rehearsal {
  const steps: RehearsedStep[] = [];
  let atMs = startMs;
  let walk: IvrWalk;
  const told = (): IvrFacts => watched(facts(atMs), steps);
  const take = (step: { readonly walk: IvrWalk; readonly effects: readonly IvrEffect[] }): IvrWalk => {
    steps.push(...step.effects.flatMap((effect) => stepOf(effect, step.walk.nodeId)));
    return step.walk;
  };
  /** Until he is asked something, or it is over. */
  const hear = (): void => {
    while (walk.phase === 'sounding') {
      walk = take(stepWalk(menu, walk, { kind: 'soundOver' }, told(), atMs));
    }
  };
  walk = take(startWalk(menu, told()));
  hear();
  for (const answer of answers) {
    if (walk.phase === 'ended') {
      break;
    }
    if (answer.kind === 'silence') {
      const untilMs = walk.deadlineMs ?? atMs;
      steps.push({ kind: 'silence', node: walk.nodeId, ms: untilMs - atMs });
      atMs = untilMs;
      walk = take(stepWalk(menu, walk, { kind: 'tick' }, told(), atMs));
    } else {
      steps.push({ kind: 'key', node: walk.nodeId, digit: answer.digit });
      walk = take(stepWalk(menu, walk, answer, told(), atMs));
    }
    hear();
  }
  return { steps, awaits: walk.phase === 'ended' ? null : { node: walk.nodeId, keys: keysOf(menu, walk) } };
}

function stepOf(effect: IvrEffect, node: NodeId): readonly RehearsedStep[] {
  switch (effect.kind) {
    case 'say':
      return effect.sounds.length === 0 ? [] : [{ kind: 'heard', node, sounds: effect.sounds }];
    case 'optOut':
    case 'end':
      return [effect];
  }
}

/** The facts, each noted when the menu asks for it. */
function watched(facts: IvrFacts, steps: RehearsedStep[]): IvrFacts {
  return {
    get recognised() {
      steps.push({ kind: 'recognised', yes: facts.recognised });
      return facts.recognised;
    },
    isOpen(queueId) {
      const open = facts.isOpen(queueId);
      steps.push({ kind: 'hours', queueId, open });
      return open;
    },
  };
}

function keysOf(menu: IvrMenu, { nodeId }: IvrWalk): readonly IvrKey[] {
  const node = menu.nodes.get(nodeId);
  return node?.kind === 'choose' ? [...node.keys.keys()] : IVR_KEYS;
}
