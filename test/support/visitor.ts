import { expect } from 'vitest';

/** Where a visitor came to. */
interface Place {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/** A browser that goes from site to site by redirects and forms, with the cookies of each. */
export class Visitor {
  readonly #jars = new Map<string, Map<string, string>>();
  /** Every address it was sent to. */
  readonly went: string[] = [];

  cookies(url: string): Map<string, string> {
    const { origin } = new URL(url);
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    return jar;
  }

  /** Follows redirects up to `until`, which it does not open any more. */
  async go(address: string, until: (url: string) => boolean = () => false, form?: string): Promise<Place> {
    let [url, body] = [address, form];
    for (let steps = 0; steps < 12; steps++) {
      this.went.push(url);
      if (until(url)) {
        return { url, status: 0, text: '' };
      }
      const answer = await this.#ask(url, body);
      const location = answer.headers.get('location');
      if (location === null) {
        return { url, status: answer.status, text: await answer.text() };
      }
      await answer.body?.cancel();
      [url, body] = [new URL(location, url).href, undefined];
    }
    throw new Error(`sent in circles: ${this.went.join(' → ')}`);
  }

  async #ask(url: string, form: string | undefined): Promise<Response> {
    const jar = this.cookies(url);
    const answer = await fetch(url, {
      redirect: 'manual',
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        cookie: [...jar].map((pair) => pair.join('=')).join('; '),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { body: form }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s);
      if (value === '') {
        jar.delete(name);
      } else {
        jar.set(name, value);
      }
    }
    return answer;
  }

  /** Fills in the form of a page and follows where it leads. */
  submit(place: Place, fields: Record<string, string>, until?: (url: string) => boolean): Promise<Place> {
    const action = /action="([^"]+)"/.exec(place.text)?.[1];
    expect(action, `a form at ${place.url}: ${place.status}`).toBeDefined();
    const hidden = [...place.text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const all = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields };
    return this.go(new URL(action ?? '', place.url).href, until, new URLSearchParams(all).toString());
  }
}

/** Signs in at the provider's own pages as `login`; where that ended: the address, `entry` and all. */
export async function signInThere(
  visitor: Visitor,
  base: string,
  login: string,
  until: (url: string) => boolean = () => false,
): Promise<string> {
  const stop = (url: string): boolean => url.startsWith(`${base}/app/`) || until(url);
  let place = await visitor.go(`${base}/v1/oidc/sign-in`, stop);
  // Whoever is still signed in there is asked nothing.
  if (place.text.includes('name="login"')) {
    place = await visitor.submit(place, { login, password: 'any' }, stop);
  }
  if (place.text.includes('value="consent"')) {
    place = await visitor.submit(place, {}, stop);
  }
  return place.url;
}
