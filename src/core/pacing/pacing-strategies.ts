import { DIAL_MODES, type DialMode } from '../campaign/campaign.js';
import { CadenciaError } from '../kernel/errors.js';
import { hasShapeOf } from '../kernel/same-shape.js';
import type {
  MemoryAge,
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
  /** The pacer under new settings: what was learned stays where they allow it. */
  retune(settings: PacingSettings): LanePacer;
  /** What is worth keeping for a restart, as plain data. */
  memory(): PacerMemory;
  /** The pacer with what was kept; itself where that cannot be used. */
  recall(kept: unknown, age: MemoryAge): LanePacer;
}

/** What a pacer knows, to be kept over a restart. */
export interface PacerMemory {
  readonly strategy: string;
  readonly settings: PacingSettings;
  readonly state: unknown;
}

/** Keeps a strategy's state between its steps. */
export function lanePacer<State>(
  strategy: PacingStrategy<State>,
  settings: PacingSettings,
  state: State = strategy.init(settings),
): LanePacer {
  const retuned = (known: State, from: PacingSettings, to: PacingSettings): State =>
    strategy.retune?.(known, from, to) ?? strategy.init(to);
  const pacer: LanePacer = {
    name: strategy.name,
    step: (snapshot, observations, nowMs) => {
      const next = strategy.step(state, snapshot, observations, nowMs);
      return { pacer: lanePacer(strategy, settings, next.state), decision: next.decision };
    },
    retune: (to) => lanePacer(strategy, to, retuned(state, settings, to)),
    memory: () => ({ strategy: strategy.name, settings, state }),
    recall: (kept, age) => {
      const sample: PacerMemory = { strategy: strategy.name, settings, state: null };
      if (!isMemoryOf(sample, kept)) {
        return pacer;
      }
      const known = strategy.recall?.(strategy.init(settings), kept.state, age) ?? null;
      return known === null ? pacer : lanePacer(strategy, settings, retuned(known, kept.settings, settings));
    },
  };
  return pacer;
}

/** What the state inside is, only its strategy can tell. */
function isMemoryOf(sample: PacerMemory, kept: unknown): kept is PacerMemory {
  return (
    typeof kept === 'object' &&
    kept !== null &&
    'strategy' in kept &&
    kept.strategy === sample.strategy &&
    'settings' in kept &&
    hasShapeOf(sample.settings, kept.settings) &&
    'state' in kept
  );
}

const STARTERS: Readonly<Record<DialMode, (settings: PacingSettings) => LanePacer>> = {
  preview: (settings) => lanePacer(previewPacing, settings),
  power: (settings) => lanePacer(powerPacing, settings),
  predictive: (settings) => lanePacer(predictivePacing, settings),
  paused: (settings) => lanePacer(pausedPacing, settings),
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
