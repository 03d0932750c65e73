import type { IvrFault } from '../core/acd/ivr-faults.js';
import type { IvrMenu } from '../core/acd/ivr-menu.js';
import { type Rehearsal, type RehearsedAnswer, rehearseIvr } from '../core/acd/ivr-rehearsal.js';
import { ivrFaults, readIvrMenu } from '../core/acd/read-ivr-menu.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { InboundPlan } from './inbound-plan.js';
import { ivrFactsAt } from './ivr-facts.js';

/** A call that is only played: of a menu as somebody writes it, or of a number as it is set. */
export interface MenuRehearsalOrder {
  readonly of:
    | { readonly kind: 'menu'; readonly document: unknown }
    | { readonly kind: 'line'; readonly number: string };
  readonly atMs: number;
  /** The caller answers a call of ours. */
  readonly recognised: boolean;
  readonly answers: readonly RehearsedAnswer[];
}

/** A menu with faults is not played. */
export interface RehearsedMenu {
  readonly faults: readonly IvrFault[];
  readonly rehearsal: Rehearsal | null;
}

/**
 * Plays a menu over the queues, hours and holidays that are set, and tells all its faults. Nothing is kept.
 * @throws DLR_NOT_FOUND for a number that leads nowhere.
 */
export function rehearseMenu(plan: InboundPlan, order: MenuRehearsalOrder): RehearsedMenu {
  const { of, atMs, recognised, answers } = order;
  const queues = new Set(plan.queues.keys());
  const faults = of.kind === 'menu' ? ivrFaults(of.document, queues) : [];
  if (faults.length > 0) {
    return { faults, rehearsal: null };
  }
  const menu = of.kind === 'menu' ? readIvrMenu(of.document, queues) : menuOf(plan, of.number);
  const facts = (nowMs: number) => ivrFactsAt(plan, recognised, nowMs);
  return { faults, rehearsal: rehearseIvr(menu, answers, facts, atMs) };
}

function menuOf(plan: InboundPlan, number: string): IvrMenu {
  const menu = plan.menuOf(number);
  if (menu === null) {
    throw new CadenciaError('DLR_NOT_FOUND', {
      detail: `No call to ${number} is taken: set the number first, and where it leads.`,
    });
  }
  return menu;
}
