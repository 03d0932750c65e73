import { DIAL_MODES, type DialMode } from '../campaign/campaign.js';
import { CadenciaError } from '../kernel/errors.js';
import type {
  PacingDecision,
  PacingObservation,
  PacingSettings,
  PacingSnapshot,
  PacingStrategy,
} from './pacing-strategy.js';
import { pausedPacing } from './paused-pacing.js';
import { powerPacing } from './power-pacing.js';
import { predictivePacing } from './predictive-pacing.js';
import { previewPacing } from './preview-pacing.js';

/** A strategy with its state inside: what the engine keeps for each lane. */
export interface LanePacer {
  readonly name: string;
  /** The lane's pacer after this step, and what to do now. The pacer it is asked of stays as it was. */
  step(
    snapshot: PacingSnapshot,
    observations: readonly PacingObservation[],
    nowMs: number,
  ): { readonly pacer: LanePacer; readonly decision: PacingDecision };
}

/** Keeps a strategy's state between its steps. */
export function lanePacer<State>(strategy: PacingStrategy<State>, state: State): LanePacer {
  return {
    name: strategy.name,
    step: (snapshot, observations, nowMs) => {
      const next = strategy.step(state, snapshot, observations, nowMs);
      return { pacer: lanePacer(strategy, next.state), decision: next.decision };
    },
  };
}

const STARTERS: Readonly<Record<DialMode, (settings: PacingSettings) => LanePacer>> = {
  preview: (settings) => lanePacer(previewPacing, previewPacing.init(settings)),
  power: (settings) => lanePacer(powerPacing, powerPacing.init(settings)),
  predictive: (settings) => lanePacer(predictivePacing, predictivePacing.init(settings)),
  paused: (settings) => lanePacer(pausedPacing, pausedPacing.init(settings)),
};

function isDialMode(name: string): name is DialMode {
  return (DIAL_MODES as readonly string[]).includes(name);
}

/** A fresh pacer of the mode of that name; a name that is no mode is refused. */
export function startLanePacer(name: string, settings: PacingSettings): LanePacer {
  if (!isDialMode(name)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `There is no dial mode '${name.slice(0, 40)}': use one of ${DIAL_MODES.join(', ')}.`,
    });
  }
  return STARTERS[name](settings);
}
