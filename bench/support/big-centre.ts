import { type Fate, recordingAnswer, refused } from '../../src/adapters/simulator/fate.js';
import type { FateModel } from '../../src/adapters/simulator/fate-model.js';
import { LINE_DEFAULTS, type Line, TRUNK_DEFAULTS, type Trunk } from '../../src/core/campaign/campaign.js';
import {
  type CarrierId,
  parseCampaignId,
  parseCarrierId,
  parseE164,
  parseTrunkId,
} from '../../src/core/kernel/ids.js';
import { makeSeededRng, type Rng } from '../../src/core/kernel/rng.js';
import type { BenchCampaign } from './engine-on-postgres.js';

/** The companies of a centre: each calls by its own lines, held to limits of their own. */
const COMPANIES = ['11444777000161', '22333444000181', '33444555000181', '44555666000181'] as const;
const CARRIERS: readonly CarrierId[] = ['alfa', 'beta', 'gama'].map(parseCarrierId);
const CAMPAIGNS_OF_COMPANY = 2;
/** Two a company and carrier: no line comes near its hundred thousand calls a day. */
const LINES_OF_PAIR = 2;

/** A trunk for each carrier; together they let so many calls a second through. */
export function trunksOf(cps: number): readonly Trunk[] {
  return CARRIERS.map((carrierId) => ({
    id: parseTrunkId(`t-${carrierId}`),
    carrierId,
    kind: 'sip',
    ...TRUNK_DEFAULTS,
    host: '127.0.0.1',
    port: 5060,
    channels: 2000,
    cps: Math.ceil(cps / CARRIERS.length),
    weight: 1,
  }));
}

/** Authenticated lines of every company with every carrier. */
export function authenticatedLines(): readonly Line[] {
  const pairs = COMPANIES.flatMap((ownerCnpj) => CARRIERS.map((carrierId) => ({ ownerCnpj, carrierId })));
  return pairs.flatMap(({ ownerCnpj, carrierId }, pair) =>
    Array.from({ length: LINES_OF_PAIR }, (_, n) => ({
      ...LINE_DEFAULTS,
      number: parseE164(`+551140${String(100_000 + pair * LINES_OF_PAIR + n).slice(-6)}`),
      ownerCnpj,
      carrierId,
      authenticated: true,
    })),
  );
}

/** Two campaigns a company, which call a person for each free agent. */
export function campaignsOfCompanies(): readonly BenchCampaign[] {
  return COMPANIES.flatMap((callerCnpj, company) =>
    Array.from({ length: CAMPAIGNS_OF_COMPANY }, (_, n) => ({
      id: parseCampaignId(`c${company}-${n}`),
      callerCnpj,
      mode: 'power' as const,
      powerRatio: 1,
    })),
  );
}

/** A hundred times faster than people: 35 % persons, 25 % machines, 20 % busy, 20 % invalid, each within 0.2 s. */
export class QuickFates implements FateModel {
  readonly #rng: Rng = makeSeededRng('bench');

  fateOf(): Fate {
    const dice = this.#rng.next();
    const afterMs = 50 + Math.floor(150 * this.#rng.next());
    if (dice >= 0.6) {
      return dice < 0.8 ? refused('busy', null, afterMs, 486, 17) : refused('invalid', null, afterMs, 404, 1);
    }
    const person = dice < 0.35;
    const verdict = person ? 'human' : 'machine';
    const answer = recordingAnswer(afterMs, null, { verdict, afterMs: 30, cause: '' });
    return {
      kind: person ? 'person' : 'machine',
      progress: { afterMs: 20, code: 180 },
      refusal: null,
      answer: { ...answer, who: person ? 'client' : null },
    };
  }
}
