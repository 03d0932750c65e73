import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { CadenciaError } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import { NOBODY } from '../auth/access.js';
import { CardReads } from '../auth/card-reads.js';
import { type FailedLogins, makeFailedLogins } from '../auth/failed-logins.js';
import { makePeople, type People } from '../auth/people.js';
import { permissionOf } from '../auth/permissions.js';
import type { SessionBook } from '../auth/session-book.js';
import { PeerDoors } from '../peers/peer-doors.js';
import { makeBlockedBoard } from '../realtime/blocked-board.js';
import { makeCarrierBoard } from '../realtime/carrier-board.js';
import { DeskParts } from '../realtime/desk-parts.js';
import { DeskScripts } from '../realtime/desk-scripts.js';
import { makeFailureBoard } from '../realtime/failure-board.js';
import { type LiveHub, makeLiveHub } from '../realtime/live-hub.js';
import { addLiveRoute, chooseProtocol } from '../realtime/live-route.js';
import type { CampaignBoards } from '../realtime/live-rows.js';
import { MessageBoard } from '../realtime/message-board.js';
import { addAgentRoutes } from './agent-routes.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { addArchiveRoutes } from './archive-routes.js';
import { addAsyncApiRoute } from './asyncapi.js';
import { addAuditRoutes } from './audit-routes.js';
import { addBillingRoutes } from './billing-routes.js';
import { addCadenceRoutes } from './cadence-routes.js';
import { addCallbackRoutes } from './callback-routes.js';
import { addCampaignRoutes } from './campaign-routes.js';
import { addCarrierRoutes } from './carrier-routes.js';
import { addChangeNotes } from './change-notes.js';
import { addContractRoutes } from './contract-routes.js';
import { addEngineRoutes } from './engine-routes.js';
import { addFactRoutes } from './fact-routes.js';
import { addFeedRoutes } from './feed-routes.js';
import { addFloorRoutes, type FloorBoards } from './floor-routes.js';
import { addHealthRoutes } from './health-routes.js';
import { addHolidayRoutes } from './holiday-routes.js';
import { addIdempotency } from './idempotency.js';
import { addInboundRoutes } from './inbound-routes.js';
import { addIndicatorRoutes } from './indicator-routes.js';
import { addIntakeRoutes } from './intake-routes.js';
import { addJobRoutes } from './job-routes.js';
import { addLedgerRoutes } from './ledger-routes.js';
import { addLimitRoutes } from './limit-routes.js';
import { addLineRoutes } from './line-routes.js';
import { addLineWatchRoutes } from './line-watch-routes.js';
import { addListRoutes } from './list-routes.js';
import { addHsts, addressOf, followCertificate, httpsOptions, LocalDoor, listenError } from './listener.js';
import { addMailingRoutes } from './mailing-routes.js';
import { addMenuRoutes } from './menu-routes.js';
import { noteHeardTalks, noteHelp } from './monitor-routes.js';
import { addOpenApi, addOpenApiRoute } from './openapi.js';
import { addOwnScoreRoutes } from './own-score-routes.js';
import { addPacingRoutes } from './pacing-routes.js';
import { addPageRoutes } from './page-routes.js';
import { addPauseRoutes } from './pause-routes.js';
import { addPersonRoutes } from './person-routes.js';
import { addPolicyRoutes } from './policy-routes.js';
import { answerNoRequest, makeErrorHandler } from './problem-reply.js';
import { addProviderRoutes } from './provider-routes.js';
import { addQualityRoutes } from './quality-routes.js';
import { addRecordingRoutes } from './recording-routes.js';
import { addReportRoutes } from './report-routes.js';
import { makeRequireAccess, RefusalNotes } from './require-access.js';
import { addRetentionRoutes } from './retention-routes.js';
import { addScreenRoutes } from './screen-routes.js';
import { addScriptRoutes } from './script-routes.js';
import { addSessionRoutes } from './session-routes.js';
import { addSetUpRoutes } from './set-up-routes.js';
import { addSipRoutes } from './sip-routes.js';
import { addStatementCallRoutes } from './statement-call-routes.js';
import { addStatementRoutes } from './statement-routes.js';
import { addTestCallRoutes } from './test-call-routes.js';
import { addTokenRoutes } from './token-routes.js';
import { addTrunkRoutes } from './trunk-routes.js';
import { addUserRoutes } from './user-routes.js';

const MOST_BODY_BYTES = 1 << 20;
const MOST_UPLOAD_BYTES = 1 << 30;
const MOST_SOCKET_MESSAGE_BYTES = 16_384;
/** Headers must be in by then; bodies have the deadline of their route. */
const HEADERS_MS = 10 * SECOND;

/** API, live page and WebSocket on one listener. */
export interface HttpServer {
  /** Listens; DLR_PORT_TAKEN when somebody else does. */
  start(): Promise<void>;
  /** Ends screens and requests. Idempotent. */
  close(): Promise<void>;
  /** Base address such as `https://10.0.0.5:8080`; '' before `start`. */
  address(): string;
  /** Plain HTTP within the machine, for its own commands; where there is no TLS, the same. */
  localAddress(): string;
  /** Screens connected to /live. */
  screens(): number;
  /** The secret of a new link for the first admin; null where there is a user. */
  openSetUpLink(): Promise<string | null>;
  /** The OpenAPI document. */
  openApi(): Promise<object>;
}

/** Builds the server; nothing listens before `start`. */
export async function makeHttpServer(deps: ApiDeps): Promise<HttpServer> {
  const { options, clock, log } = deps;
  const failed = makeFailedLogins(options.mostWrongTokensPerMinute ?? 30, () => clock.now());
  const blocked = makeBlockedBoard({
    events: deps.events,
    clock,
    ledger: deps.proof.ledger,
    campaigns: () => deps.engine.campaigns.views().map(({ id }) => id),
  });
  const boards = { blocked, failures: makeFailureBoard(deps) };
  const cards = new CardReads(deps);
  const hub = makeLiveHub({ ...deps, boards, cards });
  const people = makePeople({ ...deps, agents: deps.engine.agents, failed });
  const messages = new MessageBoard({ ...deps.messages, clock });
  const deskScripts = new DeskScripts(deps);
  const doors = new PeerDoors(deps);
  const { sessions } = people;
  const desk = new DeskParts({ ...deps, doors, failed, cards, messages, deskScripts, sessions });
  const floor = { carriers: makeCarrierBoard(deps), messages, phones: desk.monitorPhones };
  const own = { doors, hub, failed, boards, cards, desk, deskScripts, floor, people };
  const app = await buildServer(deps, own);
  const scheme = options.certificate ? 'https' : 'http';
  const local = options.certificate ? new LocalDoor(app) : null;
  const ends = [noteHeardTalks(deps), noteHelp(deps), followCertificate(app, options.certificate)];
  let closing: Promise<void> | null = null;

  return {
    async start() {
      try {
        await messages.start();
        await app.listen({ host: options.host, port: options.port });
        app.server.headersTimeout = HEADERS_MS;
        await local?.open();
        log.info({ address: addressOf(app.server, scheme) }, 'API listens');
      } catch (cause) {
        throw listenError(cause, options);
      }
    },
    close() {
      closing ??= (async () => {
        for (const part of [hub, desk, doors, boards.blocked, boards.failures, floor.carriers]) {
          part.close();
        }
        for (const end of ends) {
          end();
        }
        await messages.close();
        await local?.close();
        await app.close();
        await cards.close();
      })();
      return closing;
    },
    address: () => addressOf(app.server, scheme),
    localAddress: () => local?.address() ?? addressOf(app.server, scheme),
    screens: () => hub.clients(),
    openSetUpLink: () => people.setUp.open(),
    async openApi() {
      await app.ready();
      return app.swagger();
    },
  };
}

interface OwnParts {
  readonly doors: PeerDoors;
  readonly people: People;
  readonly hub: LiveHub;
  readonly failed: FailedLogins;
  readonly boards: CampaignBoards;
  readonly cards: CardReads;
  readonly desk: DeskParts;
  readonly deskScripts: DeskScripts;
  readonly floor: FloorBoards;
}

function bareServer({ options, log }: ApiDeps): ApiServer {
  const { trustedProxies = [] } = options;
  const bare = Fastify({
    bodyLimit: MOST_BODY_BYTES,
    handlerTimeout: options.requestDeadlineMs ?? 15 * SECOND,
    forceCloseConnections: true,
    https: httpsOptions(options.certificate),
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    routerOptions: { maxParamLength: 200 },
    // What comes to no route is told like all else.
    frameworkErrors: makeErrorHandler(log),
    clientErrorHandler: answerNoRequest,
  });
  return bare.withTypeProvider<ZodTypeProvider>() as unknown as ApiServer;
}

/** Routes that need nothing but what every route is given. */
const ROUTES: readonly ((app: ApiServer, deps: ApiDeps) => void)[] = [
  addMailingRoutes,
  addListRoutes,
  addFactRoutes,
  addCadenceRoutes,
  addPacingRoutes,
  addCallbackRoutes,
  addInboundRoutes,
  addMenuRoutes,
  addPauseRoutes,
  addTrunkRoutes,
  addLineRoutes,
  addCarrierRoutes,
  addLineWatchRoutes,
  addSipRoutes,
  addTestCallRoutes,
  addLimitRoutes,
  addJobRoutes,
  addLedgerRoutes,
  addPersonRoutes,
  addRetentionRoutes,
  addArchiveRoutes,
  addQualityRoutes,
  addOwnScoreRoutes,
  addPolicyRoutes,
  addHolidayRoutes,
  addContractRoutes,
  addBillingRoutes,
  addStatementRoutes,
  addStatementCallRoutes,
  addIndicatorRoutes,
  addFeedRoutes,
  addIntakeRoutes,
  addReportRoutes,
];

async function buildServer(
  deps: ApiDeps,
  { doors, hub, failed, boards, cards, desk, deskScripts, floor, people }: OwnParts,
): Promise<ApiServer> {
  const app = bareServer(deps);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(makeErrorHandler(deps.log));
  app.decorateRequest('access');
  app.decorateRequest('tokenId', '');
  app.decorateRequest('person', '');
  app.decorateRequest('role', 'viewer');
  app.addHook('onRoute', requireListed);
  doors.addTo(app);
  await addGuards(app, deps, failed, people.sessions);
  await addOpenApi(app);
  await app.register(multipart, {
    limits: {
      fileSize: deps.options.mostUploadBytes ?? MOST_UPLOAD_BYTES,
      files: 1,
      fields: 8,
      fieldSize: 1 << 16,
      parts: 16,
    },
  });
  await app.register(websocket, {
    options: { maxPayload: MOST_SOCKET_MESSAGE_BYTES, handleProtocols: chooseProtocol },
  });
  addRequestLog(app, deps);
  addChangeNotes(app as unknown as FastifyInstance, deps);
  addIdempotency(app as unknown as FastifyInstance, () => deps.clock.now());
  addHealthRoutes(app, deps);
  addAgentRoutes(app, deps, cards);
  addScriptRoutes(app, deps, deskScripts);
  addRecordingRoutes(app, deps, doors);
  addCampaignRoutes(app, deps, boards);
  for (const add of ROUTES) {
    add(app, deps);
  }
  addEntryRoutes(app, deps, people);
  addFloorRoutes(app, deps, floor);
  addEngineRoutes(app, deps);
  desk.addTo(app);
  addLiveRoute(app, {
    hub,
    failed,
    sessions: people.sessions,
    tokens: deps.tokens,
    clock: deps.clock,
    log: deps.log,
  });
  await addPageRoutes(app, deps.options.pageFolder);
  await addScreenRoutes(app, deps.options.screensFolder);
  addDocuments(app);
  return app;
}

/** What the server is asked and sends, for programs. */
function addDocuments(app: ApiServer): void {
  addOpenApiRoute(app);
  addAsyncApiRoute(app);
}

/** Who may come in. */
function addEntryRoutes(app: ApiServer, deps: ApiDeps, people: People): void {
  addTokenRoutes(app, deps);
  addSessionRoutes(app, people);
  addSetUpRoutes(app, people.setUp);
  addProviderRoutes(app, people, deps.log);
  addUserRoutes(app, people.desk);
  addAuditRoutes(app, deps);
}

/** No route is left to chance: one that asks for a token and that no role was thought of for stops the start. */
function requireListed({ method, url, config }: RouteOptions): void {
  for (const verb of [method].flat()) {
    if (config?.open !== true && permissionOf(verb, url) === undefined) {
      throw new Error(`${verb} ${url} is not in the table of permissions`);
    }
  }
}

/** What stands before every route: security headers, rate, token. */
async function addGuards(
  app: ApiServer,
  deps: ApiDeps,
  failed: FailedLogins,
  sessions: SessionBook,
): Promise<void> {
  await app.register(cookie);
  await app.register(helmet, {
    hsts: false,
    referrerPolicy: { policy: 'no-referrer' },
    // An agent's page keeps hold of the one window it shows persons in (decision 0029).
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        // Recordings that the page has fetched.
        mediaSrc: ["'self'", 'blob:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  addHsts(app);
  await app.register(rateLimit, {
    max: deps.options.mostRequestsPerMinute ?? 6000,
    timeWindow: 60 * SECOND,
    cache: 10_000,
    keyGenerator: ({ address }) => address,
    errorResponseBuilder: (_request, context) =>
      new CadenciaError('DLR_RATE_LIMITED', {
        detail: `This address made more than ${context.max} requests in a minute; wait ${context.after}.`,
      }),
  });
  app.addHook('onRequest', async (request) => {
    request.access = NOBODY;
  });
  app.addHook('onRequest', makeRequireAccess(deps.tokens, sessions, failed, new RefusalNotes(deps)));
  app.setNotFoundHandler((request) => {
    throw new CadenciaError('DLR_NOT_FOUND', {
      detail: `There is no ${request.method} route at this path; /openapi.json lists them.`,
    });
  });
}

/** One line a request, by route pattern: a path or query may hold a phone. */
function addRequestLog(app: ApiServer, deps: ApiDeps): void {
  app.addHook('onResponse', async (request, reply) => {
    const fields = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      tokenId: request.tokenId,
    };
    if (reply.statusCode >= 500) {
      deps.log.warn(fields, 'request');
    } else if (request.routeOptions.config?.open !== true) {
      deps.log.info(fields, 'request');
    }
  });
}
