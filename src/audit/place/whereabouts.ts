import { UFS_OF_AREA } from './area-codes.js';
import { ufOfMunicipality, zoneOfUf } from './federative-units.js';
import { AMAZONAS_WEST, FERNANDO_DE_NORONHA, SPLIT_AREAS } from './split-areas.js';

/** Every state and zone in which the called person may be: a call must be lawful in all of them. */
export interface Whereabouts {
  readonly ufs: readonly string[];
  readonly zones: readonly string[];
  /** IBGE code, '' when not known. */
  readonly municipality: string;
}

function zonesOfArea(area: string, ufs: readonly string[]): readonly string[] {
  switch (area) {
    case '81':
      return ['America/Recife', 'America/Noronha'];
    case '97':
      return ['America/Manaus', 'America/Eirunepe'];
    case '93':
      return ['America/Santarem'];
    default:
      return ufs.map(zoneOfUf);
  }
}

function zoneOfMunicipality(ibge: string, uf: string): string {
  if (ibge === FERNANDO_DE_NORONHA) {
    return 'America/Noronha';
  }
  return AMAZONAS_WEST.has(ibge) ? 'America/Eirunepe' : zoneOfUf(uf);
}

/**
 * A municipality of the number's own area code says where the phone is. One of another area code is an address on
 * file: people move and keep their number, so both places count.
 */
function findWhereabouts(area: string, ibge: string): Whereabouts {
  const areaUfs = UFS_OF_AREA.get(area) ?? [];
  const areaZones = [...new Set(zonesOfArea(area, areaUfs))];
  const uf = ufOfMunicipality(ibge);
  if (uf === null) {
    return { ufs: areaUfs, zones: areaZones, municipality: '' };
  }
  const zone = zoneOfMunicipality(ibge, uf);
  const split = SPLIT_AREAS[area];
  const ofThisArea = split === undefined ? areaUfs.includes(uf) : split.has(ibge);
  return ofThisArea
    ? { ufs: [uf], zones: area === '93' ? areaZones : [zone], municipality: ibge }
    : { ufs: [...new Set([...areaUfs, uf])], zones: [...new Set([...areaZones, zone])], municipality: ibge };
}

const known = new Map<string, Whereabouts>();

/** Where the person called on this number may be. `municipality`: IBGE code of the address on file, or ''. */
export function whereaboutsOf(phone: string, municipality: string): Whereabouts {
  const area = phone.slice(3, 5);
  const key = area + municipality;
  let found = known.get(key);
  if (found === undefined) {
    found = findWhereabouts(area, municipality);
    known.set(key, found);
  }
  return found;
}
