import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiServer } from './api-deps.js';

const SCRIPTS = [
  'dom.js',
  'draw-agents.js',
  'draw-campaign.js',
  'draw-alerts.js',
  'draw-engine.js',
  'draw-limits.js',
  'live.js',
  'pacing-line.js',
  'readiness.js',
  'socket.js',
  'tables.js',
  'texts-en.js',
  'texts-pt-br.js',
  'words.js',
];

/** Everything the page is made of; nothing else of the folder can be read. */
const FILES = [
  { url: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  { url: '/page/live.css', file: 'live.css', type: 'text/css; charset=utf-8' },
  { url: '/page/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
  ...SCRIPTS.map((file) => ({ url: `/page/${file}`, file, type: 'text/javascript; charset=utf-8' })),
];

/** The live page, read once at start: it holds no data, so it needs no token. */
export async function addPageRoutes(app: ApiServer, folder: string): Promise<void> {
  for (const { url, file, type } of FILES) {
    const content = await readFile(join(folder, file));
    const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    app.get(url, { config: { open: true }, schema: { hide: true } }, async (request, reply) => {
      reply.header('ETag', tag).header('Cache-Control', 'no-cache');
      return request.headers['if-none-match'] === tag
        ? reply.status(304).send()
        : reply.type(type).send(content);
    });
  }
}
