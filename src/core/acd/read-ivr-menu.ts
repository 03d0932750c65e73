import { CadenciaError } from '../kernel/errors.js';
import { parseQueueId, type QueueId } from '../kernel/ids.js';
import { graphFaults, type IvrFault } from './ivr-faults.js';
import { IVR_KEYS, type IvrKey, type IvrMenu, type IvrNode, type NodeId } from './ivr-menu.js';
import {
  type Fields,
  readName,
  readObject,
  readTable,
  readWhole,
  readWord,
  wrongSetting,
} from './settings-reader.js';

const MENU_MEMBERS = ['start', 'nodes', 'onTooLong'] as const;
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
  const fields = readObject(stored, MENU_MEMBERS, where);
  const nodes = new Map<NodeId, IvrNode>();
  for (const [id, value] of readTable(fields['nodes'], `${where}.nodes`)) {
    nodes.set(readName(id, `${where}.nodes.${id}`), readNode(value, `${where}.nodes.${id}`, queues));
  }
  const menu = readIvrMenuHead(stored, nodes, where);
  const [fault] = graphFaults(menu, where);
  if (fault !== undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: fault.detail });
  }
  return menu;
}

/** Every fault of a menu as it was written, where `readIvrMenu` tells the first: none means that it reads. */
export function ivrFaults(
  stored: unknown,
  queues: ReadonlySet<QueueId> | null = null,
  where = 'menu',
): readonly IvrFault[] {
  const faults: IvrFault[] = [];
  const reading = <Value>(place: string, node: NodeId | null, read: () => Value): Value | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof CadenciaError)) {
        throw error;
      }
      const { detail } = error;
      const member = /^\.([\w*#.-]+)/.exec(detail.startsWith(place) ? detail.slice(place.length) : '')?.[1];
      faults.push({ kind: 'form', node, member: member ?? '', detail, way: [] });
      return null;
    }
  };
  const table = reading(where, null, () =>
    readTable(readTable(stored, where).get('nodes'), `${where}.nodes`),
  );
  const nodes = new Map<NodeId, IvrNode>();
  for (const [id, value] of table ?? []) {
    const place = `${where}.nodes.${id}`;
    const node = reading(place, id, () => readNode(value, `${where}.nodes.${readName(id, place)}`, queues));
    if (node !== null) {
      nodes.set(id, node);
    }
  }
  if (faults.length > 0) {
    return faults;
  }
  // Whole by itself: what is left are the names at its head, and the ways between the nodes.
  const menu = reading(where, null, () => readIvrMenuHead(stored, nodes, where));
  return menu === null ? faults : graphFaults(menu, where);
}

function readIvrMenuHead(stored: unknown, nodes: ReadonlyMap<NodeId, IvrNode>, where: string): IvrMenu {
  const fields = readObject(stored, MENU_MEMBERS, where);
  if (nodes.size === 0 || nodes.size > MOST_NODES) {
    throw wrongSetting(`${where}.nodes`, [...nodes.keys()].slice(0, 3), `1 to ${MOST_NODES} nodes`);
  }
  return {
    start: readName(fields['start'], `${where}.start`),
    onTooLong: readName(fields['onTooLong'], `${where}.onTooLong`),
    nodes,
  };
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
