import { ANY, type Basis, type Mark, type RuleOf, type RuleScope, type Severity } from '../policy.js';
import type { RuleId } from '../rule-id.js';
import type { RuleKind, RuleParameters } from '../rule-parameters.js';

interface RuleSketch<Kind extends RuleKind> {
  readonly id: RuleId;
  readonly key?: string;
  readonly kind: Kind;
  readonly act: string;
  readonly article?: string;
  readonly basis: Basis;
  readonly mark?: Mark;
  readonly severity?: Severity;
  readonly from: string;
  readonly scope?: Partial<RuleScope>;
  readonly parameters: RuleParameters[Kind];
  readonly note?: string;
}

/** Binds everyone. */
export const EVERYONE: RuleScope = { ufs: ANY, purposes: ANY, sectors: ANY, modes: ANY, alsoPurposes: [] };

/** A rule of a preset, with what most rules have in common filled in. */
export function ruleOf<Kind extends RuleKind>(sketch: RuleSketch<Kind>): RuleOf<Kind> {
  return {
    id: sketch.id,
    key: sketch.key ?? sketch.id,
    kind: sketch.kind,
    source: { act: sketch.act, article: sketch.article ?? '' },
    basis: sketch.basis,
    mark: sketch.mark ?? 'confirmed',
    severity: sketch.severity ?? 'block',
    validFrom: sketch.from,
    validTo: null,
    scope: { ...EVERYONE, ...sketch.scope },
    parameters: sketch.parameters,
    note: sketch.note ?? '',
  };
}
