import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Document, isNode, LineCounter, parse, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Config, compileConfig } from './config.js';
import { type ConfigFile, configFile } from './config-file.js';
import type { ConfigFinding } from './config-finding.js';
import { crossFindings } from './cross-findings.js';
import { configKeys, variableOf } from './schema-walk.js';
import { readSecrets } from './secrets.js';

type Path = readonly PropertyKey[];

/** A file's text with the line of each key. */
interface Source {
  readonly value: Record<string, unknown>;
  lineOf(path: Path): number | null;
}

export interface CheckedConfig {
  readonly findings: readonly ConfigFinding[];
  /** Null when a finding is an error. */
  readonly config: Config | null;
}

export interface ConfigOrigin {
  /** Path of `cadencia.yaml`, or null for defaults and environment only. */
  readonly file: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths without a file start from. */
  readonly cwd: string;
}

const dotted = (path: Path): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );

function lineFinder(document: Document, counter: LineCounter): Source['lineOf'] {
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) {
        return counter.linePos(node.range[0]).line;
      }
    }
    return null;
  };
}

function readSource(file: string | null, findings: ConfigFinding[]): Source | null {
  if (file === null) {
    return { value: {}, lineOf: () => null };
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    findings.push({
      severity: 'error',
      path: '',
      line: null,
      what: `${file} cannot be read (${code})`,
      fix: 'Give the path of a file this user may read; cadencia.example.yaml is a start.',
    });
    return null;
  }
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  for (const error of document.errors) {
    findings.push({
      severity: 'error',
      path: '',
      line: error.linePos?.[0].line ?? null,
      what: error.message.split('\n')[0] ?? 'not YAML',
      fix: 'Correct the YAML; indentation is by spaces.',
    });
  }
  if (document.errors.length > 0) {
    return null;
  }
  const value = documentValue(document, findings);
  if (value === undefined) {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findings.push({
      severity: 'error',
      path: '',
      line: 1,
      what: 'the file holds no keys at its top',
      fix: 'Write `key: value` lines.',
    });
    return null;
  }
  return { value: value as Record<string, unknown>, lineOf: lineFinder(document, counter) };
}

/** What the file holds, `{}` where it is empty; undefined where its aliases make no value. */
function documentValue(document: Document, findings: ConfigFinding[]): unknown {
  try {
    return document.toJS() ?? {};
  } catch {
    // The name of the alias is not repeated: a password may begin with an asterisk.
    findings.push({
      severity: 'error',
      path: '',
      line: null,
      what: 'an alias (*) stands before its anchor (&), has none, or multiplies without end',
      fix: 'Write the value itself; quote a text that begins with *.',
    });
    return undefined;
  }
}

/** Lays the environment over the file; a variable's text is read as YAML, so lists can be given too. */
function overlay(
  value: Record<string, unknown>,
  env: ConfigOrigin['env'],
  findings: ConfigFinding[],
): Map<string, string> {
  const fromEnv = new Map<string, string>();
  const known = new Map(configKeys().map((key) => [variableOf(key), key] as const));
  const redisUrl = env['REDIS_URL'];
  if (redisUrl !== undefined && redisUrl !== '') {
    value['redis_url'] = redisUrl;
    fromEnv.set('redis_url', 'REDIS_URL');
  }
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith('CADENCIA_') || text === undefined || text === '') {
      continue;
    }
    const key = known.get(name);
    if (key === undefined) {
      if (
        !/^CADENCIA_((?:ASTERISK|FREESWITCH)_.+_PASSWORD|DATABASE_PASSWORD|SIP_SECRET|CONFIG|CACHE)$/.test(
          name,
        )
      ) {
        findings.push({
          severity: 'warning',
          path: name,
          line: null,
          what: 'no key has this variable',
          fix: 'Take it away, or correct its name (docs/reference/configuration.md).',
        });
      }
      continue;
    }
    const [group, leaf] = key.path.split('.');
    const read: unknown = key.kind === 'string' ? text : parseText(text);
    if (leaf === undefined) {
      value[key.path] = read;
    } else if (group !== undefined) {
      const under = value[group];
      value[group] = { ...(typeof under === 'object' ? under : {}), [leaf]: read };
    }
    fromEnv.set(key.path, name);
  }
  return fromEnv;
}

function parseText(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    return text;
  }
}

function fixOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'Take it away, or correct its name (docs/reference/configuration.md lists every key).';
    case 'invalid_type':
      return `Give ${issue.expected === 'object' ? 'a group of keys' : `a value of type ${issue.expected}`}.`;
    case 'invalid_value':
      return `Use one of: ${issue.values.map(String).join(', ')}.`;
    case 'too_small':
      return `Give at least ${issue.minimum}.`;
    case 'too_big':
      return `Give at most ${issue.maximum}.`;
    default:
      return 'Correct the value.';
  }
}

const SECRET_KEY = /^(password|secret|token)$/;

function schemaFindings(
  error: z.ZodError,
  source: Source,
  fromEnv: ReadonlyMap<string, string>,
): ConfigFinding[] {
  return error.issues.flatMap((issue) => {
    const paths =
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return paths.map((path): ConfigFinding => {
      const variable = fromEnv.get(dotted(path));
      const secret = issue.code === 'unrecognized_keys' && SECRET_KEY.test(String(path.at(-1)));
      return {
        severity: 'error',
        path: variable ?? dotted(path),
        line: variable === undefined ? source.lineOf(path) : null,
        what: secret
          ? 'a secret is not kept in this file'
          : issue.code === 'unrecognized_keys'
            ? 'unknown key'
            : issue.message,
        fix: secret
          ? 'Put it in a file of its own and name that in password_file, or give it by environment.'
          : fixOf(issue),
      };
    });
  });
}

/** Reads, checks and compiles; never throws for what a person wrote. */
export function checkConfig(origin: ConfigOrigin): CheckedConfig {
  const findings: ConfigFinding[] = [];
  const source = readSource(origin.file, findings);
  if (source === null) {
    return { findings, config: null };
  }
  const value = { ...source.value };
  const fromEnv = overlay(value, origin.env, findings);
  const parsed = configFile.safeParse(value);
  if (!parsed.success) {
    findings.push(...schemaFindings(parsed.error, source, fromEnv));
    return { findings, config: null };
  }
  const file: ConfigFile = parsed.data;
  const base = origin.file === null ? origin.cwd : dirname(resolve(origin.cwd, origin.file));
  const placed = (path: Path, what: string, fix: string): void => {
    const variable = fromEnv.get(dotted(path));
    findings.push({
      severity: 'error',
      path: variable ?? dotted(path),
      line: variable === undefined ? source.lineOf(path) : null,
      what,
      fix,
    });
  };
  crossFindings(file, placed);
  const secrets = readSecrets(
    file,
    { env: origin.env, base, urlFromEnv: fromEnv.has('database.url') },
    placed,
  );
  const bad = findings.some((finding) => finding.severity === 'error');
  return { findings, config: bad ? null : compileConfig(file, secrets) };
}
