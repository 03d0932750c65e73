import type { PausePlanOut } from '../../contract/pause-wire.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { useTexts } from '../shell/texts/texts.js';
import { PLANNED_PAUSE_TEXTS } from './planned-pause-texts.js';

type Standing = PausePlanOut['pauses'][number]['standing'];

const LOOK: Readonly<Record<Standing, readonly [Tone, string]>> = {
  later: ['soft', '○'],
  due: ['calm', '◔'],
  now: ['calm', '●'],
  taken: ['good', '✓'],
  missed: ['warn', '!'],
};

/** Where a planned pause stands. */
export function PauseStandingBadge({ standing }: { readonly standing: Standing }) {
  const say = useTexts(PLANNED_PAUSE_TEXTS);
  const [tone, icon] = LOOK[standing];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {say(`standing.${standing}`)}
    </StatusBadge>
  );
}
