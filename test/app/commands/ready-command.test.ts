import { expect, test } from 'vitest';
import { readinessText } from '../../../src/app/commands/ready-command.js';

const until = null;

test('what holds back every call comes first, each with its rule; then a part; then what was blocked today', () => {
  const text = readinessText({
    campaignId: 'cobranca-x',
    dialable: false,
    obstacles: [
      { code: 'no_agents', reach: 'all', rule: null, text: 'No agent is logged in to the campaign.', until },
      { code: 'list_absent', reach: 'some', rule: 'R17', text: "The list 'sp' was never loaded.", until },
    ],
    blockedToday: { R24: 3, R17: 120 },
  });
  expect(text.split('\n')).toEqual([
    'Campaign cobranca-x cannot dial:',
    '  - No agent is logged in to the campaign.',
    'Part of its calls is held back:',
    "  - R17: The list 'sp' was never loaded.",
    'Blocked today: R17 120, R24 3.',
  ]);
});

test('a campaign that nothing holds back may dial', () => {
  expect(readinessText({ campaignId: 'x', dialable: true, obstacles: [], blockedToday: {} })).toBe(
    'Campaign x may dial.',
  );
});
