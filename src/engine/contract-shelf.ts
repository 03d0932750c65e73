import { billingPeriod } from '../core/billing/billing-period.js';
import type { Contract } from '../core/billing/contract-form.js';
import { overlaidContract, parseContract } from '../core/billing/parse-contract.js';
import { formatDayNumber } from '../core/compliance/calendar/day-number.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { BillingStore, KeptContract, Noted } from '../ports/billing-store.js';

/** A version of a contract and how it came to be; those that ship are nobody's. */
export interface ShelvedContract {
  readonly contract: Contract;
  readonly noted: Noted | null;
}

/** The contracts on file, and those that ship. */
export class ContractShelf {
  readonly #store: Pick<BillingStore, 'addContract' | 'listContracts'>;
  readonly #presets: () => Promise<ReadonlyMap<string, unknown>>;
  readonly #read = new Map<string, ShelvedContract>();
  #shipped: readonly ShelvedContract[] | null = null;

  constructor(
    store: Pick<BillingStore, 'addContract' | 'listContracts'>,
    presets: () => Promise<ReadonlyMap<string, unknown>>,
  ) {
    this.#store = store;
    this.#presets = presets;
  }

  /** Those that ship, then those on file in the order they were added. */
  async list(): Promise<readonly ShelvedContract[]> {
    this.#shipped ??= [...(await this.#presets()).values()].map((document) => ({
      contract: parseContract(document),
      noted: null,
    }));
    const kept = await this.#store.listContracts();
    return [...this.#shipped, ...kept.map((one) => this.#shelved(one))];
  }

  /** A version is never changed, so it is read once. */
  #shelved({ id, version, document, by, atMs, why }: KeptContract): ShelvedContract {
    const key = JSON.stringify([id, version]);
    const found = this.#read.get(key) ?? { contract: parseContract(document), noted: { by, atMs, why } };
    this.#read.set(key, found);
    return found;
  }

  /** A contract as it would be put on file: whole, its `base` resolved. */
  async read(document: unknown): Promise<{ readonly contract: Contract; readonly whole: unknown }> {
    const presets = await this.#presets();
    const whole = overlaidContract(document, (id) => presets.get(id));
    return { contract: parseContract(whole), whole };
  }

  /** The document of that version. */
  async document(id: string, version: string): Promise<unknown> {
    const kept = (await this.#store.listContracts()).find((one) => one.id === id && one.version === version);
    const preset = kept === undefined ? (await this.#presets()).get(id) : undefined;
    if (kept === undefined && (preset === undefined || parseContract(preset).version !== version)) {
      throw noContract(`${id}@${version}`);
    }
    return kept === undefined ? preset : kept.document;
  }

  /** Adds a version, whole: a `base` is resolved now, so that a later release changes nothing. */
  async add(document: unknown, noted: Noted): Promise<Contract> {
    const presets = await this.#presets();
    const { contract, whole } = await this.read(document);
    const taken = presets.get(contract.id);
    if (taken !== undefined && parseContract(taken).version === contract.version) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `Contract '${contract.id}@${contract.version}' ships with the product; give yours an id or version of its own.`,
      });
    }
    const kept: KeptContract = { id: contract.id, version: contract.version, document: whole, ...noted };
    await this.#store.addContract(kept);
    return contract;
  }

  /** That version, or without one the version added last. */
  async find(id: string, version: string | null): Promise<Contract> {
    const found = (await this.list()).findLast(
      ({ contract }) => contract.id === id && (version ?? contract.version) === contract.version,
    );
    if (found === undefined) {
      throw noContract(version === null ? id : `${id}@${version}`);
    }
    return found.contract;
  }

  /** That version, or without one the version added last that holds in the period. */
  async forMonth(id: string, version: string | null, month: string): Promise<Contract> {
    const named = (await this.list()).map(({ contract }) => contract).filter((one) => one.id === id);
    const wanted = version === null ? named : named.filter((one) => one.version === version);
    const holding = wanted.findLast((contract) => {
      const { first, last } = billingPeriod(month, contract.lastDay, null);
      return (
        contract.validFrom <= formatDayNumber(last) &&
        (contract.validTo === null || contract.validTo >= formatDayNumber(first))
      );
    });
    const found = holding ?? wanted.at(-1);
    if (found === undefined) {
      throw noContract(version === null ? id : `${id}@${version}`);
    }
    return found;
  }
}

function noContract(name: string): CadenciaError {
  return new CadenciaError('DLR_NOT_FOUND', {
    detail: `There is no contract '${name}' on file. Add one (cadencia contract add FILE), or list them (cadencia contract list --server).`,
    fields: { contract: name },
  });
}
