import fc from 'fast-check';
import { INHERITED, mutated, mutatedBytes, oddJson, oddText } from './arbitraries.js';

/** A request as it is put on the wire. */
export interface OddRequest {
  readonly method: string;
  /** With the query, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** As much of JSON Schema as the OpenAPI document uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Deeper than this a schema is answered with anything. */
const DEEPEST = 6;
/** More than any route takes. */
const HUGE_BYTES = (1 << 20) + 1;
const JSON_TYPE = 'application/json';

function textOf({ pattern }: Schema): fc.Arbitrary<unknown> {
  const dates = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const any = fc.oneof(fc.string({ maxLength: 12 }), dates, fc.constantFrom('a1', 'demo', '+5511987654321'));
  if (pattern === undefined) {
    return any;
  }
  try {
    return fc.oneof({ arbitrary: fc.stringMatching(new RegExp(pattern)), weight: 9 }, any);
  } catch {
    return any;
  }
}

function numberOf({ type, minimum, maximum }: Schema): fc.Arbitrary<unknown> {
  const min = Math.max(minimum ?? -1e6, -(2 ** 31));
  const max = Math.max(min, Math.min(maximum ?? 1e6, 2 ** 31));
  return type === 'integer'
    ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) })
    : fc.double({ min, max, noNaN: true });
}

/** What fits a schema, more or less. */
function fitting(schema: Schema, all: OpenApi['components']['schemas'], depth = 0): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    return fitting(all[schema.$ref.split('/').at(-1) ?? ''] ?? {}, all, depth);
  }
  const some = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (depth > DEEPEST) {
    return oddJson;
  }
  if (some !== undefined) {
    return fc.oneof(...some.map((one) => fitting(one, all, depth + 1)));
  }
  if (schema.const !== undefined || schema.enum !== undefined) {
    return fc.constantFrom(...(schema.enum ?? [schema.const]));
  }
  switch (schema.type) {
    case 'object': {
      const { properties = {}, required = [] } = schema;
      const members = Object.entries(properties).map(
        ([name, one]) => [name, fitting(one, all, depth + 1)] as const,
      );
      return fc.record(Object.fromEntries(members), {
        requiredKeys: required.filter((name) => name in properties),
      });
    }
    case 'array':
      return fc.array(fitting(schema.items ?? {}, all, depth + 1), { maxLength: 3 });
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return oddJson;
  }
}

/** Right, or right but for a few places. */
const bent = (whole: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  whole.chain((value) => fc.oneof({ arbitrary: fc.constant(value), weight: 2 }, mutated(value)));

/** The same key twice, the second time with something else. */
function doubled(text: string): string {
  const key = /^\{("(?:[^"\\]|\\.)*"):/.exec(text)?.[1];
  return key === undefined ? `{"a":1,"a":${text}}` : `${text.slice(0, -1)},${key}:[null]}`;
}

/** What is put on the wire for a body, with its type. */
function bodies(value: fc.Arbitrary<unknown>): fc.Arbitrary<readonly [string, Buffer]> {
  const text = value.map((one) => JSON.stringify(one) ?? 'null');
  const json = (of: fc.Arbitrary<string | Buffer>) =>
    of.map((bytes) => [JSON_TYPE, Buffer.from(bytes as string)] as const);
  const types = ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'a', 'text/csv'];
  const parts = 'multipart/form-data; boundary=b';
  const upload =
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nx;y\n1;2\r\n--b--\r\n';
  return fc.oneof(
    { arbitrary: json(text), weight: 12 },
    { arbitrary: json(text.map((one) => one.slice(0, one.length / 2))), weight: 1 },
    { arbitrary: json(text.map(doubled)), weight: 1 },
    { arbitrary: json(text.chain((one) => mutatedBytes(Buffer.from(one)))), weight: 1 },
    { arbitrary: json(fc.constantFrom('', '['.repeat(9000), `"${'x'.repeat(HUGE_BYTES)}"`)), weight: 1 },
    {
      arbitrary: fc
        .tuple(fc.constantFrom(...types), text)
        .map(([type, one]) => [type, Buffer.from(one)] as const),
      weight: 1,
    },
    { arbitrary: mutatedBytes(Buffer.from(upload)).map((bytes) => [parts, bytes] as const), weight: 1 },
  );
}

/** URLs cannot hold half a surrogate pair. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

const segment = (own: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  fc
    .oneof(
      { arbitrary: own.map(String), weight: 3 },
      { arbitrary: fc.constantFrom('demo', 'a1', 'job-1', '1'), weight: 3 },
      oddText,
      fc.constantFrom(...INHERITED, '..', '../../etc/passwd', '%', 'a'.repeat(300)),
    )
    .map((text) => encodeURIComponent(wellFormed(text)).replaceAll('.', '%2E'));

/** Headers that change how a route is taken; values are what a client may send at all. */
const oddHeaders = fc.dictionary(
  fc.constantFrom(
    ...['if-match', 'if-none-match', 'idempotency-key', 'range', 'cookie', 'origin', 'accept'],
    ...['x-forwarded-for', 'sec-fetch-site', 'accept-encoding', 'x-http-method-override', 'upgrade'],
  ),
  fc.oneof(
    fc.constantFrom('*', '"1"', 'bytes=9-', 'W/"a"', 'cadencia=%00', 'http://evil.example', 'websocket'),
    fc.stringMatching(/^[\x20-\x7e]{0,30}$/),
  ),
  { maxKeys: 2 },
);

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];

function requestOf(
  path: string,
  method: string,
  operation: Operation,
  all: OpenApi['components']['schemas'],
): fc.Arbitrary<OddRequest> {
  const parameters = operation.parameters ?? [];
  const ownOf = (name: string): fc.Arbitrary<unknown> =>
    fitting(parameters.find((one) => one.in === 'path' && one.name === name)?.schema ?? {}, all);
  const pieces = path
    .split('/')
    .map((piece) => (piece.startsWith('{') ? segment(ownOf(piece.slice(1, -1))) : fc.constant(piece)));
  const query = fc.record(
    Object.fromEntries(
      parameters
        .filter((one) => one.in === 'query')
        .map(({ name, schema }) => [name, fc.oneof(fitting(schema, all), oddText)]),
    ),
    { requiredKeys: [] },
  );
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const body =
    schema === undefined
      ? fc.option(bodies(oddJson), { freq: 8, nil: null })
      : fc.option(bodies(bent(fitting(schema, all))), { freq: 20, nil: null });
  return fc
    .record({
      verb: fc.oneof({ arbitrary: fc.constant(method), weight: 15 }, fc.constantFrom(...METHODS)),
      at: fc.tuple(...pieces).map((all) => all.join('/')),
      query,
      headers: fc.oneof({ arbitrary: fc.constant({}), weight: 2 }, oddHeaders),
      body,
    })
    .map(({ verb, at, query: asked, headers, body: sent }) => {
      const pairs = Object.entries(asked).map(([name, value]) => [name, wellFormed(String(value))]);
      const search = new URLSearchParams(pairs).toString();
      return {
        method: verb,
        path: search === '' ? at : `${at}?${search}`,
        headers: sent === null ? headers : { ...headers, 'content-type': sent[0] },
        body: sent === null ? null : sent[1],
      };
    });
}

/** Requests to the routes of that document, each route as likely as another: some right, most nearly, some not at all. */
export function oddRequests({ paths, components }: OpenApi): fc.Arbitrary<OddRequest> {
  return fc.oneof(
    ...Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) =>
        requestOf(path, method.toUpperCase(), operation, components.schemas),
      ),
    ),
  );
}
