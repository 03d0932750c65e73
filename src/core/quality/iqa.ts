/** A score of a call by one side; voided ones are not given here. */
export interface SideScore {
  readonly attemptId: string;
  readonly side: 'own' | 'client';
  readonly score: number;
}

export const IQA_BASES = ['weighted', 'client_alone', 'own_alone', 'none'] as const;
export type IqaBasis = (typeof IQA_BASES)[number];
export const IQA_CONDUCTS = ['none', 'warning', 'warning_or_fine'] as const;
export type IqaConduct = (typeof IQA_CONDUCTS)[number];

export interface Iqa {
  /** Null without any score. */
  readonly value: number | null;
  readonly basis: IqaBasis;
  /** Mean of ours, and of the client's. */
  readonly own: number | null;
  readonly client: number | null;
  /** How far the two are apart on calls that both have scored, and on those that one alone has. */
  readonly auditDifference: number | null;
  readonly otherDifference: number | null;
  readonly conduct: IqaConduct;
}

/** The client's own weight: contracts print the sum over two, which cannot be meant, as the weights add up to one. */
const OWN_WEIGHT = 0.4;
const CLIENT_WEIGHT = 0.6;
const CLOSE = 3;
const FAR = 6;

/**
 * The quality index of a period. Calls both sides have scored tell whether they judge alike: up to six points apart the
 * two means are weighted, unless the other calls are more than six apart; beyond, the client's mean stands alone. From
 * three points on there is a warning with a plan of action, from six on a warning or a fine.
 */
export function iqaOf(scores: readonly SideScore[]): Iqa {
  const of = (side: SideScore['side']): readonly SideScore[] => scores.filter((score) => score.side === side);
  const [ours, theirs] = [of('own'), of('client')];
  const audited = new Set(
    ours.map(({ attemptId }) => attemptId).filter((id) => theirs.some((one) => one.attemptId === id)),
  );
  const [own, client] = [mean(ours), mean(theirs)];
  const isAudited = ({ attemptId }: SideScore): boolean => audited.has(attemptId);
  const auditDifference = difference(mean(ours.filter(isAudited)), mean(theirs.filter(isAudited)));
  const otherDifference = difference(
    mean(ours.filter((score) => !isAudited(score))),
    mean(theirs.filter((score) => !isAudited(score))),
  );
  const seen = { own, client, auditDifference, otherDifference, conduct: conductOf(auditDifference) };
  if (own === null || client === null) {
    const value = own ?? client;
    return {
      ...seen,
      value: rounded(value),
      basis: value === null ? 'none' : own === null ? 'client_alone' : 'own_alone',
    };
  }
  if ((auditDifference ?? 0) > FAR || (otherDifference ?? 0) > FAR) {
    return { ...seen, value: rounded(client), basis: 'client_alone' };
  }
  return { ...seen, value: rounded(OWN_WEIGHT * own + CLIENT_WEIGHT * client), basis: 'weighted' };
}

function conductOf(auditDifference: number | null): IqaConduct {
  if (auditDifference === null || auditDifference <= CLOSE) {
    return 'none';
  }
  return auditDifference <= FAR ? 'warning' : 'warning_or_fine';
}

function mean(scores: readonly SideScore[]): number | null {
  return scores.length === 0 ? null : scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : rounded(Math.abs(a - b));
}

function rounded<Value extends number | null>(value: Value): Value {
  return (value === null ? null : Math.round(value * 100) / 100) as Value;
}
