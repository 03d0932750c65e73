import type { CampaignId, E164, QueueId } from '../kernel/ids.js';
import { parseCampaignId, parseE164, parseQueueId } from '../kernel/ids.js';
import type { IvrMenu, IvrNode, NodeId } from './ivr-menu.js';
import { readName, readObject, readTable, readWord, wrongSetting } from './settings-reader.js';

/** A number of ours that people call, and where its calls go. */
export interface InboundLine {
  readonly number: E164;
  /** Whose contract, policy and dispositions its calls have, unless the caller is a known contact of another one. */
  readonly campaignId: CampaignId;
  readonly to: InboundTarget;
  /** Heard before the queue; '' for none. Of a line that leads to a queue by itself. */
  readonly greeting: string;
  /** Heard by who calls while the queue is closed; then the call ends. */
  readonly closedSay: string;
}

type InboundTarget =
  | { readonly kind: 'menu'; readonly menuId: string }
  | { readonly kind: 'queue'; readonly queueId: QueueId };

/** What is said of a closed queue unless the line says otherwise. */
const CLOSED_SOUND = 'fila-fechada';

/** Reads a line as it was written. @throws CadenciaError DLR_INPUT_INVALID with the place. */
export function readInboundLine(stored: unknown, where = 'line'): InboundLine {
  const fields = readObject(stored, ['number', 'campaignId', 'to', 'greeting', 'closedSay'], where);
  const campaignId = parseCampaignId(readName(fields['campaignId'], `${where}.campaignId`));
  const greeting = fields['greeting'] ?? '';
  const closedSay = fields['closedSay'] ?? CLOSED_SOUND;
  return {
    number: readNumber(fields['number'], `${where}.number`),
    campaignId,
    to: readTarget(fields['to'], `${where}.to`),
    greeting: greeting === '' ? '' : readName(greeting, `${where}.greeting`),
    closedSay: closedSay === '' ? '' : readName(closedSay, `${where}.closedSay`),
  };
}

function readNumber(value: unknown, where: string): E164 {
  try {
    return parseE164(String(value));
  } catch {
    throw wrongSetting(where, value, 'a number in E.164, such as +551130040001');
  }
}

function readTarget(value: unknown, where: string): InboundTarget {
  const kind = readWord(readTable(value, where).get('kind'), ['menu', 'queue'] as const, `${where}.kind`);
  if (kind === 'menu') {
    const fields = readObject(value, ['kind', 'menuId'], where);
    return { kind, menuId: readName(fields['menuId'], `${where}.menuId`) };
  }
  const fields = readObject(value, ['kind', 'queueId'], where);
  return { kind, queueId: parseQueueId(readName(fields['queueId'], `${where}.queueId`)) };
}

/** The menu of a line that leads to a queue by itself: open or closed, the greeting, the queue. */
export function menuOfQueue(line: InboundLine, queueId: QueueId): IvrMenu {
  const nodes = new Map<NodeId, IvrNode>([
    ['fila', { kind: 'queue', queueId, priority: 0 }],
    ['fechada', { kind: 'hangUp', say: line.closedSay }],
  ]);
  if (line.greeting !== '') {
    nodes.set('saudacao', { kind: 'say', say: line.greeting, next: 'fila' });
  }
  const open = line.greeting === '' ? 'fila' : 'saudacao';
  nodes.set('horario', { kind: 'hours', queueId, open, closed: 'fechada' });
  return { start: 'horario', onTooLong: 'fila', nodes };
}

/** Where a call of the menu waits that lost its way in it: where too many steps lead, else the first queue. */
export function queueOfMenu({ nodes, onTooLong }: IvrMenu): QueueId | null {
  const last = nodes.get(onTooLong);
  const first = [last, ...nodes.values()].find((node) => node?.kind === 'queue');
  return first?.kind === 'queue' ? first.queueId : null;
}
