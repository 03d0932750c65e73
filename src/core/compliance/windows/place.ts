import { DDD_TABLE } from '../../numbering/ddd-table.js';
import { municipalityOf } from '../../numbering/municipality.js';

/** Where the person called may be: every state, zone and municipality that counts. All of them must allow. */
export interface Place {
  /** Names the place for caches. */
  readonly key: string;
  readonly ddd: string;
  readonly ufs: readonly string[];
  readonly zones: readonly string[];
  readonly municipalities: readonly string[];
}

export interface PlaceHints {
  /** IBGE code of the address, or ''. */
  readonly municipality: string;
  /** State of the address, or ''. */
  readonly addressUf: string;
}

const NOWHERE: PlaceHints = { municipality: '', addressUf: '' };
/** More places than a country has; past it the cache starts anew. */
const CACHE_PLACES = 20_000;
const cache = new Map<string, Place>();

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])];
}

/** Every zone in which a state has an area code. */
function zonesOfUf(uf: string): readonly string[] {
  const areas = Object.values(DDD_TABLE).filter((area) => area.ufs[0] === uf);
  const found = areas.length > 0 ? areas : Object.values(DDD_TABLE).filter((area) => area.ufs.includes(uf));
  return [...new Set(found.flatMap((area) => area.zones))];
}

function findPlace(key: string, ddd: string, hints: PlaceHints): Place {
  const area = DDD_TABLE[ddd] ?? { ufs: [], zones: [] };
  const home = hints.municipality === '' ? null : municipalityOf(hints.municipality);
  if (home !== null) {
    const same = home.ddd === ddd;
    return {
      key,
      ddd,
      ufs: same ? [home.uf] : union(area.ufs, [home.uf]),
      zones: same ? [home.zone] : union(area.zones, [home.zone]),
      municipalities: [home.ibge],
    };
  }
  const { addressUf } = hints;
  if (addressUf === '' || zonesOfUf(addressUf).length === 0) {
    return { key, ddd, ufs: area.ufs, zones: area.zones, municipalities: [] };
  }
  const inside = area.ufs.includes(addressUf);
  // A state without a municipality never takes another one away: the log does not show it, and the auditor could not.
  return {
    key,
    ddd,
    ufs: union(area.ufs, [addressUf]),
    zones: inside ? area.zones : union(area.zones, zonesOfUf(addressUf)),
    municipalities: [],
  };
}

/**
 * Where a phone of that area code may be. A known municipality of the same area stands for the area; one of another
 * area is added to it, because people keep their number when they move, and so is the state of an address without a
 * municipality. Two states or zones: both bind.
 */
export function placeOf(ddd: string, hints: PlaceHints = NOWHERE): Place {
  const key = `${ddd} ${hints.municipality} ${hints.addressUf}`;
  let place = cache.get(key);
  if (place === undefined) {
    if (cache.size >= CACHE_PLACES) {
      cache.clear();
    }
    place = findPlace(key, ddd, hints);
    cache.set(key, place);
  }
  return place;
}
