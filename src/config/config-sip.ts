import { z } from 'zod';
import { PORT } from './config-doors.js';
import { ID } from './config-switches.js';

const ATTESTATIONS = ['A', 'B', 'C'] as const;
const HTTPS = z.string().regex(/^(https:\/\/[^\s<>"]+)?$/, 'must be an https address, or empty');
/** The words go into a passport and on a telephone's screen. */
const WORDS = z.string().max(60);

const identity = z
  .strictObject({
    key_file: z
      .string()
      .default('')
      .describe(
        'File with the private key (P-256, PEM) that calls are signed with; empty: they are not signed.',
      ),
    certificate_url: HTTPS.default('').describe('Where verifiers fetch the certificate of that key (`x5u`).'),
    attest: z
      .enum(ATTESTATIONS)
      .default('A')
      .describe('How far you vouch for the number shown (RFC 8588): A where it is yours.'),
    name: WORDS.default('').describe('Name that the called person is shown (RCD `nam`); empty: none.'),
    icon_url: HTTPS.default('').describe('Address of the logo shown (RCD `icn`).'),
    icon_sha256: z
      .string()
      .regex(/^([A-Za-z0-9+/]{43}=?)?$/, 'must be a SHA-256 in base64')
      .default('')
      .describe('SHA-256 of that logo in base64: `openssl dgst -sha256 -binary logo.png | base64`.'),
    reasons: z
      .strictObject({
        cobranca: WORDS.default('Cobrança').describe('Campaigns of purpose `cobranca`.'),
        oferta: WORDS.default('Oferta').describe('Campaigns of purpose `oferta`.'),
        pesquisa: WORDS.default('Pesquisa').describe('Campaigns of purpose `pesquisa`.'),
        aviso: WORDS.default('Aviso').describe('Campaigns of purpose `aviso`.'),
        servico: WORDS.default('Serviço').describe('Campaigns of purpose `servico`.'),
      })
      .prefault({})
      .describe('Reason that the called person is shown (RCD `crn`), by purpose; empty: none.'),
  })
  .prefault({})
  .describe('Signatures of calls (STIR/SHAKEN with RCD, origem verificada).');

/** A drachtio-server between media servers and carriers. */
export const sip = z
  .strictObject({
    host: z
      .string()
      .regex(/^[A-Za-z0-9.:-]*$/, 'must be a name or an address')
      .default('')
      .describe('Where the drachtio-server listens for us; empty: there is none, and none is needed.'),
    port: PORT.min(1).default(9022).describe('Its port for applications.'),
    secret_file: z.string().default('').describe('File that holds its secret; or set `CADENCIA_SIP_SECRET`.'),
    tls: z.boolean().default(false).describe('It speaks TLS on that port.'),
    ca_file: z
      .string()
      .default('')
      .describe("Certificates (PEM) that its own is signed by; empty: those of the system's authorities."),
    through: z
      .array(ID)
      .max(1024)
      .default([])
      .describe(
        'Trunks whose calls pass there: the switch sends them to it, and it sends them on to the host and port of the trunk.',
      ),
    options_every_seconds: z
      .number()
      .int()
      .min(5)
      .max(600)
      .default(30)
      .describe('How often each carrier is asked by OPTIONS whether it is there.'),
    capture_host: z
      .string()
      .regex(/^[A-Za-z0-9.:]+$/, 'must be an address')
      .default('127.0.0.1')
      .describe('Address at which its copies of messages are taken.'),
    capture_port: PORT.default(0).describe(
      'Port of UDP of those copies (HEP 3, `capture-server`); 0: it makes none.',
    ),
    identity,
  })
  .prefault({})
  .describe('drachtio-server: health of carriers, their own causes, and signed calls. Optional.');
