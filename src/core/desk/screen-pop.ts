/** https, or plain http to this machine alone; nothing of the contact before the path; no user, no spaces, no quotes. */
const TEMPLATE =
  /^(?:https:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d{1,5})?\/[^\s"'<>\\^`|]*$/;
const FIELD = /\{([\p{L}\p{N}_ ]+)\}/gu;
const LONGEST = 2000;

/** Why a template is none, or null. '' is one: nothing is opened. */
export function popTemplateProblem(template: string): string | null {
  if (template === '') {
    return null;
  }
  const plain = template.replace(FIELD, 'x');
  if (template.length > LONGEST) {
    return `it is longer than ${LONGEST} characters`;
  }
  if (plain.includes('{') || plain.includes('}')) {
    return 'a brace is not closed, or there is no field name in it';
  }
  return TEMPLATE.test(plain) && TEMPLATE.test(template.replace(FIELD, ''))
    ? null
    : 'it must begin with https:// (http:// for localhost alone), a host without fields, and /';
}

/** The address with each field encoded as one part of it; a field that the contact lacks is empty. */
export function popAddress(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(FIELD, (_, name: string) =>
    encoded(Object.hasOwn(values, name) ? (values[name] ?? '') : ''),
  );
}

/** RFC 3986 §2.1; `.` and `..` alone would climb the path (§5.2.4), and half a surrogate pair is no character. */
function encoded(value: string): string {
  const whole = value.replace(/\p{Surrogate}/gu, '\uFFFD');
  return /^\.{1,2}$/.test(whole) ? '' : encodeURIComponent(whole).replace(/[!'()*]/g, percent);
}

const percent = (sign: string): string => `%${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase()}`;
