import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { type Problem, problemWire } from '../../contract/problem.js';
import { CadenciaError, ERROR_CATALOGUE, type ErrorCode, messageOf } from '../../core/kernel/errors.js';
import type { ApiLog } from './api-deps.js';

/** RFC 9457 §3. */
export const PROBLEM_TYPE = 'application/problem+json';

/** The error answers that every route may give, for the OpenAPI document and the serializer. */
export const PROBLEMS = {
  '4xx': { description: 'The request is at fault', content: { [PROBLEM_TYPE]: { schema: problemWire } } },
  '5xx': { description: 'The server is at fault', content: { [PROBLEM_TYPE]: { schema: problemWire } } },
} as const;

interface ProblemParts {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly fields?: Problem['fields'];
  readonly errors?: Problem['errors'];
}

const BY_FASTIFY_CODE: Readonly<Record<string, ProblemParts>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'DLR_INPUT_TOO_LARGE',
    detail: 'The body is larger than this route takes; send less at once.',
  },
  FST_REQ_FILE_TOO_LARGE: {
    code: 'DLR_INPUT_TOO_LARGE',
    detail: 'The file is larger than this server takes; split it.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'DLR_INPUT_TYPE',
    detail: 'Send application/json, or multipart/form-data where a file is taken.',
  },
  FST_INVALID_MULTIPART_CONTENT_TYPE: {
    code: 'DLR_INPUT_TYPE',
    detail: 'Send multipart/form-data with the file in a part of its own.',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    code: 'DLR_INPUT_INVALID',
    detail: 'The content type says JSON and the body is empty; send {} or no content type.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    code: 'DLR_INPUT_INVALID',
    detail: 'The body is not valid JSON; check quotes and commas.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'DLR_INPUT_INVALID',
    detail: 'The body is not as long as Content-Length says.',
  },
  FST_ERR_BAD_URL: {
    code: 'DLR_INPUT_INVALID',
    detail: 'The path is no text: % stands before two hexadecimal digits, of UTF-8.',
  },
  FST_ERR_MAX_PARAM_LENGTH: {
    code: 'DLR_INPUT_INVALID',
    detail: 'A part of the path is longer than any id.',
  },
  FST_ERR_HANDLER_TIMEOUT: {
    code: 'DLR_DEADLINE_PASSED',
    detail: 'The answer did not come in time; ask for the state before you try again.',
  },
};

/** Where of the request a validation context is, in the reader's words. */
const PLACES: Readonly<Record<string, string>> = { params: 'path', querystring: 'query', headers: 'header' };

function partsOf(error: FastifyError): ProblemParts {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const place = error.validationContext ?? 'body';
    const errors = error.validation.map((issue) => ({
      where: `${PLACES[place] ?? place}${issue.instancePath.replaceAll('/', '.')}`,
      what: issue.message ?? 'does not fit',
    }));
    const first = errors[0];
    return {
      code: 'DLR_INPUT_INVALID',
      detail: `${first?.where ?? 'The request'}: ${first?.what ?? 'does not fit'}. See /openapi.json for what this route takes.`,
      errors,
    };
  }
  if (error instanceof CadenciaError) {
    return { code: error.code, detail: error.detail, fields: error.fields };
  }
  const known = BY_FASTIFY_CODE[error.code ?? ''];
  if (known !== undefined) {
    return known;
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return { code: 'DLR_INPUT_INVALID', detail: messageOf(error) };
  }
  return {
    code: 'DLR_INTERNAL',
    detail: 'The log has the cause under the id in `instance`; report it if it comes again.',
  };
}

/** The problem document of a failure. */
export function problemOf(error: FastifyError, requestId: string): Problem {
  return problemFrom(partsOf(error), requestId);
}

function problemFrom({ code, detail, fields, errors }: ProblemParts, requestId: string): Problem {
  const entry = ERROR_CATALOGUE[code];
  return {
    type: `urn:cadencia:error:${code}`,
    title: entry.text,
    status: entry.status,
    code,
    detail,
    instance: `urn:cadencia:request:${requestId}`,
    retryable: entry.retryable,
    ...(errors === undefined ? {} : { errors }),
    ...(fields === undefined || Object.keys(fields).length === 0 ? {} : { fields }),
  };
}

/** Answers every failure with problem+json; only faults of ours are logged as errors. */
export function makeErrorHandler(log: ApiLog) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = problemOf(error, request.id);
    if (problem.code === 'DLR_INTERNAL') {
      log.error({ requestId: request.id, route: request.routeOptions.url, err: error }, 'request failed');
    }
    if (problem.code === 'DLR_AUTH_REQUIRED') {
      reply.header('WWW-Authenticate', 'Bearer realm="cadencia"');
    }
    if (problem.retryable && reply.getHeader('Retry-After') === undefined) {
      reply.header('Retry-After', '2');
    }
    reply.status(problem.status).type(PROBLEM_TYPE).send(problem);
  };
}

/** What the parser of HTTP makes of bytes that are no request; the code is Node's. */
const BY_PARSER_CODE: Readonly<Record<string, ProblemParts>> = {
  HPE_HEADER_OVERFLOW: {
    code: 'DLR_INPUT_TOO_LARGE',
    detail: 'The headers are larger than this server takes.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    code: 'DLR_DEADLINE_PASSED',
    detail: 'The request did not come in time.',
  },
};
const NO_REQUEST: ProblemParts = { code: 'DLR_INPUT_INVALID', detail: 'This is no HTTP request.' };

/** Answers on the socket itself what came to no route, and ends it. */
export function answerNoRequest({ code }: { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const problem = problemFrom(BY_PARSER_CODE[code ?? ''] ?? NO_REQUEST, 'none');
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
