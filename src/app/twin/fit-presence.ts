import { BRASILIA, civilTime } from '../../core/kernel/civil-time.js';
import { MINUTE } from '../../core/kernel/time.js';
import type { AgentStretch, LogDay } from './log-day.js';
import type { ScenarioInput } from './scenario.js';

type GroupInput = ScenarioInput['agents'][number];

/** Times of day are read to five minutes, so that those of one shift come together. */
const GRAIN_MS = 5 * MINUTE;
/** A shorter stretch out of work is no pause. */
const LEAST_PAUSE_MS = 2.5 * MINUTE;

interface Presence {
  readonly agentId: string;
  readonly from: string;
  readonly to: string;
  readonly campaigns: readonly string[];
  readonly pauses: readonly { readonly at: string; readonly minutes: number }[];
}

/** Time of day in Brasília, to the grain. */
export function clockOf(atMs: number, round: (value: number) => number = Math.round): string {
  const { hour, minute } = civilTime(round(atMs / GRAIN_MS) * GRAIN_MS, BRASILIA);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

function pausesOf(own: readonly AgentStretch[], lastMs: number): Presence['pauses'] {
  return own
    .filter(({ state, reason, toMs }) => state === 'paused' && reason !== 'login' && toMs < lastMs)
    .filter(({ fromMs, toMs }) => toMs - fromMs >= LEAST_PAUSE_MS)
    .map(({ fromMs, toMs }) => ({
      at: clockOf(fromMs, Math.floor),
      minutes: Math.max(1, Math.min(240, Math.round((toMs - fromMs) / MINUTE))),
    }));
}

function presences(day: LogDay): readonly Presence[] {
  const lastMs = day.attempts.reduce((last, { tEnd, tWrapEnd }) => Math.max(last, tWrapEnd ?? tEnd), 0);
  const closes = clockOf(day.attempts.at(-1)?.tDial ?? 0, Math.ceil);
  const campaignsOf = new Map<string, Set<string>>();
  const seen = new Map<string, [number, number]>();
  for (const { agentId, campaign, tAgent, tEnd, tWrapEnd } of day.attempts) {
    if (agentId !== '') {
      campaignsOf.set(agentId, (campaignsOf.get(agentId) ?? new Set()).add(campaign));
      const [first, last] = seen.get(agentId) ?? [tAgent ?? tEnd, tEnd];
      seen.set(agentId, [Math.min(first, tAgent ?? tEnd), Math.max(last, tWrapEnd ?? tEnd)]);
    }
  }
  const stretches = (day.stretches ?? []).filter(
    ({ state }) => state !== 'offline' && state !== 'connecting',
  );
  const ids =
    day.stretches === null ? [...seen.keys()] : [...new Set(stretches.map(({ agentId }) => agentId))];
  return ids.sort().flatMap((agentId) => {
    const own = stretches.filter((stretch) => stretch.agentId === agentId);
    const [first, last] =
      day.stretches === null
        ? (seen.get(agentId) ?? [0, 0])
        : [own[0]?.fromMs ?? 0, Math.min(lastMs, Math.max(...own.map(({ toMs }) => toMs)))];
    const from = clockOf(first);
    // Who was still in a talk at the close was there until the close.
    const left = [clockOf(last), closes].sort()[0] ?? closes;
    const to = left <= from ? closes : left;
    return to <= from
      ? []
      : [
          {
            agentId,
            from,
            to,
            campaigns: [...(campaignsOf.get(agentId) ?? [])].sort(),
            pauses: pausesOf(own, last),
          },
        ];
  });
}

/** Agents of one shift and one set of campaigns become a group; its pauses are as wide as the share that took them. */
export function fitPresence(day: LogDay): readonly (Pick<GroupInput, 'count'> & Partial<GroupInput>)[] {
  const groups = new Map<string, Presence[]>();
  for (const presence of presences(day)) {
    const key = `${presence.from} ${presence.to} ${presence.campaigns.join(',')}`;
    groups.set(key, [...(groups.get(key) ?? []), presence]);
  }
  const campaignCount = new Set(day.attempts.map(({ campaign }) => campaign)).size;
  return [...groups.values()].map((members) => {
    const [first] = members;
    const pauses = new Map<string, { at: string; minutes: number; taken: number }>();
    for (const { at, minutes } of members.flatMap((member) => member.pauses)) {
      const known = pauses.get(at);
      const taken = (known?.taken ?? 0) + 1;
      // The mean length of those who went then.
      const mean = known === undefined ? minutes : known.minutes + (minutes - known.minutes) / taken;
      pauses.set(at, { at, minutes: mean, taken });
    }
    return {
      count: members.length,
      from: first?.from ?? '00:00',
      to: first?.to ?? '23:55',
      plans_pauses: false,
      ...(campaignCount > 1 && (first?.campaigns.length ?? 0) > 0
        ? { campaigns: [...(first?.campaigns ?? [])] }
        : {}),
      pauses: [...pauses.values()]
        .sort((a, b) => (a.at < b.at ? -1 : 1))
        .map(({ at, minutes, taken }) => ({
          at,
          minutes: Math.max(1, Math.round(minutes)),
          share: Math.min(1, Number((taken / members.length).toFixed(3))),
        })),
    };
  });
}
