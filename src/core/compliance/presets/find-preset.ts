import type { Policy } from '../policy.js';
import { BRASIL_2026 } from './brasil-2026.js';
import { ESTRITA_NACIONAL } from './estrita-nacional.js';
import { PROBARE_TELEMARKETING } from './probare-telemarketing.js';
import { SERVICO_DIARIO } from './servico-diario.js';
import { TELECOBRANCA_BANCO } from './telecobranca-banco.js';

/** The policies that ship; the first is the default. */
export const PRESETS: readonly Policy[] = [
  BRASIL_2026,
  PROBARE_TELEMARKETING,
  TELECOBRANCA_BANCO,
  ESTRITA_NACIONAL,
  SERVICO_DIARIO,
];

/** The preset of that id, or null. */
export function findPreset(id: string): Policy | null {
  return PRESETS.find((preset) => preset.id === id) ?? null;
}
