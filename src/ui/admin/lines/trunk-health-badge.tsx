import type { EngineOut } from '../../../contract/engine-wire.js';
import type { FloorOut } from '../../../contract/floor-wire.js';
import type { TrunkOut } from '../../../contract/trunk-wire.js';
import { StatusBadge } from '../../shell/components/status-badge.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useBackOffText } from './asked-of-carrier.js';
import { LINE_TEXTS } from './line-texts.js';

/** A carrier of whose calls so many fail in its own network is ill. */
const ILL_SHARE = 0.2;

interface TrunkHealthBadgeProps {
  readonly trunk: TrunkOut;
  /** As it stands now; undefined before the engine has told. */
  readonly now: EngineOut['trunks'][number] | undefined;
  /** Of the last quarter of an hour. */
  readonly results: FloorOut['carriers'][number]['windows'][number] | undefined;
}

/** How a way out does, the gravest first. */
export function TrunkHealthBadge({ trunk, now, results }: TrunkHealthBadgeProps) {
  const say = useTexts(LINE_TEXTS);
  const { percent } = useFormats();
  const backsOff = useBackOffText(trunk.backOff);
  const calls = results?.attempts ?? 0;
  const { congestion = 0, network_failure = 0 } = results?.reasons ?? {};
  const failed = calls === 0 ? 0 : (congestion + network_failure) / calls;
  const inUse = now?.inUse ?? trunk.inUse;
  const [tone, icon, text] = !trunk.active
    ? (['soft', '■', say('notActive')] as const)
    : inUse === null
      ? (['soft', '○', say('unknown')] as const)
      : now?.probed?.state === 'down'
        ? (['bad', '✕', say('silent')] as const)
        : backsOff !== null
          ? (['warn', '↓', backsOff] as const)
          : inUse >= trunk.channels
            ? (['warn', '!', say('full')] as const)
            : calls === 0
              ? (['soft', '○', say('quiet')] as const)
              : failed > ILL_SHARE
                ? (['bad', '✕', say('failing', { share: percent(failed) })] as const)
                : (['good', '✓', say('healthy')] as const);
  return (
    <StatusBadge tone={tone} icon={icon}>
      {text}
    </StatusBadge>
  );
}
