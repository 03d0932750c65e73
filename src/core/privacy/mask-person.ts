/** Stands for a value that is there and not shown. Its length says nothing, unlike as many stars as characters. */
export const HIDDEN = '****';

/** A value that is wholly hidden; one that is empty stays so, because that it is missing tells nobody who it is. */
export function hide(value: string): string {
  return value === '' ? '' : HIDDEN;
}

/**
 * A number as a viewer sees it: country, area, the first digit of a mobile, the last four. `+55 11 9****-1234` leaves
 * ten thousand numbers, `+55 11 ****-1234` eighty thousand. What is no Brazilian number (a commitment too) is hidden.
 */
export function maskPhone(phone: string): string {
  const [, ddd, mobile, last] = /^\+55(\d{2})(9?)\d{4}(\d{4})$/.exec(phone) ?? [];
  return ddd === undefined ? hide(phone) : `+55 ${ddd} ${mobile}${HIDDEN}-${last}`;
}

/** Initials: enough to tell two lines of a screen apart. */
export function maskName(name: string): string {
  return name
    .split(/\s+/u)
    .filter(Boolean)
    .map((word) => `${[...word][0] ?? ''}.`)
    .join(' ');
}
