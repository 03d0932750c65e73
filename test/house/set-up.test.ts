import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installationGap, isAtLeast } from '../../scripts/set-up.mjs';
import { plantTree } from './planted-tree.js';

const ROOT = join(import.meta.dirname, '../..');
const NOBODY = 65534;

const lock = (version: string, extra = {}): string =>
  JSON.stringify({ packages: { '': {}, 'node_modules/fastify': { version }, ...extra } });

/** A clone without its dependencies. */
function plantClone(): string {
  const root = plantTree({});
  for (const name of ['scripts', 'package.json', 'package-lock.json', '.npmrc']) {
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  }
  return root;
}

describe('setting a clone up', () => {
  it.each([
    ['20.19.0', true],
    ['20.20.2', true],
    ['22.1.0', true],
    ['20.18.9', false],
    ['18.20.8', false],
  ])('judges Node %s against 20.19: %s', (version, fits) => {
    expect(isAtLeast(version, '20.19')).toBe(fits);
  });

  it('wants an installation where there is none, and none where all fits', () => {
    const root = plantTree({ 'package-lock.json': lock('5.0.0') });
    expect(installationGap(root)).toBe('no dependencies are installed');
    const fit = plantTree({
      'package-lock.json': lock('5.0.0', { 'node_modules/win': { version: '1.0.0', optional: true } }),
      'node_modules/.package-lock.json': lock('5.0.0'),
    });
    expect(installationGap(fit)).toBeNull();
  });

  it('names the package that has moved on', () => {
    const root = plantTree({
      'package-lock.json': lock('5.1.0'),
      'node_modules/.package-lock.json': lock('5.0.0'),
    });
    expect(installationGap(root)).toBe('fastify 5.1.0 is wanted, 5.0.0 is installed');
  });

  it('says whose folder it is and what to do when the clone belongs to another user', () => {
    const root = plantClone();
    chmodSync(root, 0o555);
    const asOther = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    const ended = spawnSync(process.execPath, [join(root, 'scripts/start.mjs')], {
      encoding: 'utf8',
      ...asOther,
    });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('cannot write to it');
    expect(ended.stderr).toContain('sudo chown -R');
    expect(ended.stderr).not.toContain('    at ');
  });

  it('says that the registry does not answer when there is no network', () => {
    const root = plantClone();
    const ended = spawnSync(process.execPath, [join(root, 'scripts/start.mjs')], {
      encoding: 'utf8',
      env: {
        ...process.env,
        npm_config_registry: 'http://127.0.0.1:9/',
        npm_config_cache: join(root, 'empty-cache'),
        npm_config_fetch_retries: '0',
      },
    });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('the npm registry does not answer (ECONNREFUSED)');
    expect(ended.stderr).toContain('run the same command again');
  });
});

describe('the lock file', () => {
  interface Entry {
    readonly version?: string;
    readonly resolved?: string;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  }
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, Entry>>;
  };

  it('names the packages of every platform, or npm ci refuses it', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry', () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
  });
});
