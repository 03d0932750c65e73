import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkConfig } from '../../src/config/check-config.js';
import { findingText } from '../../src/config/config-finding.js';
import { loadConfig } from '../../src/config/load-config.js';
import { isCadenciaError } from '../../src/core/kernel/errors.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function check(yaml: string | null, env: Record<string, string> = {}) {
  const file = yaml === null ? null : join(folder, 'cadencia.yaml');
  if (file !== null && yaml !== null) {
    writeFileSync(file, yaml);
  }
  return checkConfig({ file, env, cwd: folder });
}

const TRUNK = '{ id: t1, carrier: c1, kind: demo, host: 127.0.0.1, port: 5070, channels: 5, cps: 2 }';

describe('checkConfig', () => {
  it('gives a loopback server with an embedded database when nothing is written', () => {
    const { config, findings } = check(null);
    expect(findings).toEqual([]);
    expect(config?.http).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      certificateFile: '',
      trustedProxies: [],
    });
    expect(config?.database).toEqual({ url: null, embedded: true, pool: 10 });
    expect(config?.dataFolder).toBe(join(folder, 'data'));
    expect(config?.engine.drainSeconds).toBe(120);
  });

  it('freezes the result all the way down', () => {
    const { config } = check(`carriers: [{ id: c1 }]\ntrunks: [${TRUNK}]`);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config?.trunks)).toBe(true);
    expect(Object.isFrozen(config?.trunks[0])).toBe(true);
  });

  it('refuses a folder of a FreeSWITCH that its commands would cut in two', () => {
    const paths = (folderText: string) =>
      check(`freeswitch: { servers: [{ id: f, recordings_folder: "${folderText}" }] }`, {
        CADENCIA_FREESWITCH_F_PASSWORD: 'x',
      }).findings.map(({ path }) => path);
    expect(paths('/srv/recordings')).toEqual([]);
    for (const wrong of ['/srv/my recordings', 'recordings', "/srv/it's", '/srv/']) {
      expect(paths(wrong)).toEqual(['freeswitch.servers[0].recordings_folder']);
    }
  });

  it('refuses an unknown key with its line and what to do', () => {
    const { config, findings } = check('http:\n  host: 127.0.0.1\n  prot: 9000\n');
    expect(config).toBeNull();
    expect(findings).toMatchObject([{ severity: 'error', path: 'http.prot', line: 3, what: 'unknown key' }]);
    expect(findingText(findings[0]!)).toMatch(/^error: http\.prot \(line 3\): unknown key\. Take it away/);
  });

  it('refuses a provider of identities by halves, or one that could be listened to', () => {
    const paths = (oidc: string) => check(`oidc: ${oidc}`).findings.map(({ path }) => path);
    const whole = 'client_id: c, public_url: "https://c.example"';
    expect(paths('{ issuer: "https://login.example" }')).toEqual(['oidc.client_id', 'oidc.public_url']);
    expect(paths(`{ issuer: "http://login.example", ${whole} }`)).toEqual(['oidc.issuer']);
    expect(paths(`{ issuer: "http://127.0.0.1:8090", ${whole} }`)).toEqual([]);
    expect(paths(`{ issuer: "https://login.example", ${whole}, create_users: true }`)).toEqual([
      'oidc.create_users',
    ]);
    const roles = 'roles: [{ value: v, role: creditor }]';
    expect(paths(`{ issuer: "https://login.example", ${whole}, ${roles} }`)).toEqual([
      'oidc.role_claim',
      'oidc.roles[0].creditor_cnpj',
    ]);
    expect(paths('{ issuer: login }')).toEqual(['oidc.issuer']);
  });

  it('reads the secret of the client at the provider from its file', () => {
    writeFileSync(join(folder, 'client'), 'geheim\n');
    const { config } = check('oidc: { client_secret_file: client }');
    expect(config?.oidc).toMatchObject({ clientSecret: 'geheim', userClaim: 'preferred_username' });
    expect(config?.oidc).not.toHaveProperty('clientSecretFile');
  });

  it('names every wrong value, not the first one only', () => {
    const { findings } = check('http:\n  port: high\nswitch: asterix\nengine:\n  drain_seconds: -1\n');
    expect(findings.map((finding) => [finding.path, finding.line])).toEqual([
      ['http.port', 2],
      ['switch', 3],
      ['engine.drain_seconds', 5],
    ]);
    expect(findings[1]?.fix).toBe('Use one of: auto, asterisk, simulator.');
  });

  it('shows the line where the YAML itself is broken', () => {
    const { findings } = check('http:\n  host: "127.0.0.1\nswitch: auto\n');
    expect(findings[0]).toMatchObject({ severity: 'error', path: '' });
    expect(findings[0]?.line).toBeGreaterThan(1);
  });

  it('says which file is missing', () => {
    const { findings } = checkConfig({ file: join(folder, 'none.yaml'), env: {}, cwd: folder });
    expect(findings[0]?.what).toContain('none.yaml cannot be read (ENOENT)');
  });

  it('refuses a demo trunk that could leave the machine', () => {
    const { config, findings } = check(
      `carriers: [{ id: c1 }]\ntrunks:\n  - ${TRUNK.replace('127.0.0.1', '10.0.0.9')}\n`,
    );
    expect(config).toBeNull();
    expect(findings).toMatchObject([{ path: 'trunks[0].host', line: 3 }]);
    expect(findings[0]?.what).toContain('may not leave the machine');
  });

  it.each(['127.0.0.1', '127.9.8.7', 'localhost', '"::1"'])('takes a demo trunk at %s', (host) => {
    const { findings } = check(`carriers: [{ id: c1 }]\ntrunks:\n  - ${TRUNK.replace('127.0.0.1', host)}\n`);
    expect(findings).toEqual([]);
  });

  it.each(['127.0.0.1.evil.example', 'localhost.example', '0.0.0.0', '1270.0.0.1'])(
    'is not fooled by %s',
    (host) => {
      expect(
        check(`carriers: [{ id: c1 }]\ntrunks:\n  - ${TRUNK.replace('127.0.0.1', host)}\n`).config,
      ).toBeNull();
    },
  );

  it('refuses names that nothing has, and names given twice', () => {
    const { findings } = check(
      `carriers: [{ id: c1 }, { id: c1 }]\ntrunks: [${TRUNK.replace('carrier: c1', 'carrier: c9')}]\n`,
    );
    expect(findings.map((finding) => finding.path)).toEqual(['carriers[1].id', 'trunks[0].carrier']);
  });

  it('refuses one address for two listeners', () => {
    expect(check('metrics: { port: 8080 }').findings[0]?.path).toBe('metrics.port');
  });
});

describe('the doors', () => {
  it('refuse half a certificate, TURN without its secret, and a proxy that is no address', () => {
    expect(check('http: { certificate_file: a.pem }').findings[0]?.path).toBe('http.key_file');
    const turn = "phones: { turn_urls: ['turn:t.example:3478'] }";
    expect(check(turn).findings[0]?.path).toBe('phones.turn_secret_file');
    expect(check("phones: { stun_urls: ['http://t.example'] }").findings[0]?.path).toBe(
      'phones.stun_urls[0]',
    );
    expect(check('http: { trusted_proxies: [everybody] }').findings[0]?.path).toBe('http.trusted_proxies[0]');
  });

  it('find the certificate beside the configuration, and read the shared secret', () => {
    writeFileSync(join(folder, 'turn'), 'geheim\n');
    const { config } = check(
      "http: { certificate_file: a.pem, key_file: b.pem }\nphones: { turn_urls: ['turn:t:3478'], turn_secret_file: turn }",
    );
    expect(config?.http.certificateFile).toBe(join(folder, 'a.pem'));
    expect(config?.phones).toMatchObject({ turnSecret: 'geheim', turnMinutes: 720 });
  });
});

describe('the environment', () => {
  it('wins over the file, for a key in a group, at the top, and for a list', () => {
    const { config, findings } = check('http: { port: 8000 }\n', {
      CADENCIA_HTTP_PORT: '9000',
      CADENCIA_SWITCH: 'simulator',
      CADENCIA_CARRIERS: '[{ id: alfa }]',
      REDIS_URL: 'redis://127.0.0.1:6379',
    });
    expect(findings).toEqual([]);
    expect(config?.http).toMatchObject({ host: '127.0.0.1', port: 9000 });
    expect(config?.switch).toBe('simulator');
    expect(config?.carriers).toEqual([{ id: 'alfa', name: '' }]);
    expect(config?.redisUrl).toBe('redis://127.0.0.1:6379');
  });

  it('is named in the finding when its value is wrong', () => {
    expect(check(null, { CADENCIA_HTTP_PORT: 'x' }).findings).toMatchObject([
      { severity: 'error', path: 'CADENCIA_HTTP_PORT', line: null },
    ]);
  });

  it('gives a warning, not an error, for a variable no key has', () => {
    const { config, findings } = check(null, { CADENCIA_HTTP_PROT: '9000' });
    expect(config).not.toBeNull();
    expect(findings).toMatchObject([{ severity: 'warning', path: 'CADENCIA_HTTP_PROT' }]);
  });
});

describe('secrets', () => {
  const SERVER =
    'asterisk:\n  servers:\n    - id: ast-1\n      url: http://10.0.0.5:8088\n      user: cadencia\n';

  it('come from a file beside the configuration', () => {
    writeFileSync(join(folder, 'ari'), 'geheim\n');
    const { config, findings } = check(`${SERVER}      password_file: ari\n`);
    expect(findings).toEqual([]);
    expect(config?.asterisk.servers[0]?.password).toBe('geheim');
  });

  it('come from the environment by the name of the server', () => {
    const { config } = check(SERVER, { CADENCIA_ASTERISK_AST_1_PASSWORD: 'geheim' });
    expect(config?.asterisk.servers[0]?.password).toBe('geheim');
  });

  it('of a FreeSWITCH come the same ways, and the one it is delivered with is refused', () => {
    const file = 'freeswitch:\n  servers:\n    - id: fs-1\n';
    const { config } = check(file, { CADENCIA_FREESWITCH_FS_1_PASSWORD: 'geheim' });
    expect(config?.freeswitch.servers).toMatchObject([
      { id: 'fs-1', host: '127.0.0.1', port: 8021, password: 'geheim', app: 'cadencia' },
    ]);
    expect(check(file).findings).toMatchObject([{ path: 'freeswitch.servers[0].password_file' }]);
    const delivered = check(file, { CADENCIA_FREESWITCH_FS_1_PASSWORD: 'ClueCon' });
    expect(delivered.config).toBeNull();
    expect(delivered.findings[0]?.what).toContain('delivered');
  });

  it('belong to one server each: an Asterisk and a FreeSWITCH of the same name are refused', () => {
    const { findings } = check(`${SERVER}freeswitch:\n  servers:\n    - id: ast-1\n`, {
      CADENCIA_ASTERISK_AST_1_PASSWORD: 'a',
      CADENCIA_FREESWITCH_AST_1_PASSWORD: 'b',
    });
    expect(findings).toMatchObject([{ path: 'freeswitch.servers[0].id', what: "'ast-1' is there twice" }]);
  });

  it('that call each other are two that are there, each written its own way', () => {
    const tied = (one: string, other: string) =>
      check(
        `${SERVER}freeswitch:\n  servers:\n    - { id: fs-1, trunks: [] }\nties:\n  - { ends: [${one}, ${other}] }\n`,
        { CADENCIA_ASTERISK_AST_1_PASSWORD: 'a', CADENCIA_FREESWITCH_FS_1_PASSWORD: 'b' },
      );
    const [ast, fs] = [
      '{ server: ast-1, endpoint: PJSIP/tie-fs-1 }',
      '{ server: fs-1, endpoint: sofia/gateway/tie-ast-1 }',
    ];
    expect(tied(ast, fs).findings).toEqual([]);
    expect(tied(ast, fs).config?.ties).toMatchObject([
      { lines: 30, ends: [{ server: 'ast-1' }, { server: 'fs-1' }] },
    ]);
    expect(tied(ast, ast.replace('ast-1', 'ast-2')).findings).toMatchObject([
      { path: 'ties[0].ends[1].server' },
    ]);
    expect(tied(ast, fs.replace('sofia/gateway', 'PJSIP')).findings).toMatchObject([
      { path: 'ties[0].ends[1].endpoint' },
    ]);
    expect(tied(ast, ast).findings).toMatchObject([{ path: 'ties[0].ends' }]);
  });

  it('are refused in the file itself, without being repeated', () => {
    const { config, findings } = check(`${SERVER}      password: geheim\n`);
    expect(config).toBeNull();
    expect(findings[0]).toMatchObject({ path: 'asterisk.servers[0].password', line: 6 });
    expect(JSON.stringify(findings)).not.toContain('geheim');
  });

  it('are refused inside the database URL of the file and taken from the one of the environment', () => {
    const url = 'postgresql://u:geheim@db.example/cadencia';
    const refused = check(`database: { url: "${url}" }`);
    expect(refused.config).toBeNull();
    expect(JSON.stringify(refused.findings)).not.toContain('geheim');
    expect(check(null, { CADENCIA_DATABASE_URL: url }).config?.database.url).toBe(url);
  });

  it('go into the database URL with their special characters escaped', () => {
    writeFileSync(join(folder, 'db'), 'p@ss/word%');
    const { config } = check('database: { url: "postgresql://u@db.example/c", password_file: db }');
    const url = new URL(config?.database.url ?? '');
    expect(decodeURIComponent(url.password)).toBe('p@ss/word%');
    expect(url.hostname).toBe('db.example');
  });

  it('missing for a server are an error that names the variable', () => {
    expect(check(SERVER).findings[0]?.fix).toContain('CADENCIA_ASTERISK_AST_1_PASSWORD');
  });
});

describe('loadConfig', () => {
  it('throws DLR_CONFIG_INVALID with every finding in it', () => {
    const file = join(folder, 'bad.yaml');
    writeFileSync(file, 'a: 1\nb: 2\n');
    let thrown: unknown;
    try {
      loadConfig({ file, env: {}, cwd: folder }, () => {});
    } catch (error) {
      thrown = error;
    }
    expect(isCadenciaError(thrown, 'DLR_CONFIG_INVALID')).toBe(true);
    expect(String(thrown)).toMatch(/error: a \(line 1\)[\s\S]*error: b \(line 2\)/);
  });
});

describe('a SIP server', () => {
  const KEY = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });
  const TRUNKS = `carriers: [{ id: c1 }]\ntrunks: [${TRUNK.replace('demo', 'sip')}]\n`;

  it('is not asked for anything where none is named', () => {
    expect(check(null).config?.sip).toMatchObject({ host: '', secret: '', identity: { key: '' } });
  });

  it('has its secret and the key of signatures from files, and neither file is in the configuration', () => {
    writeFileSync(join(folder, 'secret'), 'geheim\n');
    writeFileSync(join(folder, 'key'), KEY);
    const { config, findings } = check(
      `${TRUNKS}sip: { host: 10.0.0.9, secret_file: secret, through: [t1], identity: { key_file: key, certificate_url: "https://c.example/x.pem", name: Crédito } }`,
    );
    expect(findings).toEqual([]);
    expect(config?.sip).toMatchObject({ secret: 'geheim', through: ['t1'], identity: { name: 'Crédito' } });
    expect(config?.sip.identity.key).toContain('PRIVATE KEY');
    expect(JSON.stringify(config)).not.toContain('key_file');
  });

  it('says what is missing or wrong of it, each at its key, and never the key itself', () => {
    writeFileSync(join(folder, 'secret'), 'cymru\n');
    writeFileSync(join(folder, 'key'), 'no key');
    const { config, findings } = check(
      `${TRUNKS}sip: { host: 10.0.0.9, secret_file: secret, through: [t9], identity: { key_file: key, icon_url: "https://c.example/i.png" } }`,
    );
    expect(config).toBeNull();
    expect(findings.map(({ path }) => path).sort()).toEqual([
      'sip.identity.certificate_url',
      'sip.identity.icon_sha256',
      'sip.identity.key_file',
      'sip.identity.name',
      'sip.secret_file',
      'sip.through[0]',
    ]);
    expect(JSON.stringify(findings)).not.toContain('no key"');
  });

  it('must be named where calls are to pass through it', () => {
    expect(check(`${TRUNKS}sip: { through: [t1] }`).findings).toMatchObject([{ path: 'sip.host' }]);
  });
});
