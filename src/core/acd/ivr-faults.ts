import { type IvrMenu, type IvrNode, type NodeId, namedExits, passiveExits } from './ivr-menu.js';

/** What can be wrong with a menu. */
export const IVR_FAULT_KINDS = ['form', 'no_node', 'goes_on', 'unreached', 'loop'] as const;

export interface IvrFault {
  /**
   * `form`: a value that is absent or none of its kind; `no_node`: it leads to nothing; `goes_on`: what follows too many
   * steps is no end; `unreached`: no caller comes there; `loop`: a way round without a key pressed.
   */
  readonly kind: (typeof IVR_FAULT_KINDS)[number];
  /** null: of the menu itself. */
  readonly node: NodeId | null;
  /** Such as `keys.1`; '' where it is the whole node. */
  readonly member: string;
  readonly detail: string;
  /** The nodes of a loop, in order. */
  readonly way: readonly NodeId[];
}

/** What is wrong between the nodes of a menu that are right by themselves. */
export function graphFaults(menu: IvrMenu, where: string): readonly IvrFault[] {
  const dead = deadEnds(menu, where);
  // Who mends a name may reach by it what seems lost, and open a way that seems round.
  return dead.length > 0 ? dead : [...unreached(menu, where), ...loops(menu, where)];
}

/** Every name leads somewhere. */
function deadEnds({ start, onTooLong, nodes }: IvrMenu, where: string): readonly IvrFault[] {
  const heads = Object.entries({ start, onTooLong })
    .filter(([, id]) => !nodes.has(id))
    .map(([member, id]) => ({
      kind: 'no_node' as const,
      node: null,
      member,
      detail: `${where}.${member} is ${JSON.stringify(id)}: write the name of a node.`,
      way: [],
    }));
  const exits = [...nodes].flatMap(([node, one]) =>
    namedExits(one)
      .filter(([, id]) => !nodes.has(id))
      .map(([member, id]) => ({
        kind: 'no_node' as const,
        node,
        member,
        detail: `${where}.nodes.${node} leads to '${id}', which is no node: add it or mend the name.`,
        way: [],
      })),
  );
  const last = nodes.get(onTooLong);
  const goesOn: IvrFault = {
    kind: 'goes_on',
    node: null,
    member: 'onTooLong',
    detail: `${where}.onTooLong is ${JSON.stringify(onTooLong)}: write a node that ends the menu: queue, callback or hangUp.`,
    way: [],
  };
  return [...heads, ...exits, ...(last !== undefined && passiveExits(last).length > 0 ? [goesOn] : [])];
}

/** Nothing is written in vain: a node that no caller can come to is a slip of the pen. */
function unreached({ start, onTooLong, nodes }: IvrMenu, where: string): readonly IvrFault[] {
  const reached = new Set<NodeId>([start, onTooLong]);
  for (const id of reached) {
    const node = nodes.get(id);
    for (const [, exit] of node === undefined ? [] : namedExits(node)) {
      reached.add(exit);
    }
  }
  return [...nodes.keys()]
    .filter((id) => !reached.has(id))
    .map((node) => ({
      kind: 'unreached',
      node,
      member: '',
      detail: `${where}.nodes.${node} is led to by nothing: lead to it from another node, or take it out.`,
      way: [],
    }));
}

/** A caller who does nothing comes to an end: no way leads round by silence, wrong keys, sounds and branches alone. */
function loops({ nodes }: IvrMenu, where: string): readonly IvrFault[] {
  const done = new Set<NodeId>();
  for (const start of nodes.keys()) {
    const way = passiveLoop(start, nodes, done);
    if (way !== null) {
      const detail = `${where}.nodes: ${way.join(' → ')} goes round without the caller pressing anything: let one of them end.`;
      return [{ kind: 'loop', node: way[0] ?? start, member: '', detail, way }];
    }
  }
  return [];
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
