import type { ConfigFile } from './config-file.js';

type Camel<Text extends string> = Text extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Text;

type Camelled<T> = T extends readonly (infer Item)[]
  ? readonly Camelled<Item>[]
  : T extends object
    ? { readonly [Key in keyof T as Key extends string ? Camel<Key> : Key]: Camelled<T[Key]> }
    : T;

type SwitchKind = 'asterisk' | 'freeswitch';
type Server<Kind extends SwitchKind> = Camelled<ConfigFile[Kind]['servers'][number]> & {
  readonly password: string;
};

/** The configuration as the program reads it: checked, complete, secrets read, frozen. */
export type Config = Omit<
  Camelled<ConfigFile>,
  SwitchKind | 'database' | 'dataFolder' | 'sharedFolder' | 'phones' | 'oidc' | 'sip'
> & {
  /** Absolute. */
  readonly dataFolder: string;
  /** Absolute: uploads, exports and reports of all servers of the database; the data folder of one that is alone. */
  readonly sharedFolder: string;
  readonly phones: Omit<Camelled<ConfigFile['phones']>, 'turnSecretFile'> & {
    /** '' without TURN. */
    readonly turnSecret: string;
  };
  readonly oidc: Omit<Camelled<ConfigFile['oidc']>, 'clientSecretFile'> & {
    /** '' for a client without one. */
    readonly clientSecret: string;
  };
  readonly sip: Omit<Camelled<ConfigFile['sip']>, 'secretFile' | 'caFile' | 'identity'> & {
    readonly secret: string;
    /** PEM, or '' for the system's authorities. */
    readonly ca: string;
    readonly identity: Omit<Camelled<ConfigFile['sip']['identity']>, 'keyFile'> & {
      /** PEM, or '' where calls are not signed. */
      readonly key: string;
    };
  };
  readonly asterisk: { readonly servers: readonly Server<'asterisk'>[] };
  readonly freeswitch: { readonly servers: readonly Server<'freeswitch'>[] };
  readonly database: {
    /** With the password, or null when embedded. */
    readonly url: string | null;
    readonly embedded: boolean;
    readonly pool: number;
  };
};

function camelKey(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function camelled(value: unknown): unknown {
  if (Array.isArray(value)) {
    return Object.freeze(value.map(camelled));
  }
  if (value !== null && typeof value === 'object') {
    return Object.freeze(
      Object.fromEntries(Object.entries(value).map(([key, item]) => [camelKey(key), camelled(item)])),
    );
  }
  return value;
}

/** Secrets that come beside the file. */
export interface ConfigSecrets {
  /** By server id, which no two servers share, of whatever kind. */
  readonly switchPasswords: ReadonlyMap<string, string>;
  readonly databaseUrl: string | null;
  readonly turnSecret: string;
  readonly sipSecret: string;
  /** PEM, or ''. */
  readonly sipCa: string;
  readonly identityKey: string;
  readonly oidcClientSecret: string;
  /** Absolute, or ''. */
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly dataFolder: string;
  readonly sharedFolder: string;
}

/** Joins a checked file with its secrets and freezes the result. */
export function compileConfig(file: ConfigFile, secrets: ConfigSecrets): Config {
  const { database, asterisk, freeswitch, http, phones, oidc, sip, ...rest } = file;
  const { turn_secret_file: _turn, ...ice } = phones;
  const { client_secret_file: _client, ...provider } = oidc;
  const { secret_file: _secret, ca_file: _ca, identity, ...sipServer } = sip;
  const { key_file: _key, ...signature } = identity;
  const withPassword = (server: { readonly id: string }) => ({
    ...server,
    password: secrets.switchPasswords.get(server.id) ?? '',
  });
  return camelled({
    ...rest,
    data_folder: secrets.dataFolder,
    shared_folder: secrets.sharedFolder,
    http: { ...http, certificate_file: secrets.certificateFile, key_file: secrets.keyFile },
    phones: { ...ice, turn_secret: secrets.turnSecret },
    oidc: { ...provider, client_secret: secrets.oidcClientSecret },
    sip: {
      ...sipServer,
      secret: secrets.sipSecret,
      ca: secrets.sipCa,
      identity: { ...signature, key: secrets.identityKey },
    },
    asterisk: { servers: asterisk.servers.map(withPassword) },
    freeswitch: { servers: freeswitch.servers.map(withPassword) },
    database: {
      url: secrets.databaseUrl,
      embedded: database.embedded ?? secrets.databaseUrl === null,
      pool: database.pool,
    },
  }) as Config;
}
