import { CadenciaError } from '../../kernel/errors.js';
import { type LanePacer, lanePacer, startLanePacer } from '../pacing-strategies.js';
import type { PacingSettings, PacingStrategy } from '../pacing-strategy.js';
import { knownOptimumPacing } from './known-optimum.js';
import type { KnownTruth } from './known-truth.js';
import { omnileadsPacing } from './omnileads-pacing.js';
import { VICIDIAL_DEFAULTS, type VicidialSettings, vicidialPacing } from './vicidial-pacing.js';
import { webitelPacing } from './webitel-pacing.js';

/** Strategies by name, each with the parameters it may be given after a colon (`ratio:3`, `vicidial:max=4,target=-1`). */
export const STRATEGY_NAMES = [
  'cadencia',
  'progressive',
  'ratio',
  'vicidial',
  'vicidial-average',
  'vicidial-hard',
  'vicidial-tapered',
  'vicidial-available-only',
  'omnileads',
  'webitel',
  'optimum',
] as const;
export type StrategyName = (typeof STRATEGY_NAMES)[number];

/** What only the optimum needs: a world that knows itself. */
export interface KnownWorld {
  readonly truth: KnownTruth;
  readonly factorAt: (nowMs: number) => number;
}

/** Starts a lane's pacer; `world` may be left out by all but the optimum. */
export type StrategyStarter = (settings: PacingSettings, world: (() => KnownWorld) | null) => LanePacer;

function refuse(text: string, why: string): CadenciaError {
  return new CadenciaError('DLR_INPUT_INVALID', {
    detail: `strategy '${text.slice(0, 60)}': ${why}. Known: ${STRATEGY_NAMES.join(', ')}`,
    fields: { strategy: text.slice(0, 60) },
  });
}

function readParameters(text: string, written: string, allowed: readonly string[], lone: string | null) {
  const found: Record<string, string> = {};
  for (const part of written === '' ? [] : written.split(',')) {
    const [key = '', value] = part.split('=');
    const name = value === undefined && lone !== null && !allowed.includes(key) ? lone : key;
    if (!allowed.includes(name)) {
      throw refuse(text, `has no parameter '${key}' (it has ${allowed.join(', ') || 'none'})`);
    }
    found[name] = name === key ? (value ?? 'true') : key;
  }
  return found;
}

function numberOf(
  text: string,
  value: string | undefined,
  fallback: number,
  [low, high]: [number, number],
): number {
  const number = value === undefined ? fallback : Number(value);
  if (!(number >= low && number <= high)) {
    throw refuse(text, `needs a number from ${low} to ${high}, not '${value}'`);
  }
  return number;
}

function starterOf<State>(strategy: PacingStrategy<State>): StrategyStarter {
  return (settings) => lanePacer(strategy, settings);
}

function vicidialOf(text: string, name: StrategyName, written: string): StrategyStarter {
  const found = readParameters(text, written, ['max', 'target', 'intensity', 'only', 'excess'], null);
  const wanted =
    found['excess'] ??
    (name === 'vicidial-hard' || name === 'vicidial-available-only' ? 'hard' : name.slice(9));
  const onExcess = (['hard', 'average', 'tapered'] as const).find((word) => word === wanted) ?? 'average';
  const settings: VicidialSettings = {
    ...VICIDIAL_DEFAULTS,
    maxLevel: numberOf(text, found['max'], VICIDIAL_DEFAULTS.maxLevel, [1, 50]),
    target: numberOf(text, found['target'], 0, [-40, 40]),
    intensity: numberOf(text, found['intensity'], 0, [-40, 40]),
    availableOnly: name === 'vicidial-available-only' || found['only'] === 'true',
    onExcess,
  };
  return starterOf(vicidialPacing(text, settings));
}

/** The strategy of that name, or DLR_INPUT_INVALID that names what is wrong. */
export function chooseStrategy(text: string): StrategyStarter {
  const colon = text.indexOf(':');
  const word = colon < 0 ? text : text.slice(0, colon);
  const written = colon < 0 ? '' : text.slice(colon + 1);
  const name = STRATEGY_NAMES.find((known) => known === word);
  switch (name) {
    case undefined:
      throw refuse(text, 'is not known');
    case 'cadencia':
      readParameters(text, written, [], null);
      return (settings) => startLanePacer('predictive', settings);
    case 'progressive':
      readParameters(text, written, [], null);
      return (settings) => startLanePacer('power', { ...settings, ratio: 1 });
    case 'ratio': {
      const ratio = numberOf(text, readParameters(text, written, ['ratio'], 'ratio')['ratio'], 1, [1, 40]);
      return (settings) => startLanePacer('power', { ...settings, ratio });
    }
    case 'omnileads': {
      const { cps } = readParameters(text, written, ['cps'], 'cps');
      return starterOf(omnileadsPacing(text, { callsPerSecond: numberOf(text, cps, 3, [1, 1000]) }));
    }
    case 'webitel': {
      const found = readParameters(text, written, ['load', 'min', 'target'], 'load');
      const loadFactor = numberOf(text, found['load'], 10, [0, 100]);
      const minAttempts = numberOf(text, found['min'], 50, [1, 100_000]);
      const target = numberOf(text, found['target'], 1, [0, 1]);
      return starterOf(webitelPacing(text, { loadFactor, minAttempts, target }));
    }
    case 'optimum': {
      const { threshold: value } = readParameters(text, written, ['threshold'], 'threshold');
      const threshold = numberOf(text, value, 0.15, [0, 1]);
      return (settings, world) => {
        if (world === null) {
          throw refuse(text, 'needs a simulated world that knows its own distributions');
        }
        const { truth, factorAt } = world();
        const strategy = knownOptimumPacing(text, truth, threshold, factorAt);
        return lanePacer(strategy, settings);
      };
    }
    default:
      return vicidialOf(text, name, written);
  }
}

/** The settings among which the best-tuned VICIdial of a scenario is looked for. */
export const VICIDIAL_GRID: readonly string[] = [
  ...[1.5, 2, 2.5, 3, 4, 6, 9].flatMap((max) =>
    [0, -1].map((target) => `vicidial-hard:max=${max},target=${target}`),
  ),
  ...[1.5, 2, 3, 4.5, 6, 9, 14, 22].map((max) => `vicidial-available-only:max=${max}`),
];
