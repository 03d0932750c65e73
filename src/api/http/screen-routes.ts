import { access } from 'node:fs/promises';
import { join } from 'node:path';
import files from '@fastify/static';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { ApiServer } from './api-deps.js';

const INDEX = 'index.html';
const ICON = 'icon.svg';
/** Their names hold a hash of their content: a browser need never ask for one again. */
const ASSETS = 'assets/';
const FOREVER = 'public, max-age=31536000, immutable';

const open = { config: { open: true }, schema: { hide: true } } as const;

/**
 * The screens, below /app: static files without data, so they need no token. A path that is no file is a place within
 * the application, whose index finds its way there.
 */
export async function addScreenRoutes(app: ApiServer, folder: string): Promise<void> {
  const built = await access(join(folder, INDEX)).then(
    () => true,
    () => false,
  );
  if (!built) {
    app.get('/app/*', open, async () => {
      throw new CadenciaError('DLR_NOT_FOUND', {
        detail: 'The screens are not built. Run: npm run build',
      });
    });
    return;
  }
  await app.register(files, {
    root: folder,
    serve: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('Cache-Control', path.startsWith(join(folder, ASSETS)) ? FOREVER : 'no-cache');
    },
  });
  app.get('/app', open, async (_request, reply) => reply.redirect('/app/', 308));
  app.get('/app/*', open, async (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    return reply.sendFile(path.startsWith(ASSETS) || path === ICON ? path : INDEX);
  });
}
