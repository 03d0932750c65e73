/*
 * Objects of res_pjsip that live in a running Asterisk only as long as it runs: ARI's push configuration.
 *
 * 1. It works where sorcery.conf gives the type a wizard that can be written (memory, astdb); a server without one
 *    answers 403, which has nothing to do with the password.
 * 2. An update of an AOR adds its contacts to those it had, so an object that differs is deleted and written anew.
 * 3. The wizards are asked in their order and a file comes first: what was written need not be what Asterisk uses.
 *    Only reading back tells.
 */
import { CadenciaError, isCadenciaError } from '../../core/kernel/errors.js';
import { httpStatusOf } from './ari-failure.js';
import { type AriCallee, callAriOnce } from './ari-one-call.js';
import type { AriMethod, AriRequest } from './ari-request.js';

/** The types that are written. */
export const PUSHED_TYPES = ['auth', 'aor', 'endpoint'] as const;
export type PushedType = (typeof PUSHED_TYPES)[number];

/** One object with the fields that are set; the others have Asterisk's defaults. */
export interface PushedObject {
  readonly type: PushedType;
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
}

type Fields = ReadonlyMap<string, string>;

/** Writes, reads and deletes res_pjsip's objects in one Asterisk. */
export class AsteriskPushConfiguration {
  readonly #callee: AriCallee;

  constructor(callee: AriCallee) {
    this.#callee = callee;
  }

  /** The fields Asterisk uses, wherever they come from; null when there is no such object. */
  async read(type: PushedType, id: string): Promise<Fields | null> {
    try {
      return fieldsOf(await this.#call('GET', type, id));
    } catch (error) {
      if (isCadenciaError(error, 'DLR_MEDIA_GONE')) {
        return null;
      }
      throw error;
    }
  }

  /**
   * Makes the object as given and returns the fields Asterisk then uses. Does nothing when it is so already, or when a
   * file holds an object of that name: the caller sees by the fields.
   */
  async ensure(object: PushedObject): Promise<Fields> {
    const { type, id, fields } = object;
    const known = await this.read(type, id);
    if (known !== null && matches(known, fields)) {
      return known;
    }
    if (known !== null) {
      await this.remove(type, id);
      const kept = await this.read(type, id);
      if (kept !== null) {
        return kept;
      }
    }
    await this.write(object);
    return (await this.read(type, id)) ?? new Map();
  }

  /** Makes it, or changes the fields that are given, without a look at what there was. */
  async write({ type, id, fields }: PushedObject): Promise<void> {
    const list = Object.entries(fields).map(([attribute, value]) => ({ attribute, value }));
    await this.#call('PUT', type, id, { fields: list });
  }

  /** Deletes it; one that is not there, or that stands in a file, is left. */
  async remove(type: PushedType, id: string): Promise<void> {
    try {
      await this.#call('DELETE', type, id);
    } catch (error) {
      const status = httpStatusOf(error);
      if (status !== 404 && status !== 403) {
        throw error;
      }
    }
  }

  async #call(method: AriMethod, type: PushedType, id: string, body?: AriRequest['body']): Promise<unknown> {
    const path = ['asterisk', 'config', 'dynamic', 'res_pjsip', type, id];
    try {
      return await callAriOnce(this.#callee, { method, path, ...(body === undefined ? {} : { body }) });
    } catch (error) {
      if (httpStatusOf(error) !== 403 || method !== 'PUT') {
        throw error;
      }
      throw new CadenciaError('DLR_MEDIA_REFUSED', {
        detail:
          `Asterisk refuses to take the ${type} '${id}' by ARI. Take over asterisk-config/sorcery.conf (its section ` +
          "[res_pjsip] with 'endpoint = memory' and 'aor = memory', and 'auth = memory' for agents' pages, after the config lines), give the ARI user " +
          "'read_only = no', and restart Asterisk.",
        fields: { httpStatus: 403 },
        cause: error,
      });
    }
  }
}

/** Some attributes can be written only (`disallow`, `deny`); codecs come back in brackets. */
function matches(known: Fields, wanted: PushedObject['fields']): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const used = known.get(name)?.replace(/^\((.*)\)$/, '$1');
    return used === undefined || used === value;
  });
}

/** ARI answers with a list of attribute and value. */
function fieldsOf(body: unknown): Fields {
  const fields = new Map<string, string>();
  for (const item of Array.isArray(body) ? body : []) {
    const { attribute, value } = (item ?? {}) as { attribute?: unknown; value?: unknown };
    if (typeof attribute === 'string' && typeof value === 'string') {
      fields.set(attribute, value);
    }
  }
  return fields;
}
