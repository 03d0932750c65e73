import { randomBytes } from 'node:crypto';

/** Longest line around a find that is shown. */
const SHOWN = 60;

/** The forms in which a secret may come to light: as it is, in a URL, and inside base64 at each of its three places. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // The letters at both ends also depend on what stands beside the secret.
    return text.slice(before === 0 ? 0 : before + 1, -4);
  });
  return [secret, encodeURIComponent(secret), bytes.toString('hex'), ...inBase64];
}

/** Secrets that are told apart wherever they turn up, and what was heard of a server that has them. */
export class PlantedSecrets {
  readonly #forms = new Map<string, readonly string[]>();
  readonly #heard: { readonly where: string; readonly text: string }[] = [];

  /** A new secret for that use; none is part of another. */
  plant(use: string): string {
    return this.watch(use, `plantado-${use}-${randomBytes(9).toString('hex')}`);
  }

  /** Looks out for a secret that somebody else made. */
  watch(use: string, secret: string): string {
    this.#forms.set(use, formsOf(secret));
    return secret;
  }

  /** Takes note of what somebody outside could read. */
  hear(where: string, text: unknown): void {
    this.#heard.push({ where, text: typeof text === 'string' ? text : allOf(text) });
  }

  /** Where anything was heard so far, with how much of it. */
  places(): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const { where, text } of this.#heard) {
      sums.set(where, (sums.get(where) ?? 0) + text.length);
    }
    return sums;
  }

  /** Each secret that came to light, with where and what stood around it. */
  leaks(): readonly string[] {
    return [...this.#forms].flatMap(([use, forms]) =>
      this.#heard.flatMap(({ where, text }) => {
        const at = forms.map((form) => text.indexOf(form)).find((place) => place >= 0) ?? -1;
        return at < 0
          ? []
          : [
              `${use} in ${where}: …${text.slice(Math.max(0, at - SHOWN), at + SHOWN).replaceAll('\n', ' ')}…`,
            ];
      }),
    );
  }
}

/** A thrown thing with all it carries, which a log that is told of it could write. */
function allOf(value: unknown): string {
  return value instanceof Error
    ? [value.stack, JSON.stringify({ ...value }), value.cause === undefined ? '' : allOf(value.cause)].join(
        '\n',
      )
    : String(JSON.stringify(value));
}
