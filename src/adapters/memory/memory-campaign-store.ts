import type { CampaignSettings, CampaignState, Line, Trunk } from '../../core/campaign/campaign.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import type { CampaignStore, DialingStop, StoredCampaign } from '../../ports/campaign-store.js';
import type { BaseVersion, Versioned } from '../../ports/versioned.js';
import type { FaultGate } from './memory-faults.js';
import { putVersioned } from './put-versioned.js';
import { sortedBy } from './sorted-by.js';

/** Campaigns, trunks and lines in memory. */
export class MemoryCampaignStore implements CampaignStore {
  readonly #campaigns = new Map<string, StoredCampaign>();
  readonly #trunks = new Map<string, Versioned<Trunk>>();
  readonly #lines = new Map<string, Versioned<Line>>();
  #stop: DialingStop | null = null;
  readonly #gate: FaultGate;

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  list(): Promise<readonly StoredCampaign[]> {
    return this.#gate.read('campaigns.list', () =>
      sortedBy(this.#campaigns.values(), (campaign) => campaign.settings.id),
    );
  }

  changedSince(known: ReadonlyMap<CampaignId, number>): Promise<readonly StoredCampaign[]> {
    return this.#gate.read('campaigns.changedSince', () =>
      sortedBy(this.#campaigns.values(), (campaign) => campaign.settings.id).filter(
        ({ settings, version }) => version > (known.get(settings.id) ?? 0),
      ),
    );
  }

  find(id: CampaignId): Promise<StoredCampaign | null> {
    return this.#gate.read('campaigns.find', () => this.#campaigns.get(id) ?? null);
  }

  save(settings: CampaignSettings, state: CampaignState, expectedVersion: number): Promise<number> {
    return this.#gate.write('campaigns.save', () => {
      if ((this.#campaigns.get(settings.id)?.version ?? 0) !== expectedVersion) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `Campaign '${settings.id}' is no longer at version ${expectedVersion}: read it again and repeat the change.`,
          fields: { campaignId: settings.id, expectedVersion },
        });
      }
      const version = expectedVersion + 1;
      this.#campaigns.set(settings.id, { settings, state, version });
      return version;
    });
  }

  listTrunks(): Promise<readonly Versioned<Trunk>[]> {
    return this.#gate.read('trunks.list', () => sortedBy(this.#trunks.values(), (trunk) => trunk.id));
  }

  saveTrunk(trunk: Trunk, base: BaseVersion = null): Promise<number> {
    return this.#gate.write('trunks.save', () => putVersioned(this.#trunks, trunk.id, trunk, base));
  }

  listLines(): Promise<readonly Versioned<Line>[]> {
    return this.#gate.read('lines.list', () => sortedBy(this.#lines.values(), (line) => line.number));
  }

  saveLine(line: Line, base: BaseVersion = null): Promise<number> {
    return this.#gate.write('lines.save', () => putVersioned(this.#lines, line.number, line, base));
  }

  dialingStopped(): Promise<boolean> {
    return this.#gate.read('dialingStop.find', () => this.#stop !== null);
  }

  keepDialingStop(stop: DialingStop | null): Promise<void> {
    return this.#gate.write('dialingStop.save', () => {
      this.#stop = stop;
    });
  }
}
