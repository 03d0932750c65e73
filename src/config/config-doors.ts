import { z } from 'zod';

/** A port; 0 takes a free one. */
export const PORT = z.number().int().min(0).max(65_535);

/** Where people and programs come in. */
export const http = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('Address the API and the screens listen on. Beyond loopback only with a certificate.'),
    port: PORT.default(8080).describe('Port of the API and the screens; 0 takes a free one.'),
    certificate_file: z
      .string()
      .default('')
      .describe(
        'Certificate with its chain (PEM): with it the server speaks HTTPS and wss. Empty: the one that `cadencia certificate` made in the data folder, where there is one. A renewed file counts within 15 s; open connections go on.',
      ),
    key_file: z.string().default('').describe('Private key of that certificate (PEM, without a passphrase).'),
    plain_on_network: z
      .boolean()
      .default(false)
      .describe(
        'Speak plain HTTP beyond loopback: only where a proxy on another machine does the TLS, on a network nobody else is on.',
      ),
    own_url: z
      .union([
        z.literal(''),
        z.url({ protocol: /^https?$/, error: 'must be http:// or https:// with host and port' }),
      ])
      .default('')
      .describe(
        'With several servers: where the others reach this one, such as `https://10.0.0.5:8443`. They pass on what belongs to agents who are logged in here. Empty: the address it listens on, which will do on one machine.',
      ),
    trusted_proxies: z
      .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'must be an address or a network'))
      .max(64)
      .default([])
      .describe(
        'Addresses or networks (`10.0.0.7`, `10.1.0.0/16`) of reverse proxies. `X-Forwarded-For`, `-Proto` and `-Host` are believed from them alone.',
      ),
  })
  .prefault({})
  .describe('API and screens.');

const iceUrl = (schemes: string) =>
  z
    .string()
    .regex(
      new RegExp(`^(${schemes}):[^/\\s@]+(\\?transport=(udp|tcp))?$`),
      `must be ${schemes.replace('|', ': or ')}:host:port`,
    );

/** How agents' pages find a way for their voice. */
export const phones = z
  .strictObject({
    stun_urls: z
      .array(iceUrl('stun|stuns'))
      .max(8)
      .default([])
      .describe(
        'STUN servers for telephones in the browser, such as `stun:turn.example.com:3478` (RFC 7064).',
      ),
    turn_urls: z
      .array(iceUrl('turn|turns'))
      .max(8)
      .default([])
      .describe(
        'TURN servers, such as `turns:turn.example.com:443?transport=tcp` (RFC 7065), for agents whose network lets no UDP through to the switch.',
      ),
    turn_secret_file: z
      .string()
      .default('')
      .describe(
        "File with the secret shared with the TURN server (coturn's `static-auth-secret`); pages are given credentials of it that end, never itself.",
      ),
    turn_minutes: z
      .number()
      .int()
      .min(5)
      .max(1440)
      .default(720)
      .describe('How long such a credential is good. Default: as long as a session at most.'),
  })
  .prefault({})
  .describe('Telephones in the browser.');
