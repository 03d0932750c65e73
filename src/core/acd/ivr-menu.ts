import type { QueueId } from '../kernel/ids.js';

/** Keys of a telephone. */
export const IVR_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#'] as const;
export type IvrKey = (typeof IVR_KEYS)[number];

/** Name of a node within its menu. */
export type NodeId = string;

/** How long and how often somebody is asked, and where he goes who does not say. */
interface Asking {
  /** The sound that asks. A key ends it. */
  readonly say: string;
  /** Silence after the sound, before it counts as no answer. */
  readonly waitMs: number;
  /** Times it is asked in all, silent and wrong answers together. */
  readonly times: number;
  /** After a wrong answer with times left, before it is asked again; '' for none. */
  readonly sayInvalid: string;
  /** Where he goes whose last answer was silence. */
  readonly onSilence: NodeId;
  /** Where he goes whose last answer was a key that means nothing here. */
  readonly onInvalid: NodeId;
}

/** A step of the menu. */
export type IvrNode =
  | { readonly kind: 'say'; readonly say: string; readonly next: NodeId }
  | ({ readonly kind: 'choose'; readonly keys: ReadonlyMap<IvrKey, NodeId> } & Asking)
  | ({
      /** Digits, such as a contract's number, kept under a name. */
      readonly kind: 'collect';
      readonly name: string;
      readonly least: number;
      /** As many digits end it at once; fewer end with `#` or with silence. */
      readonly most: number;
      readonly next: NodeId;
    } & Asking)
  /** No more calls of ours to his number, and to him where he is known (R20): said, and on file. */
  | { readonly kind: 'optOut'; readonly say: string; readonly next: NodeId }
  /** Whether a queue is open now. */
  | { readonly kind: 'hours'; readonly queueId: QueueId; readonly open: NodeId; readonly closed: NodeId }
  /** Whether the call answers one of ours. */
  | { readonly kind: 'recognised'; readonly yes: NodeId; readonly no: NodeId }
  | { readonly kind: 'queue'; readonly queueId: QueueId; readonly priority: number }
  /** Takes the number down for a call back of that queue. */
  | { readonly kind: 'callback'; readonly queueId: QueueId; readonly say: string }
  /** The end; '' says nothing. */
  | { readonly kind: 'hangUp'; readonly say: string };

/** A caller's menu: a graph of nodes without a way round that needs nobody. */
export interface IvrMenu {
  readonly start: NodeId;
  readonly nodes: ReadonlyMap<NodeId, IvrNode>;
  /** Where he goes who has been through too many steps, by keys of his own: no line is held for ever. */
  readonly onTooLong: NodeId;
}

/** Steps a caller may take through the menu; a person needs a handful. */
export const MOST_IVR_STEPS = 60;

/** Where a node leads by itself: without a key pressed, or by a wrong one. */
export function passiveExits(node: IvrNode): readonly NodeId[] {
  switch (node.kind) {
    case 'say':
    case 'optOut':
      return [node.next];
    case 'choose':
      return [node.onSilence, node.onInvalid];
    case 'collect':
      return [node.onSilence, node.onInvalid];
    case 'hours':
      return [node.open, node.closed];
    case 'recognised':
      return [node.yes, node.no];
    case 'queue':
    case 'callback':
    case 'hangUp':
      return [];
  }
}

/** Everywhere a node may lead, by the place where that is written. */
export function namedExits(node: IvrNode): readonly (readonly [member: string, to: NodeId])[] {
  switch (node.kind) {
    case 'say':
    case 'optOut':
      return [['next', node.next]];
    case 'choose':
      return [
        ...[...node.keys].map(([key, to]) => [`keys.${key}`, to] as const),
        ['onSilence', node.onSilence],
        ['onInvalid', node.onInvalid],
      ];
    case 'collect':
      return [
        ['next', node.next],
        ['onSilence', node.onSilence],
        ['onInvalid', node.onInvalid],
      ];
    case 'hours':
      return [
        ['open', node.open],
        ['closed', node.closed],
      ];
    case 'recognised':
      return [
        ['yes', node.yes],
        ['no', node.no],
      ];
    case 'queue':
    case 'callback':
    case 'hangUp':
      return [];
  }
}
