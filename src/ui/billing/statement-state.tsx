import type { StatementItemOut } from '../../contract/billing-wire.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { useTexts } from '../shell/texts/texts.js';
import { BILLING_TEXTS } from './billing-texts.js';

const LOOK: Readonly<Record<StatementItemOut['state'], readonly [Tone, string]>> = {
  draft: ['soft', '✎'],
  review: ['calm', '▷'],
  contested: ['warn', '?'],
  approved: ['good', '✓'],
  replaced: ['soft', '○'],
};

/** Where a statement stands, by icon and word. */
export function StatementState({ state }: Pick<StatementItemOut, 'state'>) {
  const say = useTexts(BILLING_TEXTS);
  const [tone, icon] = LOOK[state];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {say(`state.${state}`)}
    </StatusBadge>
  );
}
