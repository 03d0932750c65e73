import { isLoopbackHost } from '../core/campaign/loopback-host.js';
import type { ConfigFile } from './config-file.js';

/** Reports a finding at a key. */
export type Report = (path: readonly PropertyKey[], what: string, fix: string) => void;

function reportDoubles(
  ids: readonly string[],
  at: (index: number) => readonly PropertyKey[],
  report: Report,
): void {
  const seen = new Set<string>();
  ids.forEach((id, index) => {
    if (seen.has(id)) {
      report(at(index), `'${id}' is there twice`, 'Give each its own.');
    }
    seen.add(id);
  });
}

/** Where the id of a server stands, counted over both kinds. */
function switchAt({ asterisk }: ConfigFile, index: number): readonly PropertyKey[] {
  const first = asterisk.servers.length;
  return index < first
    ? ['asterisk', 'servers', index, 'id']
    : ['freeswitch', 'servers', index - first, 'id'];
}

/** TLS by halves, and TURN that lets nobody in. */
function doorFindings({ http, phones }: ConfigFile, report: Report): void {
  if ((http.certificate_file === '') !== (http.key_file === '')) {
    const missing = http.key_file === '' ? 'key_file' : 'certificate_file';
    report(['http', missing], 'only the other half of the pair is given', 'Give both, or neither.');
  }
  if ((phones.turn_urls.length === 0) !== (phones.turn_secret_file === '')) {
    const missing = phones.turn_urls.length === 0 ? 'turn_urls' : 'turn_secret_file';
    report(
      ['phones', missing],
      'TURN needs its address and the shared secret',
      'Give turn_urls and turn_secret_file, or neither.',
    );
  }
}

/** Without encryption a provider is believed within the machine alone. */
function isSafeAddress(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
}

/** Half a provider of identities lets nobody in, or too many. */
function providerFindings({ oidc }: ConfigFile, report: Report): void {
  if (oidc.issuer === '') {
    return;
  }
  for (const key of ['client_id', 'public_url'] as const) {
    if (oidc[key] === '') {
      report(['oidc', key], 'the provider needs it', 'Give it as registered there.');
    }
  }
  for (const key of ['issuer', 'public_url'] as const) {
    if (oidc[key] !== '' && !isSafeAddress(oidc[key])) {
      report(['oidc', key], 'it must be https', 'Plain http is for a trial within the machine alone.');
    }
  }
  if ((oidc.role_claim === '') !== (oidc.roles.length === 0)) {
    const missing = oidc.role_claim === '' ? 'role_claim' : 'roles';
    report(
      ['oidc', missing],
      'roles need the claim and its values',
      'Give role_claim and roles, or neither.',
    );
  }
  if (oidc.create_users && oidc.role_claim === '') {
    report(['oidc', 'create_users'], 'a new user would have no role', 'Give role_claim and roles too.');
  }
  oidc.roles.forEach((rule, index) => {
    if ((rule.role === 'creditor') !== (rule.creditor_cnpj !== '')) {
      report(
        ['oidc', 'roles', index, 'creditor_cnpj'],
        'a creditor has the CNPJ of one, and only he',
        'Give it, or take it away.',
      );
    }
  });
}

/** Calls that would pass nowhere, or unsigned where they should not. */
function sipFindings({ sip, trunks }: ConfigFile, report: Report): void {
  const { identity, host } = sip;
  sip.through.forEach((id, index) => {
    if (!trunks.some((trunk) => trunk.id === id && trunk.kind === 'sip')) {
      report(
        ['sip', 'through', index],
        `no trunk of kind sip in this file is called '${id}'`,
        'Add it under trunks, or take it out here.',
      );
    }
  });
  if (host === '' && (sip.through.length > 0 || identity.key_file !== '')) {
    report(['sip', 'host'], 'calls are to pass through a SIP server, and none is named', 'Give host.');
  }
  if (identity.key_file !== '' && identity.certificate_url === '') {
    report(
      ['sip', 'identity', 'certificate_url'],
      'a verifier needs it',
      'Give the address of the certificate.',
    );
  }
  if ((identity.icon_url === '') !== (identity.icon_sha256 === '')) {
    const missing = identity.icon_url === '' ? 'icon_url' : 'icon_sha256';
    report(['sip', 'identity', missing], 'a logo needs its address and its hash', 'Give both, or neither.');
  }
  if (identity.icon_url !== '' && identity.name === '') {
    report(['sip', 'identity', 'name'], 'a logo is shown beside a name', 'Give it (RFC 9795, 5.1.1).');
  }
}

/** Ties that lead nowhere, or are written as the other kind of switch writes them. */
function tieFindings({ asterisk, freeswitch, ties }: ConfigFile, report: Report): void {
  const kinds = new Map<string, string>([
    ...asterisk.servers.map(({ id }) => [id, 'PJSIP/'] as const),
    ...freeswitch.servers.map(({ id }) => [id, 'sofia/gateway/'] as const),
  ]);
  ties.forEach(({ ends }, index) => {
    ends.forEach(({ server, endpoint }, end) => {
      const at = ['ties', index, 'ends', end] as const;
      const prefix = kinds.get(server);
      if (prefix === undefined) {
        report([...at, 'server'], `no media server is called '${server}'`, 'Add it, or name another.');
      } else if (!endpoint.startsWith(prefix)) {
        report([...at, 'endpoint'], `'${server}' writes its endpoints otherwise`, `Write ${prefix}<name>.`);
      }
    });
    if (ends[0]?.server === ends[1]?.server) {
      report(['ties', index, 'ends'], 'both ends are the same server', 'Name two.');
    }
  });
  reportDoubles(
    ties.map(({ ends }) =>
      ends
        .map(({ server }) => server)
        .sort()
        .join(' and '),
    ),
    (index) => ['ties', index, 'ends'],
    report,
  );
}

/** What one key alone cannot tell: names that must exist, doubles, and the wall around the demo. */
export function crossFindings(file: ConfigFile, report: Report): void {
  const carriers = new Set(file.carriers.map((carrier) => carrier.id));
  reportDoubles(
    file.carriers.map((item) => item.id),
    (index) => ['carriers', index, 'id'],
    report,
  );
  reportDoubles(
    file.trunks.map((item) => item.id),
    (index) => ['trunks', index, 'id'],
    report,
  );
  reportDoubles(
    file.lines.map((item) => item.number),
    (index) => ['lines', index, 'number'],
    report,
  );
  reportDoubles(
    [...file.asterisk.servers, ...file.freeswitch.servers].map((item) => item.id),
    (index) => switchAt(file, index),
    report,
  );
  file.trunks.forEach((trunk, index) => {
    if (!carriers.has(trunk.carrier)) {
      report(
        ['trunks', index, 'carrier'],
        `no carrier is called '${trunk.carrier}'`,
        'Add it under carriers.',
      );
    }
    if (trunk.kind === 'demo' && !isLoopbackHost(trunk.host)) {
      report(
        ['trunks', index, 'host'],
        `a demo trunk may not leave the machine, and '${trunk.host}' is no loopback address`,
        'Use 127.0.0.1, or kind: sip for a real carrier (demo contacts then never use it).',
      );
    }
  });
  file.lines.forEach((line, index) => {
    if (!carriers.has(line.carrier)) {
      report(['lines', index, 'carrier'], `no carrier is called '${line.carrier}'`, 'Add it under carriers.');
    }
  });
  if (file.database.embedded === true && file.database.url !== undefined) {
    report(['database', 'embedded'], 'there is a url too', 'Keep one of the two.');
  }
  if (file.database.embedded === false && file.database.url === undefined) {
    report(
      ['database', 'embedded'],
      'there is no database then',
      'Give database.url, or take this key away.',
    );
  }
  doorFindings(file, report);
  tieFindings(file, report);
  sipFindings(file, report);
  providerFindings(file, report);
  if (file.http.port !== 0 && file.http.port === file.metrics.port && file.http.host === file.metrics.host) {
    report(['metrics', 'port'], 'the API has the same port', 'Give metrics a port of its own.');
  }
}
