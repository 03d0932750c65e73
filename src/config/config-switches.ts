import { z } from 'zod';
import { PORT } from './config-doors.js';

/** What a name may hold. */
export const ID = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "use 1 to 64 letters, digits, '.', '_' or '-'");

const TRUNKS = z
  .array(ID)
  .max(1024)
  .optional()
  .describe(
    'Trunks it has, `[]` for none; without it all. A call leaves only by a server that has its trunk.',
  );

const asteriskServer = z.strictObject({
  id: ID.describe('Name of the server in logs, metrics and rows.'),
  url: z
    .string()
    .regex(/^https?:\/\/[^@\s]+$/, 'must be http://host:port without user or password')
    .describe('Base address of its HTTP server, such as `http://10.0.0.5:8088`.'),
  user: z.string().min(1).describe('ARI user (`ari.conf`).'),
  password_file: z
    .string()
    .min(1)
    .optional()
    .describe('File that holds the ARI password; or set `CADENCIA_ASTERISK_<ID>_PASSWORD`.'),
  app: ID.default('cadencia').describe('Stasis application; one per engine.'),
  amd_context: z
    .string()
    .regex(/^[A-Za-z0-9_.-]*$/)
    .default('amd')
    .describe('Dialplan context that runs AMD and comes back to Stasis.'),
  trunks: TRUNKS,
});

/** Asterisk servers. */
export const asterisk = z
  .strictObject({
    servers: z.array(asteriskServer).max(64).default([]).describe('Media servers the engine drives.'),
  })
  .prefault({})
  .describe('Asterisk 20 or later, by ARI; 22 LTS is what is tested.');

/** Goes into commands of the switch as it is: no blank, no quote. */
const SWITCH_FOLDER = z
  .string()
  .regex(/^\/[A-Za-z0-9_./-]*[A-Za-z0-9_-]$/, 'must be an absolute path of letters, digits, . _ - and /');

const freeswitchServer = z.strictObject({
  id: ID.describe('Name of the server in logs, metrics and rows.'),
  host: z
    .string()
    .regex(/^[A-Za-z0-9.:-]+$/, 'must be a name or an address')
    .default('127.0.0.1')
    .describe(
      'Where its event socket listens. It speaks in clear: keep it on loopback or a private network.',
    ),
  port: PORT.min(1).default(8021).describe('Port of the event socket.'),
  password_file: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File that holds the password of the event socket; or set `CADENCIA_FREESWITCH_<ID>_PASSWORD`.',
    ),
  app: ID.default('cadencia').describe('Marks the calls of this engine there; one per engine.'),
  recordings_folder: SWITCH_FOLDER.default('/var/lib/freeswitch/recordings').describe(
    "Where it writes recordings, on FreeSWITCH's machine.",
  ),
  sounds_folder: SWITCH_FOLDER.default('/usr/share/freeswitch/sounds/cadencia').describe(
    "Where the sounds of `asterisk-config/sounds` are, on FreeSWITCH's machine.",
  ),
  music: z
    .string()
    .regex(/^[A-Za-z0-9_./:-]+$/, 'must be a stream or a file, such as local_stream://moh')
    .default('local_stream://moh')
    .describe('What somebody who waits hears.'),
  conference_profile: ID.default('cadencia').describe(
    'Profile of the rooms in which three talk; without sounds.',
  ),
  trunks: TRUNKS,
});

/** FreeSWITCH servers. */
export const freeswitch = z
  .strictObject({
    servers: z.array(freeswitchServer).max(64).default([]).describe('Media servers the engine drives.'),
  })
  .prefault({})
  .describe('FreeSWITCH 1.10 or later, by its event socket.');

/** Goes into commands of both kinds of switch as it is. */
const TIE_ENDPOINT = z
  .string()
  .regex(
    /^(PJSIP\/[A-Za-z0-9._-]{1,64}|sofia\/gateway\/[A-Za-z0-9._-]{1,64})$/,
    'must be PJSIP/<endpoint> on Asterisk, sofia/gateway/<gateway> on FreeSWITCH',
  );

const tieEnd = z.strictObject({
  server: ID.describe('Id of one media server.'),
  endpoint: TIE_ENDPOINT.describe('How it calls the other: `PJSIP/tie-fs-1`, `sofia/gateway/tie-ast-1`.'),
});

/** Ties between media servers. */
export const ties = z
  .array(
    z.strictObject({
      ends: z.array(tieEnd).length(2).describe('The two servers.'),
      lines: z
        .int()
        .min(1)
        .max(2000)
        .default(30)
        .describe('Most calls between the two at once, both ways together.'),
    }),
  )
  .max(64)
  .default([])
  .describe(
    'Media servers that call each other by SIP: one dials for agents of the other (docs/switches.md).',
  );

/** Our own ear, where a switch can give it the sound: Asterisk with chan_websocket (22.5 or later). */
export const ear = z
  .strictObject({
    early_media: z
      .boolean()
      .default(false)
      .describe('Listen to what the network plays before an answer, and qualify numbers by it.'),
    announcements_folder: z
      .string()
      .default('')
      .describe(
        'Recordings it is compared with: `nonexistent/`, `unreachable/`, `barred/` and `mailbox/` of .wav. Empty: tones only.',
      ),
  })
  .prefault({})
  .describe("Cadência's own ear (docs/ear.md). Who answered is asked of it by campaign (`amdBy`).");
