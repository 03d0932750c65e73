import { CadenciaError } from '../core/kernel/errors.js';
import { type CheckedConfig, type ConfigOrigin, checkConfig } from './check-config.js';
import type { Config } from './config.js';
import { findingText } from './config-finding.js';

/** The checked configuration, or DLR_CONFIG_INVALID with every finding; warnings go to `warn`. */
export function loadConfig(origin: ConfigOrigin, warn: (text: string) => void): Config {
  const checked: CheckedConfig = checkConfig(origin);
  const errors = checked.findings.filter((finding) => finding.severity === 'error');
  for (const finding of checked.findings) {
    if (finding.severity === 'warning') {
      warn(findingText(finding));
    }
  }
  if (checked.config === null) {
    throw new CadenciaError('DLR_CONFIG_INVALID', { detail: errors.map(findingText).join('\n') });
  }
  return checked.config;
}
