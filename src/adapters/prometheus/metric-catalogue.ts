import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** All names start so. */
export const PREFIX = 'cadencia_';

/** Base units (seconds), buckets around what is asked: 2 s is the legal edge of an answered person's wait. */
const ANSWER_TO_AGENT = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 1.5, 2, 2.5, 3, 5, 10];
const SETUP = [0.5, 1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 45, 60];
const STATE_TIME = [1, 5, 10, 20, 30, 60, 120, 300, 600, 1800];
const QUICK = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
const COMMAND = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

function makers(registry: Registry) {
  const registers = [registry];
  return {
    counter: <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
      new Counter<Label>({ name: PREFIX + name, help, labelNames: [...labelNames], registers }),
    gauge: <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
      new Gauge<Label>({ name: PREFIX + name, help, labelNames: [...labelNames], registers }),
    histogram: <Label extends string>(
      name: string,
      help: string,
      labelNames: readonly Label[],
      buckets: number[],
    ) => new Histogram<Label>({ name: PREFIX + name, help, labelNames: [...labelNames], buckets, registers }),
  };
}
type Makers = ReturnType<typeof makers>;

function callMetrics({ counter, gauge, histogram }: Makers) {
  return {
    dialed: counter('calls_dialed_total', 'Calls that left', ['campaign', 'trunk', 'mode']),
    calls: counter('calls_total', 'Closed calls by outcome', ['campaign', 'trunk', 'result']),
    callReasons: counter('call_reasons_total', 'Closed calls by reason', ['campaign', 'reason']),
    setup: histogram('call_setup_seconds', 'From the dial to the answer', ['campaign'], SETUP),
    ring: histogram('ring_seconds', 'From the first ringing to the answer', ['campaign'], SETUP),
    announcements: counter('announcements_total', 'What the network was heard to say before an answer', [
      'campaign',
      'says',
    ]),
    amd: counter('amd_verdicts_total', 'Verdicts of machine detection', ['campaign', 'verdict']),
    amdTime: histogram('amd_seconds', 'From the answer to the verdict', ['campaign'], ANSWER_TO_AGENT),
    answerToAgent: histogram(
      'answer_to_agent_seconds',
      'From the answer (the verdict, with AMD) until person and agent hear each other',
      ['campaign'],
      ANSWER_TO_AGENT,
    ),
    bridge: histogram('bridge_seconds', "The switch's part of it", [], QUICK),
    abandoned: counter('abandoned_calls_total', 'Answered people who got no agent', ['campaign', 'reason']),
    abandonRatio: gauge(
      'abandon_ratio',
      'Abandoned of the people who were abandoned or met an agent: 15m (since the start), 1d (today), 30d (rolling)',
      ['campaign', 'window'],
    ),
    abandonCap: gauge('abandon_cap', 'The most that share may be: the campaign’s own, the rule’s for 30d', [
      'campaign',
      'window',
    ]),
    abandonStopped: gauge(
      'abandon_stopped',
      '1 while the rule lets nothing be dialled ahead of a free agent (R27: 24 h, R28: 30 days)',
      ['campaign', 'rule'],
    ),
    abandonEvents: counter('abandon_events_total', 'Stops and resumptions by the abandonment rules', [
      'campaign',
      'rule',
      'event',
    ]),
    recordingFailures: counter(
      'recording_failures_total',
      'Calls that owed a recording or its notice and did not get it',
      ['campaign', 'what'],
    ),
  };
}

function floorMetrics({ counter, gauge, histogram }: Makers) {
  return {
    agents: gauge('agents', 'Agents by state', ['campaign', 'state']),
    agentState: histogram('agent_state_seconds', 'Time spent in a state that ended', ['state'], STATE_TIME),
    agentWait: histogram(
      'agent_wait_seconds',
      'Time a free agent waited for a call',
      ['campaign'],
      STATE_TIME,
    ),
    pacingPlaced: counter('pacing_placed_total', 'Calls the pacing asked for', ['campaign', 'lane']),
    pacingLimit: counter('pacing_decisions_total', 'Decisions told, by what bound them', [
      'campaign',
      'limit',
    ]),
    pacingRatio: gauge('pacing_ratio', 'Calls in flight per agent logged in', ['campaign']),
    pacingOverrides: gauge('pacing_overrides', 'Knobs turned for a while that hold now', []),
    pacingTick: histogram('pacing_tick_seconds', 'Time one decision took', [], QUICK),
    hopper: gauge('hopper_leads', 'Contacts leased and ready', ['campaign']),
    hopperDry: counter('hopper_dry_total', 'Times the hopper found no contact', ['campaign']),
    hopperRested: counter(
      'hopper_rested_total',
      'Contacts sent to rest although they may be called, and why',
      ['campaign', 'reason'],
    ),
    gateDecisions: counter(
      'gate_decisions_total',
      'Answers of the gate: calls let out (rule none) and blocked, by the rule that blocked',
      ['verdict', 'rule'],
    ),
  };
}

function queueMetrics({ counter, gauge }: Makers) {
  return {
    queueWaiting: gauge('queue_waiting', 'Callers who wait for an agent', ['queue']),
    queueLongestWait: gauge('queue_longest_wait_seconds', 'How long the first of them has waited', ['queue']),
    queueAgents: gauge('queue_agents', 'Agents at work who serve the queue', ['queue']),
    queueNeeded: gauge('queue_agents_kept', 'Agents it keeps from outbound, its talks included', ['queue']),
    queueService: gauge('queue_service_level', 'Share of the day’s callers served within the goal', [
      'queue',
    ]),
    queueCalls: counter('queue_calls_total', 'Callers by how they were served, or were not', [
      'queue',
      'result',
    ]),
  };
}

function trunkMetrics({ counter, gauge, histogram }: Makers) {
  return {
    trunkChannels: gauge('trunk_channels', 'Channels in use', ['trunk']),
    trunkChannelsMost: gauge('trunk_channels_limit', 'Channels the carrier sold', ['trunk']),
    trunkChannelsNow: gauge('trunk_channels_learned', 'Channels asked of the carrier now', ['trunk']),
    trunkCpsNow: gauge('trunk_cps_learned', 'Calls a second asked of the carrier now', ['trunk']),
    trunkCuts: counter('trunk_cuts_total', 'Times a carrier was found to take less than it sold', ['trunk']),
    sip: counter('sip_responses_total', 'Final SIP statuses of closed calls', ['trunk', 'code']),
    hangups: counter('hangup_causes_total', 'Q.850 causes of closed calls', ['trunk', 'q850']),
    trunkClosed: counter('trunk_closed_total', 'Times a trunk was left alone after faults or silence', [
      'trunk',
    ]),
    lineFalls: counter(
      'line_falls_total',
      'Lines found to be picked up less than their contacts would have',
      [],
    ),
    lineRests: counter('line_rests_total', 'Rests of lines that began', ['cause']),
    trunkUp: gauge('trunk_up', '1 while the carrier answers OPTIONS, 0 while it does not', ['trunk']),
    trunkOptions: histogram(
      'trunk_options_seconds',
      'Time to a carrier’s answer to OPTIONS',
      ['trunk'],
      COMMAND,
    ),
    trunkUnanswered: counter('trunk_options_failures_total', 'OPTIONS without a good answer in time', [
      'trunk',
    ]),
  };
}

function partMetrics({ counter, gauge, histogram }: Makers) {
  return {
    limitCalls: gauge('limit_calls', 'Calls that left today', ['subject']),
    limitReserved: gauge('limit_reserved', 'Counted against the limit as well: taken ahead, maybe unused', [
      'subject',
    ]),
    limitCap: gauge('limit_cap', 'Calls we let leave today', ['subject']),
    limitState: gauge('limit_state', '1 for where it stands: ok, warn or stopped', ['subject', 'state']),
    limitEvents: counter('limit_events_total', 'Warnings and stops of lines and companies', [
      'rule',
      'event',
    ]),
    pbxUp: gauge('pbx_up', '1 while the media server answers', ['pbx']),
    pbxInService: gauge(
      'pbx_in_service',
      '1 while the media server takes new calls as people set it, 0 drained',
      ['pbx'],
    ),
    pbxFull: counter('pbx_full_total', 'Times a media server that is up took no call', ['pbx', 'reason']),
    pbxReconnects: counter('pbx_reconnects_total', 'Times a media server came back', ['pbx']),
    pbxCommand: histogram('pbx_command_seconds', 'Time a command took', ['op'], COMMAND),
    pbxFailures: counter('pbx_command_failures_total', 'Commands that failed', ['op']),
    orphans: counter('pbx_orphans_total', 'Live legs nobody knew, hung up', ['pbx']),
    storeFailures: counter('store_failures_total', 'Times the store refused or did not answer', [
      'operation',
    ]),
    storeCommit: histogram('store_commit_seconds', 'Time a group commit took', [], COMMAND),
    storeRows: counter('store_rows_total', 'Rows committed', []),
    daysAhead: gauge('store_days_ahead', 'Days from now on for whose calls the tables stand ready', []),
    storeSlow: gauge('store_slow', '1 while calls wait so long for their rows that fewer are placed', []),
    unwritten: gauge('store_unwritten_rows', 'Rows that wait for the database', []),
    recovered: counter('recovered_calls_total', 'Calls found by recovery', ['result']),
    defects: counter('engine_defects_total', 'Things that should not happen, and were survived', ['where']),
    dialing: gauge('engine_dialing', '1 for what the dialling is', ['state']),
    oldestJob: gauge('queue_oldest_job_seconds', 'Age of the oldest job that waits', []),
    wsClients: gauge('ws_clients', 'Screens connected', []),
    build: gauge('build_info', 'Always 1', ['version', 'node']),
  };
}

function houseMetrics({ gauge }: Makers) {
  return {
    clockSkew: gauge('clock_skew_seconds', 'How far the database’s clock is ahead of this machine’s', []),
    diskFree: gauge('disk_free_bytes', 'Room on the disk of a folder: data, or the switch’s recordings', [
      'folder',
    ]),
    lastBackup: gauge(
      'backup_last_success_timestamp_seconds',
      'When the last backup of this data folder ended well; 0 while there was none',
      [],
    ),
    auditBroken: gauge(
      'audit_log_broken',
      '1 while the record of acts does not follow from what this server has seen of it',
      [],
    ),
    filesApart: gauge(
      'files_apart',
      '1 while another server of this database keeps uploads, exports and reports in another folder',
      [],
    ),
  };
}

/** Every metric of the product; names and labels in one place, so that a lint can read them. */
export function makeMetricCatalogue(registry: Registry) {
  const make = makers(registry);
  return {
    ...callMetrics(make),
    ...floorMetrics(make),
    ...queueMetrics(make),
    ...trunkMetrics(make),
    ...partMetrics(make),
    ...houseMetrics(make),
  };
}
export type MetricCatalogue = ReturnType<typeof makeMetricCatalogue>;
