import { asTable, asText, type Document } from '../inbound-settings.js';

/** Keys of a telephone, as a caller finds them. */
export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#'] as const;
export const NODE_KINDS = [
  'choose',
  'say',
  'collect',
  'hours',
  'recognised',
  'optOut',
  'queue',
  'callback',
  'hangUp',
] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/** A step as somebody wrote it; what this form does not know of it stays. */
export interface NodeDraft {
  readonly id: string;
  readonly kind: NodeKind;
  readonly written: Document;
}

export interface MenuDraft {
  readonly start: string;
  readonly onTooLong: string;
  readonly nodes: readonly NodeDraft[];
}

/** Members in which a step of a kind names where it leads; a question's keys apart. */
export const EXITS: Readonly<Record<NodeKind, readonly string[]>> = {
  choose: ['onSilence', 'onInvalid'],
  say: ['next'],
  collect: ['next', 'onSilence', 'onInvalid'],
  hours: ['open', 'closed'],
  recognised: ['yes', 'no'],
  optOut: ['next'],
  queue: [],
  callback: [],
  hangUp: [],
};
/** What a step begins with when its kind is chosen. */
const FRESH: Readonly<Record<NodeKind, Document>> = {
  choose: {
    say: '',
    keys: { '1': '' },
    waitMs: 5000,
    times: 3,
    sayInvalid: '',
    onSilence: '',
    onInvalid: '',
  },
  say: { say: '', next: '' },
  collect: {
    say: '',
    name: 'contrato',
    least: 1,
    most: 12,
    waitMs: 5000,
    times: 3,
    sayInvalid: '',
    next: '',
    onSilence: '',
    onInvalid: '',
  },
  hours: { queueId: '', open: '', closed: '' },
  recognised: { yes: '', no: '' },
  optOut: { say: 'ura-descadastro', next: '' },
  queue: { queueId: '', priority: 0 },
  callback: { queueId: '', say: 'ura-ligaremos' },
  hangUp: { say: '' },
};

export function freshNode(kind: NodeKind, nodes: readonly NodeDraft[]): NodeDraft {
  let n = nodes.length + 1;
  while (nodes.some(({ id }) => id === `passo-${n}`)) {
    n += 1;
  }
  return { id: `passo-${n}`, kind, written: FRESH[kind] };
}

/** Another kind keeps what both have: the sound, the queue, where it leads. */
export function withKind({ id, written }: NodeDraft, kind: NodeKind): NodeDraft {
  const fresh = FRESH[kind];
  const kept = Object.fromEntries(Object.keys(fresh).map((key) => [key, written[key] ?? fresh[key]]));
  return { id, kind, written: kept };
}

/** A menu to begin with: open or closed, a question, the queue. */
export function freshMenu(queueId: string): MenuDraft {
  const node = (id: string, kind: NodeKind, written: Document): NodeDraft => ({ id, kind, written });
  const asks = { ...FRESH.choose, say: 'ura-boas-vindas', sayInvalid: 'ura-opcao-invalida' };
  return {
    start: 'horario',
    onTooLong: 'fila',
    nodes: [
      node('horario', 'hours', { queueId, open: 'escolha', closed: 'fechada' }),
      node('escolha', 'choose', {
        ...asks,
        keys: { '1': 'fila', '2': 'retorno', '9': 'sair' },
        onSilence: 'fila',
        onInvalid: 'fila',
      }),
      node('fila', 'queue', { queueId, priority: 0 }),
      node('retorno', 'callback', { queueId, say: 'ura-ligaremos' }),
      node('sair', 'optOut', { say: 'ura-descadastro', next: 'fim' }),
      node('fechada', 'hangUp', { say: 'fila-fechada' }),
      node('fim', 'hangUp', { say: '' }),
    ],
  };
}

export function menuDraft(document: unknown): MenuDraft {
  const { start, onTooLong, nodes } = asTable(document);
  return {
    start: asText(start),
    onTooLong: asText(onTooLong),
    nodes: Object.entries(asTable(nodes)).map(([id, value]) => {
      const { kind, ...written } = asTable(value);
      return { id, kind: NODE_KINDS.find((known) => known === kind) ?? 'hangUp', written };
    }),
  };
}

export function menuDocument({ start, onTooLong, nodes }: MenuDraft): Document {
  return {
    start,
    onTooLong,
    nodes: Object.fromEntries(nodes.map(({ id, kind, written }) => [id, { kind, ...written }])),
  };
}

/** The menu with one step changed; what led to it under its old name leads to it under the new one. */
export function withNode(menu: MenuDraft, before: NodeDraft, after: NodeDraft): MenuDraft {
  const nodes = menu.nodes.map((node) => (node === before ? after : node));
  return before.id === after.id ? { ...menu, nodes } : renamed({ ...menu, nodes }, before.id, after.id);
}

function renamed({ start, onTooLong, nodes }: MenuDraft, from: string, to: string): MenuDraft {
  const name = (id: unknown) => (id === from ? to : id);
  const head = (id: string) => (id === from ? to : id);
  const led = (node: NodeDraft): NodeDraft => {
    const exits = EXITS[node.kind].map((member) => [member, name(node.written[member])] as const);
    const keys = Object.entries(asTable(node.written['keys'])).map(([key, id]) => [key, name(id)] as const);
    return {
      ...node,
      written: {
        ...node.written,
        ...Object.fromEntries(exits),
        ...(node.kind === 'choose' ? { keys: Object.fromEntries(keys) } : {}),
      },
    };
  };
  return { start: head(start), onTooLong: head(onTooLong), nodes: nodes.map(led) };
}
