import type { CampaignSettings, Line, Trunk } from '../campaign/campaign.js';
import { SECOND } from '../kernel/time.js';
import { cnpjRootOf } from '../numbering/cnpj-root.js';
import { type Code0303, type LineReadiness, lineHindrance } from '../route/line-pool.js';
import type { BackOff } from '../route/trunk-capacity.js';
import { brasiliaText, type Obstacle, obstacle } from './obstacle.js';

/** A trunk the campaign may use, and what of it can be used now. */
export interface Way {
  readonly trunk: Trunk;
  /** Inside its own schedule. */
  readonly scheduled: boolean;
  /** Its carrier does not answer when it is asked, and what is known of that; null otherwise. */
  readonly silence: string | null;
  /** It failed too often and rests until then, or null. */
  readonly restsUntilMs: number | null;
  /** Its carrier takes less than it sold; null: all of it. */
  readonly backOff: BackOff | null;
  /** Lines that may be shown through it, and whether the day and month have calls left for them. */
  readonly lines: readonly {
    readonly line: Line;
    readonly readiness: LineReadiness;
    /** It takes no new call for a while. */
    readonly rests: boolean;
  }[];
}

export interface WayQuestion {
  readonly campaign: CampaignSettings;
  readonly ways: readonly Way[];
  /** Every line there is. */
  readonly lines: readonly Line[];
  readonly code0303: Code0303;
  /** What stopped lines and companies say of themselves. */
  readonly stops: readonly string[];
}

/** Why no call finds a way out: trunks first, then the lines they could show, then limits. */
export function wayObstacles(question: WayQuestion): readonly Obstacle[] {
  const { campaign, ways } = question;
  const found: Obstacle[] = [];
  if (cnpjRootOf(campaign.callerCnpj).length < 8) {
    found.push(
      obstacle(
        'no_caller',
        `The campaign has no callerCnpj, so no line can be shown to be of the company that calls. Set it: \`cadencia campaign set ${campaign.id} callerCnpj=…\`.`,
        { rule: 'R07' },
      ),
    );
  }
  if (ways.length === 0) {
    return [...found, noTrunk(campaign)];
  }
  const working = ways.filter(
    ({ scheduled, silence, restsUntilMs }) => scheduled && silence === null && restsUntilMs === null,
  );
  if (working.length === 0) {
    return [...found, trunksClosed(ways)];
  }
  found.push(
    ...working.flatMap(({ trunk, backOff }) => (backOff === null ? [] : [backsOff(trunk, backOff)])),
  );
  const shown = working.flatMap(({ lines }) => lines);
  const owned = shown.filter(({ line }) => cnpjRootOf(line.ownerCnpj).length === 8);
  if (owned.length === 0) {
    return [...found, noLine(question, working)];
  }
  if (owned.some(({ readiness }) => readiness !== 'stopped')) {
    return found;
  }
  return [...found, owned.every(({ rests }) => rests) ? resting(owned.length) : spent(question.stops)];
}

function resting(lines: number): Obstacle {
  return obstacle(
    'no_line',
    `All ${lines} lines that may be shown rest. End a rest on the screen of carriers, or \`POST /v1/lines/:number/wake\`.`,
  );
}

function noTrunk({ demo, trunks }: CampaignSettings): Obstacle {
  const named = trunks.length === 0 ? '' : ` among those the campaign names (${trunks.join(', ')})`;
  return obstacle(
    'no_trunk',
    demo
      ? `There is no demo trunk${named}: a demo campaign leaves by trunks of kind demo alone.`
      : `There is no real trunk${named}. Add one: \`cadencia trunk add\`, or \`trunks\` in cadencia.yaml.`,
  );
}

function trunksClosed(ways: readonly Way[]): Obstacle {
  const each = ways.map(
    ({ trunk, scheduled, silence, restsUntilMs }) =>
      `${trunk.id} ${scheduled ? closedText(silence, restsUntilMs) : 'is outside its schedule'}`,
  );
  const rests = ways.flatMap(({ scheduled, silence, restsUntilMs }) =>
    scheduled && silence === null && restsUntilMs !== null ? [restsUntilMs] : [],
  );
  return obstacle('trunk_closed', `No trunk may be used now: ${each.join('; ')}.`, {
    untilMs: rests.length === 0 ? null : Math.min(...rests),
  });
}

function closedText(silence: string | null, restsUntilMs: number | null): string {
  return silence === null
    ? `failed five times in a row and is tried again at ${brasiliaText(restsUntilMs ?? 0)}`
    : `does not answer (${silence}) and is asked again all the time`;
}

function backsOff(trunk: Trunk, { cps, channels, why }: BackOff): Obstacle {
  const seconds = (ms: number): string => (ms / SECOND).toFixed(1);
  const reason =
    why.kind === 'refused'
      ? `${why.code} for ${Math.round((why.refused / why.of) * 100)} % of the last ${why.of} calls`
      : `phones ring after ${seconds(why.nowMs)} s instead of ${seconds(why.usualMs)} s`;
  return obstacle(
    'carrier_backs_off',
    `Carrier ${trunk.carrierId} backs off on trunk ${trunk.id}: ${reason}. It is asked for ${cps.toFixed(1)} of ${trunk.cps} calls a second and ${channels} of ${trunk.channels} channels; more is tried by itself.`,
    { reach: 'some' },
  );
}

/** Most lines a sentence names. */
const MOST_NAMED = 3;

function noLine({ campaign, lines, code0303 }: WayQuestion, ways: readonly Way[]): Obstacle {
  if (lines.length === 0) {
    return obstacle(
      'no_line',
      'There is no line (number to show). Add one: `cadencia line add`, or `lines` in cadencia.yaml.',
      { rule: 'R10' },
    );
  }
  const carriers = [...new Set(ways.map(({ trunk }) => trunk.carrierId))].join(', ');
  const why = lines.slice(0, MOST_NAMED).map((line) => {
    const reasons = ways.map(
      ({ trunk }) => lineHindrance(line, trunk, campaign, code0303) ?? 'owner_unknown',
    );
    // The trunk it comes nearest to says most: a carrier that differs says least.
    const reason = reasons.find((one) => one !== 'carrier') ?? 'carrier';
    return `${line.number} ${HINDRANCE_TEXTS[reason]}`;
  });
  const more = lines.length > MOST_NAMED ? `; and ${lines.length - MOST_NAMED} more` : '';
  return obstacle(
    'no_line',
    `None of ${lines.length} lines may be shown through the trunks at hand (${carriers}): ${why.join('; ')}${more}.`,
    { rule: 'R07' },
  );
}

const HINDRANCE_TEXTS = {
  blocked: 'was taken out by a person',
  carrier: 'is of another carrier (R08)',
  owner: 'belongs to a company that is not the caller (R07)',
  owner_unknown: 'has no owner_cnpj on file (R07)',
  mobile: 'is a mobile number and the trunk is STFC (R09)',
  purpose: 'is kept for other purposes',
  code_0303: 'is no 0303 line and the policy asks for one (CODE_0303)',
} as const;

function spent(stops: readonly string[]): Obstacle {
  const said = stops.length === 0 ? '' : `: ${stops.join('; ')}`;
  return obstacle(
    'limit_reached',
    `Every line or its company has reached a limit and is stopped by us${said}. \`GET /v1/limits\` and the live page show the figures; other carriers or authenticated lines would go on.`,
    { rule: 'R03' },
  );
}
