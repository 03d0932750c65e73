import {
  type MunicipalHoliday,
  parseMunicipalHoliday,
} from '../core/compliance/calendar/municipal-holiday.js';
import { comparePolicies, type PolicyDifference } from '../core/compliance/compare-policies.js';
import { parsePolicy } from '../core/compliance/parse-policy.js';
import { type Policy, policyVersionOf } from '../core/compliance/policy.js';
import { decideProposal, type PolicyProposal, proposePolicy } from '../core/compliance/policy-proposal.js';
import { BRASIL_2026 } from '../core/compliance/presets/brasil-2026.js';
import { findPreset, PRESETS } from '../core/compliance/presets/find-preset.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { Clock } from '../ports/clock.js';
import type { HolidayImport, PolicyStore } from '../ports/policy-store.js';
import type { PolicyBook } from './policy-book.js';

/** A version of a policy as people read it. */
export interface PolicyListing {
  readonly policy: Policy;
  /** How it came to be, or null for a preset. */
  readonly proposal: PolicyProposal | null;
  /** The version that holds today. */
  readonly inForce: boolean;
}

export interface PolicyDeskDeps {
  readonly store: PolicyStore;
  readonly book: PolicyBook;
  readonly clock: Clock;
}

/** More rows than all municipalities of the country have holidays. */
const MOST_HOLIDAYS = 50_000;

/** Where people change policies and municipal holidays; what they change holds from the next dial on. */
export class PolicyDesk {
  readonly #deps: PolicyDeskDeps;

  constructor(deps: PolicyDeskDeps) {
    this.#deps = deps;
  }

  /** True when campaigns may run under it. */
  has(policyId: string): boolean {
    return this.#deps.book.has(policyId);
  }

  /** The presets, then every version that was ever proposed, in the order of the proposals. */
  async list(): Promise<readonly PolicyListing[]> {
    const proposals = await this.#deps.store.listProposals();
    return [
      ...PRESETS.map((policy) => ({ policy, proposal: null, inForce: true })),
      ...proposals.map((proposal) => this.#listingOf(proposal)),
    ];
  }

  /** A version of a policy; without a version the one in force today. DLR_NOT_FOUND when there is none. */
  async find(policyId: string, version: string | null): Promise<PolicyListing> {
    const preset = findPreset(policyId);
    if (preset !== null && (version === null || version === preset.version)) {
      return { policy: preset, proposal: null, inForce: true };
    }
    const wanted = version ?? this.#deps.book.of(policyId, this.#deps.clock.now()).policy.version;
    const proposal = await this.#deps.store.findProposal(policyId, wanted);
    if (proposal === null) {
      throw new CadenciaError('DLR_NOT_FOUND', {
        detail: `There is no version '${wanted}' of the policy '${policyId}'; list the policies to see them.`,
      });
    }
    return this.#listingOf(proposal);
  }

  /** What a version changes against the one it replaces, or against its preset when it is the first. */
  async differences({ policy, proposal }: PolicyListing): Promise<readonly PolicyDifference[]> {
    const base = findPreset(policy.base ?? '') ?? BRASIL_2026;
    if (proposal === null || proposal.replaces === null) {
      return comparePolicies(base, policy);
    }
    const versions = await this.#deps.store.listVersions();
    const replaced = versions.find((version) => policyVersionOf(version) === proposal.replaces);
    return comparePolicies(replaced ?? base, policy);
  }

  /** Keeps a change that waits for a second person; a widening of law is refused with its act. */
  async propose(document: unknown, reason: string, by: string): Promise<PolicyProposal> {
    const { policy, loosened } = parsePolicy(document);
    if (findPreset(policy.id) !== null) {
      throw new CadenciaError('DLR_POLICY_INVALID', {
        detail: `$.id: '${policy.id}' is a preset; give the policy an id of its own and the preset as base`,
      });
    }
    const last = await this.#lastApproved(policy.id);
    const proposal = proposePolicy(
      {
        id: policyVersionOf(policy),
        replaces: last === null ? null : policyVersionOf(last),
        policy,
        loosened,
        reason,
        proposedBy: by,
      },
      this.#deps.clock.now(),
    );
    await this.#deps.store.addProposal(proposal);
    return proposal;
  }

  /** Approves or rejects; an approved version holds for running campaigns from the next dial on. */
  async decide(
    policyId: string,
    version: string,
    decision: { readonly approve: boolean; readonly by: string; readonly why: string },
  ): Promise<PolicyProposal> {
    const { store, clock } = this.#deps;
    const { proposal } = await this.find(policyId, version);
    if (proposal === null) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `'${policyId}' is a preset: there is nothing to decide.`,
      });
    }
    const { approve, by, why } = decision;
    const inForce = await this.#lastApproved(policyId);
    const decided = decideProposal(proposal, { approve, decidedBy: by, why, inForce }, clock.now());
    await store.keepDecision(decided);
    if (approve) {
      await this.#reload();
    }
    return decided;
  }

  async holidays(): Promise<{
    readonly rows: readonly MunicipalHoliday[];
    readonly imports: readonly HolidayImport[];
  }> {
    const { store } = this.#deps;
    const [rows, imports] = await Promise.all([store.listHolidays(), store.listHolidayImports()]);
    return { rows, imports };
  }

  /** Puts a table of municipal holidays in the place of the one before; a bad row refuses all of it, by its number. */
  async importHolidays(rows: readonly MunicipalHoliday[], by: string): Promise<HolidayImport> {
    if (rows.length > MOST_HOLIDAYS) {
      throw new CadenciaError('DLR_INPUT_TOO_LARGE', {
        detail: `A table of municipal holidays has at most ${MOST_HOLIDAYS} rows; this one has ${rows.length}.`,
      });
    }
    const holidays = rows.map((row, index) => parseMunicipalHoliday(row, index + 1));
    const { store, clock } = this.#deps;
    const imported = await store.replaceHolidays(holidays, { atMs: clock.now(), by });
    await this.#reload();
    return imported;
  }

  async #reload(): Promise<void> {
    await this.#deps.book.reload(this.#deps.store);
  }

  async #lastApproved(policyId: string): Promise<Policy | null> {
    return (await this.#deps.store.listVersions()).findLast(({ id }) => id === policyId) ?? null;
  }

  #listingOf(proposal: PolicyProposal): PolicyListing {
    const { policy } = proposal;
    const { book, clock } = this.#deps;
    const inForce =
      proposal.state === 'approved' && book.versionAt(policy.id, clock.now()) === policyVersionOf(policy);
    return { policy, proposal, inForce };
  }
}
