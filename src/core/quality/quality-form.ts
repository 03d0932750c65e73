/** What a fatal one takes: the points of its dimension, or all. */
type FatalReach = 'dimension' | 'whole';

/** A light nonconformity (NCL) or a serious one (NCG). */
interface PointItem {
  readonly kind: 'NCL' | 'NCG';
  /** What is lost where it was not kept to: 2 to 5 of a light one, 6 to 10 of a serious one. */
  readonly points: number;
}

/** A fatal one (NCF). */
interface FatalItem {
  readonly kind: 'NCF';
  readonly reach: FatalReach;
}

export type FormItem = { readonly id: string; readonly text: string } & (PointItem | FatalItem);

export interface FormDimension {
  readonly id: string;
  readonly name: string;
  /** What it is worth; its items may add up to more. */
  readonly points: number;
  readonly items: readonly FormItem[];
}

/** What a call is judged by. Data: each contract has its own. */
export interface QualityForm {
  readonly id: string;
  readonly name: string;
  readonly dimensions: readonly FormDimension[];
}

const POINTS = { NCL: [2, 5], NCG: [6, 10] } as const;

/** What is wrong with a form, in words; empty where nothing is. */
export function formProblems({ dimensions }: QualityForm): readonly string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const dimension of dimensions) {
    for (const { id } of [dimension, ...dimension.items]) {
      if (seen.has(id)) {
        problems.push(`'${id}' is there twice: give each dimension and item an id of its own`);
      }
      seen.add(id);
    }
    for (const item of dimension.items) {
      if (item.kind === 'NCF') {
        continue;
      }
      const [least, most] = POINTS[item.kind];
      if (item.points < least || item.points > most) {
        problems.push(
          `'${item.id}' is ${item.kind} and takes ${least} to ${most} points, not ${item.points}`,
        );
      }
    }
  }
  if (dimensions.reduce((sum, { points }) => sum + points, 0) <= 0) {
    problems.push('the dimensions are worth nothing');
  }
  return problems;
}
