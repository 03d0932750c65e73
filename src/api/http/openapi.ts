import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { ApiServer } from './api-deps.js';

interface Document {
  paths?: Record<string, Record<string, { requestBody?: object }> | undefined>;
  components?: { schemas?: Record<string, unknown> };
}

/** A mailing's body, which is streamed and so has no zod schema. */
const UPLOAD_BODY = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['file'],
        properties: {
          file: { type: 'string', format: 'binary', description: '.csv, .txt or .xlsx' },
          mapping: { type: 'string', description: "JSON object: our column to the file's header" },
        },
      },
    },
  },
};

const LIST_BODY = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['file'],
        properties: { file: { type: 'string', format: 'binary', description: '.csv, .txt or .xlsx' } },
      },
    },
  },
};

/** What is uploaded where. */
const UPLOADS: Readonly<Record<string, object>> = {
  '/v1/campaigns/{id}/mailings': UPLOAD_BODY,
  '/v1/lists/{list}/imports': LIST_BODY,
  '/v1/facts/imports': LIST_BODY,
};

/** Takes out the schemas that nothing refers to (each is made for input and for output) and adds the upload. */
function finish(document: Document): Document {
  for (const [path, body] of Object.entries(UPLOADS)) {
    const upload = document.paths?.[path]?.['post'];
    if (upload !== undefined) {
      upload.requestBody = body;
    }
  }
  const schemas = document.components?.schemas ?? {};
  const used = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name] of JSON.stringify(part ?? {}).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (name !== undefined && !used.has(name)) {
        used.add(name);
        visit(schemas[name]);
      }
    }
  };
  visit(document.paths);
  // By name: the order in which modules were loaded is no business of a reader.
  const kept = Object.fromEntries(
    [...used].sort().flatMap((name) => (name in schemas ? [[name, schemas[name]]] : [])),
  );
  return { ...document, components: { ...document.components, schemas: kept } };
}

/** Collects the routes that are registered after it into an OpenAPI 3.1 document. */
export async function addOpenApi(app: ApiServer): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Cadência',
        description:
          'Dialer and ACD. Errors are problem+json (RFC 9457). A POST with Idempotency-Key may be repeated for a day.',
        version: '1',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => finish(jsonSchemaTransformObject(document) as Document) as never,
  });
}

/** Serves the document; its text never changes while the process lives. */
export function addOpenApiRoute(app: ApiServer): void {
  let text: string | null = null;
  app.get('/openapi.json', { config: { open: true }, schema: { hide: true } }, async (_request, reply) => {
    text ??= JSON.stringify(app.swagger());
    return reply.type('application/json; charset=utf-8').send(text);
  });
}
