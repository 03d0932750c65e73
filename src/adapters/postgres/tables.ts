import type { Generated } from 'kysely';

/** Tables that are read and written through the query builder; contacts and attempts have SQL of their own. */
export interface Tables {
  readonly campaigns: { id: string; settings: string; state: string; version: number };
  readonly trunks: { id: string; trunk: string; version: Generated<number> };
  readonly lines: { number: string; line: string; version: Generated<number> };
  readonly dialing_stop: { only_one: boolean; why: string; since_ms: number };
  readonly agents: {
    id: string;
    name: string;
    group_id: string;
    endpoint: string;
    demo: boolean;
    active: boolean;
  };
  readonly agent_sessions: {
    agent_id: string;
    engine_id: string | null;
    campaign_ids: readonly string[];
    leg_id: string | null;
    state: string;
    reason: string;
    since_ms: number;
  };
  readonly policy_proposals: {
    place: Generated<number>;
    policy_id: string;
    version: string;
    state: string;
    replaces: string | null;
    policy: string;
    loosened: readonly string[];
    reason: string;
    proposed_by: string;
    proposed_at_ms: number;
    decided_by: string | null;
    decided_at_ms: number | null;
    decided_why: string;
    approval: number | null;
  };
  readonly municipal_holidays: { ibge: string; date: string; name: string };
  readonly municipal_holiday_imports: {
    place: Generated<number>;
    at_ms: number;
    imported_by: string;
    row_count: number;
  };
  readonly demo_clock: { only_one: boolean; now_ms: number; wall_ms: number };
  readonly agent_holds: { agent_id: string; since_ms: number; attempt_id: string };
  readonly agent_releases: {
    agent_id: string;
    at_ms: number;
    released_by: string;
    held_since_ms: number;
    attempt_id: string;
  };
  readonly tokens: {
    id: string;
    label: string;
    hash: string;
    role: string;
    created_at_ms: number;
    revoked: boolean;
  };
  readonly mailings: {
    id: string;
    campaign_id: string;
    name: string;
    state: string;
    row_count: Generated<number>;
    added: Generated<number>;
    duplicates: Generated<number>;
    rejected: Generated<number>;
    created_at_ms: number;
  };
  readonly mailing_rejects: { mailing_id: string; line: number; column_name: string; reason: string };
  readonly mailing_mappings: { headers_key: string; mapping: string };
}
