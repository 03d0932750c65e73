import type { Config } from '../../config/config.js';

/** What a media server needs under those names: the trunks that it has, and its ends of ties. */
export function waysOf(
  { trunks, ties }: Pick<Config, 'trunks' | 'ties'>,
  { id, trunks: own }: { readonly id: string; readonly trunks?: readonly string[] | undefined },
): readonly string[] {
  const names = trunks
    .filter((trunk) => own?.includes(trunk.id) ?? true)
    .map((trunk) => trunk.endpoint || trunk.id);
  const ends = ties.flatMap((tie) => tie.ends).filter(({ server }) => server === id);
  return [...names, ...ends.map(({ endpoint }) => endpoint.split('/').at(-1) ?? endpoint)];
}
