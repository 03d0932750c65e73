import type { CampaignSettings } from '../core/campaign/campaign.js';
import { calendarClosesMs, isCalendarOpen, nextCalendarOpenMs } from '../core/campaign/campaign-calendar.js';
import type { CompiledPolicy } from '../core/compliance/gate/compiled-policy.js';
import { type Place, placeOf } from '../core/compliance/windows/place.js';
import { MINUTE } from '../core/kernel/time.js';
import { weightedMedian } from '../core/kernel/weighted-median.js';
import { DDD_TABLE } from '../core/numbering/ddd-table.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { PolicyBook } from './policy-book.js';

/** While it is shut the policy may change. */
const LOOK_AGAIN_MS = 15 * MINUTE;
/** Each area code as a whole, and each state and zone of it alone: a known municipality may be open where the area is not. */
const PLACES: readonly Place[] = Object.entries(DDD_TABLE).flatMap(([ddd, { ufs, zones }]) => [
  placeOf(ddd),
  ...(ufs.length * zones.length > 1
    ? ufs.flatMap((uf) =>
        zones.map((zone) => ({
          key: `${ddd} ${uf} ${zone}`,
          ddd,
          ufs: [uf],
          zones: [zone],
          municipalities: [],
        })),
      )
    : []),
]);

export interface CampaignHoursDeps {
  readonly clock: Clock;
  readonly policies: PolicyBook;
  /** Somewhere it has opened. */
  readonly onOpen: () => void;
}

/**
 * Whether anybody in the country may be called for the campaign at this hour, by law and by its own calendar. The gate decides each call; this keeps a
 * campaign from asking it about a million contacts one by one through the night.
 */
export class CampaignHours {
  readonly #deps: CampaignHoursDeps;
  readonly #settings: () => CampaignSettings;
  #open = false;
  #fromMs = Number.NaN;
  #untilMs = Number.NaN;
  #timer: Timer | null = null;
  #closed = false;

  constructor(deps: CampaignHoursDeps, settings: () => CampaignSettings) {
    this.#deps = deps;
    this.#settings = settings;
  }

  /** True while some place is open; while none is, the campaign is told when one opens. */
  get open(): boolean {
    const nowMs = this.#deps.clock.now();
    if (!(nowMs >= this.#fromMs && nowMs < this.#untilMs)) {
      this.#look(nowMs);
    }
    return this.#open;
  }

  /**
   * When the day's calling is over for most: half of the contacts that `areas` counts by area code are in places that
   * have closed by then. The last place's closing would promise people who are not there: the country's far west is open
   * for two hours more and is a hundredth of it. Null where nothing is open or nothing is known.
   */
  closingMs(areas: ReadonlyMap<string, number>, nowMs: number): number | null {
    const policy = this.#deps.policies.find(this.#settings().policyId, nowMs);
    if (policy === null) {
      return null;
    }
    const closes = new Map<string, number>();
    for (const place of PLACES) {
      const untilMs = this.#windowOf(policy, place).openUntilMs(nowMs) ?? Number.NEGATIVE_INFINITY;
      closes.set(place.ddd, Math.max(closes.get(place.ddd) ?? Number.NEGATIVE_INFINITY, untilMs));
    }
    const open = [...closes]
      .filter(([, untilMs]) => untilMs > nowMs)
      .map(([ddd, untilMs]) => ({ value: untilMs, weight: areas.get(ddd) ?? 0 }));
    const known = open.some(({ weight }) => weight > 0);
    const lawMs = weightedMedian(known ? open : open.map(({ value }) => ({ value, weight: 1 })));
    const ownMs = calendarClosesMs(this.#settings().calendar, nowMs);
    return lawMs === null || ownMs === null ? lawMs : Math.min(lawMs, ownMs);
  }

  /** The campaign or its policy has changed. */
  forget(): void {
    this.#fromMs = Number.NaN;
  }

  close(): void {
    this.#closed = true;
    this.#clear();
  }

  #look(nowMs: number): void {
    const { calendar, policyId } = this.#settings();
    const policy = this.#deps.policies.find(policyId, nowMs);
    const windows = policy === null ? [] : this.#windowsOf(policy);
    // Without a policy the gate is asked, and says so.
    const lawful = policy === null || windows.some((window) => window.isOpen(nowMs));
    this.#open = lawful && isCalendarOpen(calendar, nowMs);
    this.#fromMs = nowMs;
    this.#clear();
    if (this.#open) {
      this.#untilMs = (Math.floor(nowMs / MINUTE) + 1) * MINUTE;
      return;
    }
    // Open by law and shut by the calendar: what opens next is the calendar.
    const openings = lawful
      ? [nextCalendarOpenMs(calendar, nowMs)]
      : windows.map((window) => window.nextOpenMs(nowMs, 0));
    const opens = openings.map((opensMs) => opensMs ?? Number.POSITIVE_INFINITY);
    this.#untilMs = Math.min(nowMs + LOOK_AGAIN_MS, ...opens);
    if (!this.#closed) {
      this.#timer = this.#deps.clock.setTimer(this.#untilMs - nowMs, () => {
        this.#timer = null;
        this.#deps.onOpen();
      });
    }
  }

  #windowsOf(policy: CompiledPolicy) {
    return PLACES.map((place) => this.#windowOf(policy, place));
  }

  #windowOf(policy: CompiledPolicy, place: Place) {
    const { purpose, sector } = this.#settings();
    return policy.windows.windowOf(place, { purpose, sector, mode: 'predictive' });
  }

  #clear(): void {
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }
}
