import type { QueueId } from '../kernel/ids.js';
import {
  IVR_KEYS,
  type IvrKey,
  type IvrMenu,
  type IvrNode,
  MOST_IVR_STEPS,
  type NodeId,
} from './ivr-menu.js';

/**
 * Where a caller is in his menu.
 *
 *   sounding ──sound over──▶ waiting ──key──▶ (next node) …  ──▶ ended
 *      └────────key (ends the sound)──────────┘      hung up ──▶ ended
 */
export interface IvrWalk {
  readonly nodeId: NodeId;
  readonly phase: 'sounding' | 'waiting' | 'ended';
  /** Times asked here so far, the present one included. */
  readonly asked: number;
  /** Digits typed here. */
  readonly typed: string;
  /** What was collected, by name. */
  readonly collected: ReadonlyMap<string, string>;
  readonly steps: number;
  /** While waiting: when silence counts as no answer. */
  readonly deadlineMs: number | null;
  /** How it ended; null before. */
  readonly end: IvrEnd | null;
}

export type IvrEnd =
  | { readonly kind: 'queue'; readonly queueId: QueueId; readonly priority: number }
  | { readonly kind: 'callback'; readonly queueId: QueueId }
  | { readonly kind: 'hangUp' }
  /** He hung up; in which node. */
  | { readonly kind: 'left'; readonly nodeId: NodeId };

export type IvrInput =
  /** The last sound asked for is over; sounds that a key cut off are not told. */
  | { readonly kind: 'soundOver' }
  | { readonly kind: 'key'; readonly digit: string }
  | { readonly kind: 'hungUp' }
  | { readonly kind: 'tick' };

export type IvrEffect =
  /** One after the other; what still sounds ends first. */
  | { readonly kind: 'say'; readonly sounds: readonly string[] }
  /** He wants no more calls of ours. */
  | { readonly kind: 'optOut' }
  | { readonly kind: 'end'; readonly end: IvrEnd };

/** What of the world the menu asks. */
export interface IvrFacts {
  readonly recognised: boolean;
  isOpen(queueId: QueueId): boolean;
}

export interface IvrStep {
  readonly walk: IvrWalk;
  readonly effects: readonly IvrEffect[];
}

/** A caller enters the menu. */
export function startWalk(menu: IvrMenu, facts: IvrFacts): IvrStep {
  const fresh: IvrWalk = {
    nodeId: menu.start,
    phase: 'sounding',
    asked: 0,
    typed: '',
    collected: new Map(),
    steps: 0,
    deadlineMs: null,
    end: null,
  };
  return enter(menu, fresh, menu.start, facts);
}

/**
 * One thing that happens to a caller. Past the deadline silence comes first, whatever the input: a key that comes too
 * late belongs to what is asked next. After the end nothing changes any more.
 */
export function stepWalk(
  menu: IvrMenu,
  before: IvrWalk,
  input: IvrInput,
  facts: IvrFacts,
  nowMs: number,
): IvrStep {
  if (before.phase === 'ended') {
    return { walk: before, effects: [] };
  }
  if (input.kind === 'hungUp') {
    return over(before, { kind: 'left', nodeId: before.nodeId });
  }
  const late = before.deadlineMs !== null && nowMs >= before.deadlineMs;
  const first = late ? silence(menu, before, facts) : { walk: before, effects: [] };
  if (late || input.kind === 'tick') {
    // A key that came late is typed into what is asked by now.
    const again = late && input.kind === 'key' ? pressed(menu, first.walk, input.digit, facts, nowMs) : first;
    return again === first ? first : { walk: again.walk, effects: [...first.effects, ...again.effects] };
  }
  return input.kind === 'key'
    ? pressed(menu, before, input.digit, facts, nowMs)
    : soundOver(menu, before, facts, nowMs);
}

function soundOver(menu: IvrMenu, walk: IvrWalk, facts: IvrFacts, nowMs: number): IvrStep {
  const node = nodeOf(menu, walk);
  if (walk.phase !== 'sounding') {
    return { walk, effects: [] };
  }
  switch (node.kind) {
    case 'say':
    case 'optOut':
      return enter(menu, walk, node.next, facts);
    case 'choose':
    case 'collect':
      return { walk: { ...walk, phase: 'waiting', deadlineMs: nowMs + node.waitMs }, effects: [] };
    case 'callback':
      return over(walk, { kind: 'callback', queueId: node.queueId });
    case 'hangUp':
      return over(walk, { kind: 'hangUp' });
    case 'hours':
    case 'recognised':
    case 'queue':
      return { walk, effects: [] };
  }
}

function pressed(menu: IvrMenu, walk: IvrWalk, digit: string, facts: IvrFacts, nowMs: number): IvrStep {
  const key = IVR_KEYS.find((known) => known === digit);
  const node = nodeOf(menu, walk);
  if (key === undefined || walk.phase === 'ended') {
    return { walk, effects: [] };
  }
  if (node.kind === 'choose') {
    const target = node.keys.get(key);
    return target === undefined ? invalid(menu, walk, node, facts) : enter(menu, walk, target, facts);
  }
  return node.kind === 'collect' ? typed(menu, walk, node, key, facts, nowMs) : { walk, effects: [] };
}

type Collecting = Extract<IvrNode, { kind: 'collect' }>;
type Asking = Extract<IvrNode, { kind: 'choose' | 'collect' }>;

function typed(
  menu: IvrMenu,
  walk: IvrWalk,
  node: Collecting,
  key: IvrKey,
  facts: IvrFacts,
  nowMs: number,
): IvrStep {
  if (key === '*') {
    return invalid(menu, walk, node, facts);
  }
  if (key === '#') {
    return walk.typed.length >= node.least
      ? collected(menu, walk, node, facts)
      : invalid(menu, walk, node, facts);
  }
  const next: IvrWalk = {
    ...walk,
    typed: walk.typed + key,
    phase: 'waiting',
    deadlineMs: nowMs + node.waitMs,
  };
  if (next.typed.length >= node.most) {
    return collected(menu, next, node, facts);
  }
  // The first digit ends the sound that asks.
  return { walk: next, effects: walk.phase === 'sounding' ? [{ kind: 'say', sounds: [] }] : [] };
}

function collected(menu: IvrMenu, walk: IvrWalk, node: Collecting, facts: IvrFacts): IvrStep {
  const kept = new Map(walk.collected).set(node.name, walk.typed);
  return enter(menu, { ...walk, collected: kept }, node.next, facts);
}

/** Enough digits are an answer also without `#`; nothing, or too few, is none. */
function silence(menu: IvrMenu, walk: IvrWalk, facts: IvrFacts): IvrStep {
  const node = nodeOf(menu, walk);
  if (node.kind === 'collect' && walk.typed.length >= node.least) {
    return collected(menu, walk, node, facts);
  }
  return node.kind === 'choose' || node.kind === 'collect'
    ? askAgain(menu, walk, node, node.onSilence, [], facts)
    : { walk, effects: [] };
}

function invalid(menu: IvrMenu, walk: IvrWalk, node: Asking, facts: IvrFacts): IvrStep {
  const sounds = node.sayInvalid === '' ? [] : [node.sayInvalid];
  return askAgain(menu, walk, node, node.onInvalid, sounds, facts);
}

function askAgain(
  menu: IvrMenu,
  walk: IvrWalk,
  node: Asking,
  otherwise: NodeId,
  sounds: readonly string[],
  facts: IvrFacts,
): IvrStep {
  if (walk.asked >= node.times) {
    return enter(menu, walk, otherwise, facts);
  }
  return {
    walk: { ...walk, phase: 'sounding', asked: walk.asked + 1, typed: '', deadlineMs: null },
    effects: [{ kind: 'say', sounds: [...sounds, node.say] }],
  };
}

/** Goes on from node to node until one waits for something or ends. */
function enter(menu: IvrMenu, walk: IvrWalk, nodeId: NodeId, facts: IvrFacts): IvrStep {
  const steps = walk.steps + 1;
  const id = steps > MOST_IVR_STEPS ? menu.onTooLong : nodeId;
  const at: IvrWalk = {
    ...walk,
    nodeId: id,
    phase: 'sounding',
    asked: 0,
    typed: '',
    steps,
    deadlineMs: null,
  };
  const node = nodeOf(menu, at);
  switch (node.kind) {
    case 'say':
      return { walk: at, effects: [{ kind: 'say', sounds: [node.say] }] };
    case 'optOut':
      return { walk: at, effects: [{ kind: 'optOut' }, { kind: 'say', sounds: [node.say] }] };
    case 'choose':
    case 'collect':
      return { walk: { ...at, asked: 1 }, effects: [{ kind: 'say', sounds: [node.say] }] };
    case 'hours':
      return enter(menu, at, facts.isOpen(node.queueId) ? node.open : node.closed, facts);
    case 'recognised':
      return enter(menu, at, facts.recognised ? node.yes : node.no, facts);
    case 'queue':
      return over(at, { kind: 'queue', queueId: node.queueId, priority: node.priority });
    case 'callback':
      return node.say === ''
        ? over(at, { kind: 'callback', queueId: node.queueId })
        : { walk: at, effects: [{ kind: 'say', sounds: [node.say] }] };
    case 'hangUp':
      return node.say === ''
        ? over(at, { kind: 'hangUp' })
        : { walk: at, effects: [{ kind: 'say', sounds: [node.say] }] };
  }
}

function over(walk: IvrWalk, end: IvrEnd): IvrStep {
  return { walk: { ...walk, phase: 'ended', deadlineMs: null, end }, effects: [{ kind: 'end', end }] };
}

function nodeOf(menu: IvrMenu, walk: IvrWalk): IvrNode {
  const node = menu.nodes.get(walk.nodeId);
  if (node === undefined) {
    throw new Error(`The menu has no node ${walk.nodeId}: it was read by readIvrMenu, or changed since`);
  }
  return node;
}
