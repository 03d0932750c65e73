import { menuRehearsalOrderWire, menuRehearsalWire, productSoundsWire } from '../../contract/menu-wire.js';
import { PRODUCT_SOUNDS } from '../../core/acd/product-sounds.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['inbound'];

/** Menus tried before a caller meets them. */
export function addMenuRoutes(app: ApiServer, { inbound }: ApiDeps): void {
  app.post(
    '/v1/menu-rehearsals',
    {
      schema: {
        tags,
        summary:
          'What a caller of a menu would hear and where he ends, by the code of live calls; all its faults',
        body: menuRehearsalOrderWire,
        response: { 200: menuRehearsalWire, ...PROBLEMS },
      },
    },
    async ({ body: { document, number, at, recognised, answers } }) => {
      const of =
        number === undefined ? ({ kind: 'menu', document } as const) : ({ kind: 'line', number } as const);
      return inbound.rehearse({ of, atMs: Date.parse(at), recognised, answers });
    },
  );
  app.get(
    '/v1/menu-sounds',
    {
      schema: {
        tags,
        summary: 'Sounds for menus that come with the product, and what they say',
        response: { 200: productSoundsWire, ...PROBLEMS },
      },
    },
    async () => ({ items: Object.entries(PRODUCT_SOUNDS).map(([name, words]) => ({ name, words })) }),
  );
}
