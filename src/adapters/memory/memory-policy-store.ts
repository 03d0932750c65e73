import type { MunicipalHoliday } from '../../core/compliance/calendar/municipal-holiday.js';
import type { Policy } from '../../core/compliance/policy.js';
import type { PolicyProposal } from '../../core/compliance/policy-proposal.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { HolidayImport, PolicyStore } from '../../ports/policy-store.js';
import type { FaultGate } from './memory-faults.js';

/** Policies and municipal holidays in memory. */
export class MemoryPolicyStore implements PolicyStore {
  readonly #gate: FaultGate;
  readonly #proposals = new Map<string, PolicyProposal>();
  readonly #approved: PolicyProposal[] = [];
  #holidays: readonly MunicipalHoliday[] = [];
  readonly #imports: HolidayImport[] = [];

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  listVersions(): Promise<readonly Policy[]> {
    return this.#gate.read('policies.versions', () => this.#approved.map(({ policy }) => policy));
  }

  listProposals(): Promise<readonly PolicyProposal[]> {
    return this.#gate.read('policies.proposals', () => [...this.#proposals.values()]);
  }

  findProposal(policyId: string, version: string): Promise<PolicyProposal | null> {
    return this.#gate.read('policies.find', () => this.#proposals.get(`${policyId}@${version}`) ?? null);
  }

  addProposal(proposal: PolicyProposal): Promise<void> {
    return this.#gate.write('policies.add', () => {
      const { id, policy } = proposal;
      if (this.#proposals.has(id)) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `Version '${policy.version}' of '${policy.id}' was proposed before; give the change a version of its own.`,
          fields: { policy: policy.id, version: policy.version },
        });
      }
      this.#proposals.set(id, proposal);
    });
  }

  keepDecision(proposal: PolicyProposal): Promise<void> {
    return this.#gate.write('policies.decide', () => {
      const { id, policy, state, replaces } = proposal;
      const last = this.#approved.findLast((approved) => approved.policy.id === policy.id);
      const moved = state === 'approved' && (last?.id ?? null) !== replaces;
      if (this.#proposals.get(id)?.state !== 'proposed' || moved) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `'${id}' was decided, or what it replaces was replaced, in the meantime: read it again.`,
          fields: { proposal: id },
        });
      }
      this.#proposals.set(id, proposal);
      if (state === 'approved') {
        this.#approved.push(proposal);
      }
    });
  }

  listHolidays(): Promise<readonly MunicipalHoliday[]> {
    return this.#gate.read('holidays.list', () => this.#holidays);
  }

  replaceHolidays(
    holidays: readonly MunicipalHoliday[],
    imported: Pick<HolidayImport, 'atMs' | 'by'>,
  ): Promise<HolidayImport> {
    return this.#gate.write('holidays.replace', () => {
      const rows = new Map(holidays.map((holiday) => [`${holiday.ibge} ${holiday.date}`, holiday]));
      this.#holidays = [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
      const done = { ...imported, rows: rows.size };
      this.#imports.unshift(done);
      return done;
    });
  }

  listHolidayImports(): Promise<readonly HolidayImport[]> {
    return this.#gate.read('holidays.imports', () => this.#imports.slice(0, 100));
  }
}
