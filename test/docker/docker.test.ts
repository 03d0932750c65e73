import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exportedMetrics, metricsOf } from './exported-metrics.js';

const ROOT = join(import.meta.dirname, '../..');
const DOCKER = join(ROOT, 'docker');
const read = (file: string): string => readFileSync(join(DOCKER, file), 'utf8');
const readYaml = (file: string): unknown => parse(read(file), { strict: true, uniqueKeys: true });

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly network_mode?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}
interface Alerts {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: { readonly severity: string };
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  }[];
}
interface Dashboard {
  readonly uid: string;
  readonly panels: readonly {
    readonly type: string;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly w: number };
    readonly datasource?: { readonly uid: string };
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

const compose = readYaml('compose.yaml') as Compose;
const rules = (readYaml('prometheus/alerts.yml') as Alerts).groups.flatMap((group) => group.rules);
const dashboardFiles = readdirSync(join(DOCKER, 'grafana/dashboards'));

/** Runs a checker that may be absent here; its absence is said, never passed over in silence. */
function runIfPresent(program: string, presence: readonly string[], args: readonly string[]): void {
  if (spawnSync(program, presence).status !== 0) {
    console.log(`not checked: ${[program, ...presence.slice(0, -1)].join(' ')} not found`);
    return;
  }
  const ended = spawnSync(program, args, { cwd: DOCKER, encoding: 'utf8' });
  expect(ended.stdout + ended.stderr).not.toMatch(/FAILED/);
  expect(ended.status, ended.stderr).toBe(0);
}

describe('the compose file', () => {
  it('has all parts of an operation', () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      ['asterisk', 'cadencia', 'freeswitch', 'grafana', 'postgres', 'prometheus', 'redis'].sort(),
    );
  });

  it('builds from Dockerfiles that exist and copy only what the repository has', () => {
    const dockerfiles = Object.values(compose.services).flatMap(({ build }) =>
      build ? [resolve(DOCKER, build.context, build.dockerfile)] : [],
    );
    expect(dockerfiles).toHaveLength(2);
    const missing = dockerfiles.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
        .flatMap((match) => (match[1] ?? '').split(' '))
        .filter((source) => !existsSync(join(ROOT, source)))
        .map((source) => `${file}: ${source}`),
    );
    expect(missing).toEqual([]);
  });

  it('mounts files that exist and volumes that are declared', () => {
    const sources = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0] ?? ''),
    );
    // What begins at the root is the host's own.
    const ours = sources.filter((source) => !source.startsWith('/'));
    const missing = ours.filter((source) =>
      source.startsWith('.') ? !existsSync(resolve(DOCKER, source)) : !(source in compose.volumes),
    );
    expect(missing).toEqual([]);
  });

  it('publishes nothing beyond loopback, and gives no password a default', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    const names = [...read('compose.yaml').matchAll(/\$\{(\w*PASSWORD)(.)/g)];
    expect(names.length).toBeGreaterThan(0);
    expect(
      names.filter((match) => match[2] !== ':' || !read('.env.example').includes(`${match[1]}=`)),
    ).toEqual([]);
    expect(read('compose.yaml')).not.toMatch(/PASSWORD:-/);
  });

  it('runs Redis so that it forgets no job and is not late', () => {
    expect(compose.services['redis']?.command?.join(' ')).toMatch(/noeviction.*--hz 100/);
  });

  it('is what docker compose understands', () => {
    runIfPresent(
      'docker',
      ['compose', 'version'],
      ['compose', '--env-file', '.env.example', 'config', '--quiet'],
    );
  });
});

describe('the images', () => {
  it('run as an ordinary user', () => {
    for (const file of ['Dockerfile', 'Dockerfile.asterisk']) {
      const users = [...read(file).matchAll(/^USER (\S+)$/gm)].map((match) => match[1]);
      expect([file, users.at(-1)]).not.toEqual([file, undefined]);
      expect(users.at(-1)).not.toBe('root');
    }
  });
});

describe('the alerts', () => {
  it('use metrics that the product exports', () => {
    const exported = exportedMetrics();
    const unknown = rules.flatMap(({ alert, expr }) =>
      metricsOf(expr)
        .filter((name) => !exported.has(name))
        .map((name) => `${alert}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('each say how bad it is and what it is', () => {
    for (const { alert, labels, annotations } of rules) {
      expect(['warning', 'critical'], alert).toContain(labels.severity);
      expect(annotations['summary'], alert).toBeTruthy();
      expect(annotations['description'], alert).toBeTruthy();
    }
  });

  it('are loaded by the Prometheus configuration, which scrapes our port', () => {
    const config = readYaml('prometheus/prometheus.yml') as {
      rule_files: string[];
      scrape_configs: { static_configs: { targets: string[] }[] }[];
    };
    const mounts = compose.services['prometheus']?.volumes ?? [];
    for (const file of config.rule_files) {
      expect(mounts.some((mount) => mount.split(':')[1] === file)).toBe(true);
    }
    expect(JSON.stringify(config.scrape_configs)).toContain('127.0.0.1:9464');
  });
});

describe('the dashboard', () => {
  it.each(dashboardFiles)('%s uses metrics that the product exports, by the chosen data source', (file) => {
    const dashboard = JSON.parse(read(`grafana/dashboards/${file}`)) as Dashboard;
    const exported = exportedMetrics();
    const charts = dashboard.panels.filter((panel) => panel.type !== 'row');
    expect(dashboard.uid).toBe(file.replace('.json', ''));
    for (const panel of charts) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own placeholder.
      expect(panel.datasource?.uid, panel.title).toBe('${DS_PROMETHEUS}');
      expect(panel.gridPos.x + panel.gridPos.w, panel.title).toBeLessThanOrEqual(24);
      const names = (panel.targets ?? []).flatMap((target) => metricsOf(target.expr));
      expect(names.length, panel.title).toBeGreaterThan(0);
      expect(
        names.filter((name) => !exported.has(name)),
        panel.title,
      ).toEqual([]);
    }
  });

  it('is provisioned from the folder that the compose file mounts', () => {
    const { providers } = readYaml('grafana/provisioning/dashboards/cadencia.yaml') as {
      providers: { options: { path: string } }[];
    };
    const mounts = compose.services['grafana']?.volumes ?? [];
    expect(mounts).toContain(`./grafana/dashboards:${providers[0]?.options.path}:ro`);
    expect(readYaml('grafana/provisioning/datasources/prometheus.yaml')).toBeTruthy();
  });
});
