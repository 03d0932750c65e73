/** A FreeSWITCH that runs already, by the words of CADENCIA_TEST_ESL_URL (docs/switches.md). */
export interface NamedFreeswitch {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly gateway: string;
  readonly recordingsFolder: string;
  readonly soundsFolder: string;
  readonly agents: readonly string[];
  /** Its port towards carriers, and ours from which calls come in. */
  readonly sipPort: number;
  readonly callersPort: number;
  readonly sound: string;
}

export const NO_FREESWITCH = 'not checked: FreeSWITCH, CADENCIA_TEST_ESL_URL is not set';

/** The one that the environment names; null where none is named. */
export function namedFreeswitch(): NamedFreeswitch | null {
  const named = process.env['CADENCIA_TEST_ESL_URL'] ?? '';
  if (named === '') return null;
  const url = new URL(named);
  const word = (name: string, usual: string): string => url.searchParams.get(name) ?? usual;
  return {
    host: url.hostname,
    port: Number(url.port || 8021),
    password: decodeURIComponent(url.password),
    gateway: word('gateway', 'operadora'),
    recordingsFolder: word('recordings', '/var/lib/freeswitch/recordings'),
    soundsFolder: word('sounds', '/usr/share/freeswitch/sounds/cadencia'),
    agents: word('agents', 'user/2001,user/2002').split(','),
    sipPort: Number(word('sip', '5080')),
    callersPort: Number(word('callers', '5070')),
    sound: word('sound', 'aviso-gravacao'),
  };
}
