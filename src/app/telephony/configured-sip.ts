import type { makeLogger } from '../../adapters/pino/logger.js';
import { DrachtioWatch, type SipServerNotes } from '../../adapters/sip/drachtio-watch.js';
import { makePassportSigner, origIdOf } from '../../adapters/sip/passport.js';
import type { SipCall } from '../../adapters/sip/sip-calls.js';
import type { Config } from '../../config/config.js';
import type { Purpose, Trunk } from '../../core/campaign/campaign.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import type { Rng } from '../../core/kernel/rng.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';
import type { MediaServer } from '../../ports/media.js';
import type { WebPhones } from '../../ports/web-phones.js';
import type { MediaOfRun } from '../server/server.js';
import { throughSip } from './sip-media.js';

type Logger = ReturnType<typeof makeLogger>;

/** Longest wait for a carrier's answer to OPTIONS. */
const OPTIONS_DEADLINE_MS = 2 * SECOND;

export interface ConfiguredSipParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly rng: Rng;
  /** As they are set now. */
  readonly trunks: () => readonly Trunk[];
  readonly purposeOf: (campaign: CampaignId) => Purpose | null;
  readonly notes: SipServerNotes;
}

/** The drachtio-server of the configuration, which is the user's and is neither started nor stopped; null without one. */
export function configuredSip(parts: ConfiguredSipParts): DrachtioWatch | null {
  const { config, clock, rng, trunks, notes } = parts;
  const { host, port, secret, tls, ca, through, captureHost, capturePort, optionsEverySeconds } = config.sip;
  if (host === '') {
    return null;
  }
  const passing = new Set<string>(through);
  return new DrachtioWatch({
    server: { host, port, secret, tls, ca },
    clock,
    rng,
    // A demo's trunk leads to this machine and to nobody who must be asked.
    trunks: () =>
      trunks()
        .filter(({ kind, active }) => kind === 'sip' && active)
        .map((trunk) => ({
          id: trunk.id,
          host: trunk.host,
          port: trunk.port,
          passes: passing.has(trunk.id),
        })),
    identityOf: identityOf(parts),
    capture: capturePort === 0 ? null : { host: captureHost, port: capturePort },
    optionsEveryMs: optionsEverySeconds * SECOND,
    optionsDeadlineMs: OPTIONS_DEADLINE_MS,
    notes,
  });
}

/** How calls are signed; null where they are not. */
function identityOf(parts: ConfiguredSipParts): ((call: SipCall) => Promise<string>) | null {
  const { clock, purposeOf } = parts;
  const { key, certificateUrl, attest, name, iconUrl, iconSha256, reasons } = parts.config.sip.identity;
  if (key === '') {
    return null;
  }
  const signer = makePassportSigner(key, certificateUrl);
  const rich = name === '' ? null : { name, iconUrl, iconSha256 };
  return ({ attemptId, campaignId, called, caller }) => {
    const purpose = campaignId === null ? null : purposeOf(campaignId);
    return signer.identity({
      attest,
      caller,
      called,
      iatSeconds: Math.floor(clock.now() / SECOND),
      // A call that is traced back is found in the log by it.
      origId: origIdOf(attemptId),
      rich,
      callReason: purpose === null ? '' : reasons[purpose],
    });
  };
}

/** What a person is told of the SIP server; no line has a number in it. */
export function sipNotes(log: Pick<Logger, 'info' | 'warn' | 'error'>): SipServerNotes {
  return {
    up: (found) => log.info(found, 'SIP server reached'),
    down: (why) => log.error({ why }, 'SIP server not reached'),
    refused: (why) => log.warn({ why }, 'an INVITE could not pass'),
  };
}

/** The media servers of a run whose calls pass through it; connects to it, and lets go of it at the end. */
export async function mediaThroughSip(
  servers: readonly MediaServer[],
  webPhones: WebPhones | null,
  sip: DrachtioWatch,
): Promise<MediaOfRun> {
  await sip.start();
  return {
    servers: servers.map((server) => throughSip(server, sip)),
    webPhones,
    sip,
    stop: () => sip.close(),
  };
}
