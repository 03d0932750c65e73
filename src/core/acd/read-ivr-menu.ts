import { CadenciaError } from '../kernel/errors.js';
import { parseQueueId, type QueueId } from '../kernel/ids.js';
import {
  exitsOf,
  IVR_KEYS,
  type IvrKey,
  type IvrMenu,
  type IvrNode,
  type NodeId,
  passiveExits,
} from './ivr-menu.js';
import {
  type Fields,
  readName,
  readObject,
  readTable,
  readWhole,
  readWord,
  wrongSetting,
} from './settings-reader.js';

const NODE_KINDS = [
  'say',
  'choose',
  'collect',
  'optOut',
  'hours',
  'recognised',
  'queue',
  'callback',
  'hangUp',
] as const;
type NodeKind = (typeof NODE_KINDS)[number];

const ASKING = ['say', 'waitMs', 'times', 'sayInvalid', 'onSilence', 'onInvalid'] as const;
/** What may be written of each kind of node. */
const MEMBERS: Readonly<Record<NodeKind, readonly string[]>> = {
  say: ['kind', 'say', 'next'],
  choose: ['kind', 'keys', ...ASKING],
  collect: ['kind', 'name', 'least', 'most', 'next', ...ASKING],
  optOut: ['kind', 'say', 'next'],
  hours: ['kind', 'queueId', 'open', 'closed'],
  recognised: ['kind', 'yes', 'no'],
  queue: ['kind', 'queueId', 'priority'],
  callback: ['kind', 'queueId', 'say'],
  hangUp: ['kind', 'say'],
};

const MOST_NODES = 500;
const WAIT_MS = [500, 60_000] as const;

/**
 * Reads a menu as it was written, and refuses one that could not be walked. Absent: `waitMs` 5000, `times` 3,
 * `sayInvalid` none, `priority` 0, a last word none.
 *
 * @param queues The queues there are; null where that is not looked at.
 * @throws CadenciaError DLR_INPUT_INVALID with the place (`menu.nodes.inicio.keys.1`), what stands there and what should:
 *   a value of the wrong form, a node that does not exist, one that nothing leads to, and a way round on which nobody
 *   presses anything, whose nodes are named in order.
 */
export function readIvrMenu(
  stored: unknown,
  queues: ReadonlySet<QueueId> | null = null,
  where = 'menu',
): IvrMenu {
  const fields = readObject(stored, ['start', 'nodes', 'onTooLong'], where);
  const table = readTable(fields['nodes'], `${where}.nodes`);
  if (table.size === 0 || table.size > MOST_NODES) {
    throw wrongSetting(`${where}.nodes`, [...table.keys()].slice(0, 3), `1 to ${MOST_NODES} nodes`);
  }
  const nodes = new Map<NodeId, IvrNode>();
  for (const [id, value] of table) {
    nodes.set(readName(id, `${where}.nodes.${id}`), readNode(value, `${where}.nodes.${id}`, queues));
  }
  const menu = {
    start: readName(fields['start'], `${where}.start`),
    onTooLong: readName(fields['onTooLong'], `${where}.onTooLong`),
    nodes,
  };
  checkExits(menu, where);
  checkReached(menu, where);
  checkPassiveWays(menu, where);
  return menu;
}

function readNode(value: unknown, where: string, queues: ReadonlySet<QueueId> | null): IvrNode {
  const kind = readWord(readTable(value, where).get('kind'), NODE_KINDS, `${where}.kind`);
  const fields = readObject(value, MEMBERS[kind], where);
  const to = (name: string): NodeId => readName(fields[name], `${where}.${name}`);
  switch (kind) {
    case 'say':
      return { kind, say: to('say'), next: to('next') };
    case 'optOut':
      return { kind, say: to('say'), next: to('next') };
    case 'choose':
      return { kind, keys: readKeys(fields['keys'], `${where}.keys`), ...readAsking(fields, where) };
    case 'collect': {
      const least = readWhole(fields['least'], [1, 40], `${where}.least`);
      const most = readWhole(fields['most'], [least, 40], `${where}.most`);
      return { kind, name: to('name'), least, most, next: to('next'), ...readAsking(fields, where) };
    }
    case 'hours':
      return { kind, queueId: readQueue(fields, where, queues), open: to('open'), closed: to('closed') };
    case 'recognised':
      return { kind, yes: to('yes'), no: to('no') };
    case 'queue': {
      const priority = readWhole(fields['priority'], [-100, 100], `${where}.priority`, 0);
      return { kind, queueId: readQueue(fields, where, queues), priority };
    }
    case 'callback':
      return { kind, queueId: readQueue(fields, where, queues), say: lastWord(fields, where) };
    case 'hangUp':
      return { kind, say: lastWord(fields, where) };
  }
}

function lastWord(fields: Fields, where: string): string {
  return soundOrNone(fields['say'], `${where}.say`);
}

function soundOrNone(value: unknown, where: string): string {
  return value === undefined || value === '' ? '' : readName(value, where);
}

function readAsking(fields: Fields, where: string) {
  return {
    say: readName(fields['say'], `${where}.say`),
    waitMs: readWhole(fields['waitMs'], WAIT_MS, `${where}.waitMs`, 5000),
    times: readWhole(fields['times'], [1, 10], `${where}.times`, 3),
    sayInvalid: soundOrNone(fields['sayInvalid'], `${where}.sayInvalid`),
    onSilence: readName(fields['onSilence'], `${where}.onSilence`),
    onInvalid: readName(fields['onInvalid'], `${where}.onInvalid`),
  };
}

function readKeys(value: unknown, where: string): ReadonlyMap<IvrKey, NodeId> {
  const keys = new Map<IvrKey, NodeId>();
  for (const [key, target] of readTable(value, where)) {
    const known = readWord<IvrKey>(key, IVR_KEYS, `${where}, key ${JSON.stringify(key)}`);
    keys.set(known, readName(target, `${where}.${key}`));
  }
  if (keys.size === 0) {
    throw wrongSetting(where, {}, 'at least one key');
  }
  return keys;
}

function readQueue(fields: Fields, where: string, queues: ReadonlySet<QueueId> | null): QueueId {
  const queueId = parseQueueId(readName(fields['queueId'], `${where}.queueId`));
  if (queues !== null && !queues.has(queueId)) {
    throw wrongSetting(`${where}.queueId`, queueId, `a queue that exists (${[...queues].join(', ')})`);
  }
  return queueId;
}

/** Every name leads somewhere. */
function checkExits({ start, onTooLong, nodes }: IvrMenu, where: string): void {
  for (const [name, id] of Object.entries({ start, onTooLong })) {
    if (!nodes.has(id)) {
      throw wrongSetting(`${where}.${name}`, id, 'the name of a node');
    }
  }
  for (const [id, node] of nodes) {
    const missing = exitsOf(node).find((exit) => !nodes.has(exit));
    if (missing !== undefined) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `${where}.nodes.${id} leads to '${missing}', which is no node: add it or mend the name.`,
      });
    }
  }
  if (passiveExits(nodes.get(onTooLong) as IvrNode).length > 0) {
    throw wrongSetting(
      `${where}.onTooLong`,
      onTooLong,
      'a node that ends the menu: queue, callback or hangUp',
    );
  }
}

/** Nothing is written in vain: a node that no caller can come to is a slip of the pen. */
function checkReached({ start, onTooLong, nodes }: IvrMenu, where: string): void {
  const reached = new Set<NodeId>([start, onTooLong]);
  for (const id of reached) {
    const node = nodes.get(id);
    for (const exit of node === undefined ? [] : exitsOf(node)) {
      reached.add(exit);
    }
  }
  const lost = [...nodes.keys()].find((id) => !reached.has(id));
  if (lost !== undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `${where}.nodes.${lost} is led to by nothing: lead to it from another node, or take it out.`,
    });
  }
}

/** A caller who does nothing comes to an end: no way leads round by silence, wrong keys, sounds and branches alone. */
function checkPassiveWays({ nodes }: IvrMenu, where: string): void {
  const done = new Set<NodeId>();
  for (const start of nodes.keys()) {
    const loop = passiveLoop(start, nodes, done);
    if (loop !== null) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `${where}.nodes: ${loop.join(' → ')} goes round without the caller pressing anything: let one of them end.`,
      });
    }
  }
}

/** Depth first with a stack of its own, so that a long menu does not overflow ours. */
function passiveLoop(
  start: NodeId,
  nodes: ReadonlyMap<NodeId, IvrNode>,
  done: Set<NodeId>,
): readonly NodeId[] | null {
  const way: { readonly id: NodeId; readonly exits: NodeId[] }[] = [];
  const enter = (id: NodeId): void => {
    const node = nodes.get(id);
    way.push({ id, exits: node === undefined ? [] : [...passiveExits(node)] });
  };
  if (!done.has(start)) {
    enter(start);
  }
  for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
    const exit = last.exits.pop();
    if (exit === undefined) {
      done.add(last.id);
      way.pop();
      continue;
    }
    const index = way.findIndex(({ id }) => id === exit);
    if (index !== -1) {
      return [...way.slice(index).map(({ id }) => id), exit];
    }
    if (!done.has(exit)) {
      enter(exit);
    }
  }
  return null;
}
