import { expect, test } from 'vitest';
import { parseMediaServerId, parseTrunkId } from '../../../src/core/kernel/ids.js';
import { switchObstacles } from '../../../src/core/readiness/switch-obstacles.js';

const [ALFA, BETA] = [parseTrunkId('alfa'), parseTrunkId('beta')];

const server = (id: string, trunks: readonly string[], tied = false) => ({
  id: parseMediaServerId(id),
  tied,
  carries: (trunkId: string) => trunks.includes(trunkId),
});

/** What is said, with how far it reaches. */
const said = (...servers: Parameters<typeof switchObstacles>[0][number][]) =>
  switchObstacles(servers, [ALFA, BETA]).map(({ reach, text }) => `${reach}: ${text}`);

test('a server that has every trunk of the campaign, or a tie to one that has, is no obstacle', () => {
  expect(said(server('ast-1', ['alfa', 'beta']), server('fs-1', [], true))).toEqual([]);
  expect(switchObstacles([server('ast-1', [])], [])).toEqual([]);
});

test('a trunk that is missing on one server is named with it, and holds back some calls alone', () => {
  const [text] = said(server('ast-1', ['alfa', 'beta']), server('fs-1', ['alfa']), server('fs-2', []));
  expect(text).toMatch(/^some: fs-1 has not beta,.*; fs-2 has none of its trunks \(alfa, beta\)/);
});

test('trunks that no server has hold back every call', () => {
  expect(said(server('ast-1', []), server('fs-1', []))[0]).toMatch(/^all: ast-1 has none/);
});
