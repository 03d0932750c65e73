import type { FaultCentre } from '../fault-centre.js';
import type { PeopleStorm } from '../people-storm.js';
import { AgentsAtRest } from './agents-at-rest.js';
import { AuditFindsNothing } from './audit-finds-nothing.js';
import { BillReconciles } from './bill-reconciles.js';
import { CapsKept } from './caps-kept.js';
import { CommittedBeforeDialled } from './committed-before-dialled.js';
import { EveryAttemptEnds } from './every-attempt-ends.js';
import type { Invariant } from './invariant.js';
import { LogAgrees } from './log-agrees.js';
import { NoDefects } from './no-defects.js';
import { NobodyInSilence } from './nobody-in-silence.js';
import { OneLiveCall } from './one-live-call.js';
import { RecordingsGoOn } from './recordings-go-on.js';
import { RetriesInTime } from './retries-in-time.js';
import { StopOfAbandonment } from './stop-of-abandonment.js';
import { WindowKept } from './window-kept.js';

export function makeInvariants(centre: FaultCentre, storm: PeopleStorm): readonly Invariant[] {
  return [
    new CommittedBeforeDialled(centre),
    new OneLiveCall(centre),
    new CapsKept(centre),
    new StopOfAbandonment(centre),
    new RetriesInTime(centre),
    new EveryAttemptEnds(centre),
    new AgentsAtRest(centre),
    new LogAgrees(centre),
    new BillReconciles(centre),
    new AuditFindsNothing(centre),
    new WindowKept(centre),
    new NobodyInSilence(centre),
    new RecordingsGoOn(),
    new NoDefects(centre, storm),
  ];
}
