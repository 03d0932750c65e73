import { CadenciaError } from '../../core/kernel/errors.js';
import { describeRequest } from './ari-failure.js';
import type { AriRequest } from './ari-request.js';

/** One operation of the server's own API description, as ari-client has read it. */
interface Operation {
  readonly method: string;
  /** Segments; null stands for a parameter such as `{channelId}`. */
  readonly segments: readonly (string | null)[];
  readonly queryNames: ReadonlySet<string>;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function readOperation(value: unknown): Operation | null {
  const method = fieldOf(value, 'method');
  const path = fieldOf(value, 'path');
  const parameters = fieldOf(value, 'parameters');
  if (typeof method !== 'string' || typeof path !== 'string') {
    return null;
  }
  const queryNames = (Array.isArray(parameters) ? parameters : [])
    .filter((parameter) => fieldOf(parameter, 'paramType') === 'query')
    .map((parameter) => String(fieldOf(parameter, 'name')));
  return {
    method: method.toUpperCase(),
    segments: path
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => (segment.startsWith('{') ? null : segment)),
    queryNames: new Set(queryNames),
  };
}

/**
 * What this very server can do, from the operations ari-client generated: an older Asterisk without an operation
 * is told apart from a leg that is gone (both would be a 404), and a query it does not know is left out.
 */
export class AriOperationTable {
  readonly #operations: readonly Operation[];

  constructor(operations: readonly Operation[]) {
    this.#operations = operations;
  }

  get size(): number {
    return this.#operations.length;
  }

  /** The request as this server understands it; throws DLR_MEDIA_REFUSED when it has no such operation. */
  fit(request: AriRequest): AriRequest {
    const operation = this.#operations.find(
      (one) =>
        one.method === request.method &&
        one.segments.length === request.path.length &&
        one.segments.every((segment, index) => segment === null || segment === request.path[index]),
    );
    if (operation === undefined) {
      const kind = describeRequest({ ...request, path: request.path.slice(0, 1) });
      throw new CadenciaError('DLR_MEDIA_REFUSED', {
        detail: `This Asterisk has no operation for ${kind} with ${request.path.length} segments. Use Asterisk 22 or later.`,
      });
    }
    const query = Object.entries(request.query ?? {}).filter(([name]) => operation.queryNames.has(name));
    return { ...request, query: Object.fromEntries(query) };
  }
}

/** Reads the `apis` of the Swagger description inside a connected ari-client. */
export function readOperationTable(client: unknown): AriOperationTable {
  const apis = fieldOf(fieldOf(client, '_swagger'), 'apis');
  const operations: Operation[] = [];
  for (const resource of Object.values(typeof apis === 'object' && apis !== null ? apis : {})) {
    const listed = fieldOf(resource, 'operations');
    for (const raw of Object.values(typeof listed === 'object' && listed !== null ? listed : {})) {
      const operation = readOperation(raw);
      if (operation !== null) {
        operations.push(operation);
      }
    }
  }
  return new AriOperationTable(operations);
}
