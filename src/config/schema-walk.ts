import { z } from 'zod';
import { configFile } from './config-file.js';

/** One key of the file as documentation and environment see it. */
export interface ConfigKey {
  /** Dotted, `[]` for the items of a list, such as `trunks[].port`. */
  readonly path: string;
  readonly description: string;
  /** What the key holds, for a person. */
  readonly kind: string;
  readonly required: boolean;
  /** As YAML, or '' when there is none. */
  readonly fallback: string;
  readonly isGroup: boolean;
}

interface Json {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Json>>;
  readonly items?: Json;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

function kindOf(json: Json): string {
  if (json.enum !== undefined) {
    return json.enum.map((word) => `\`${word}\``).join(', ');
  }
  if (json.type === 'array') {
    return 'list';
  }
  if (json.type === 'integer' || json.type === 'number') {
    return json.minimum === undefined || json.maximum === undefined || json.maximum > 1e15
      ? json.type
      : `${json.type} ${json.minimum} to ${json.maximum}`;
  }
  return json.type === 'object' ? 'group' : (json.type ?? 'string');
}

function* walk(json: Json, prefix: string): Generator<ConfigKey> {
  for (const [name, child] of Object.entries(json.properties ?? {})) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const isGroup = child.type === 'object';
    yield {
      path,
      description: child.description ?? '',
      kind: kindOf(child),
      required: (json.required ?? []).includes(name),
      fallback: child.default === undefined || isGroup ? '' : JSON.stringify(child.default),
      isGroup,
    };
    if (isGroup) {
      yield* walk(child, path);
    } else if (child.items?.type === 'object') {
      yield* walk(child.items, `${path}[]`);
    }
  }
}

/** Every key, in the file's order. */
export function configKeys(): readonly ConfigKey[] {
  return [...walk(z.toJSONSchema(configFile, { io: 'input' }) as Json, '')];
}

/** The variable that overrides a key, or null for groups and for keys inside lists. */
export function variableOf(key: ConfigKey): string | null {
  return key.isGroup || key.path.includes('[]')
    ? null
    : `CADENCIA_${key.path.replaceAll('.', '_').toUpperCase()}`;
}
