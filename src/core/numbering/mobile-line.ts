const MOBILE = /^\+55[1-9][1-9]9\d{8}$/;

/** True for a mobile number, which is bound to its own station: only service SMP may show it. */
export function isMobileLine(number: string): boolean {
  return MOBILE.test(number);
}
