/** State → its area codes (códigos nacionais), as Anatel assigned them; a code shared by two states is with both. */
const CODES_OF_UF: Readonly<Record<string, string>> = {
  AC: '68',
  AL: '82',
  AM: '92 97',
  AP: '96',
  BA: '71 73 74 75 77',
  CE: '85 88',
  DF: '61',
  ES: '27 28',
  GO: '61 62 64',
  MA: '98 99',
  MG: '31 32 33 34 35 37 38',
  MS: '67',
  MT: '65 66',
  PA: '91 93 94',
  PB: '83',
  PE: '81 87',
  PI: '86 89',
  PR: '41 42 43 44 45 46 47 49',
  RJ: '21 22 24',
  RN: '84',
  RO: '69',
  RR: '95',
  RS: '51 53 54 55',
  SC: '42 47 48 49',
  SE: '79',
  SP: '11 12 13 14 15 16 17 18 19',
  TO: '63',
};

/** Area code → states it reaches into. */
export const UFS_OF_AREA: ReadonlyMap<string, readonly string[]> = (() => {
  const areas = new Map<string, string[]>();
  for (const [uf, codes] of Object.entries(CODES_OF_UF)) {
    for (const code of codes.split(' ')) {
      areas.set(code, [...(areas.get(code) ?? []), uf]);
    }
  }
  return areas;
})();

const MOBILE = /^\+55[1-9][1-9]9\d{8}$/;
const FIXED = /^\+55[1-9][1-9][2-5]\d{7}$/;

/** Why a number may not be dialled (Resolução Anatel 749/2022), or null. */
export function numberProblem(phone: string): string | null {
  if (/^\+55(300|303|500|800|900)\d{7}$/.test(phone) || /^\+55400\d\d{4}$/.test(phone)) {
    return 'a non-geographic number is no destination';
  }
  if (!MOBILE.test(phone) && !FIXED.test(phone)) {
    return 'neither a Brazilian mobile nor a fixed number in E.164';
  }
  return UFS_OF_AREA.has(phone.slice(3, 5)) ? null : `area code ${phone.slice(3, 5)} is not in use`;
}

/** True for a number of the mobile service. */
export function isMobile(phone: string): boolean {
  return MOBILE.test(phone);
}
