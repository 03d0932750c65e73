import type { AuditRecords } from './audit-records.js';
import type { ListFolder } from './lists/list-folder.js';
import { AbuseRules } from './rules/abuse-rules.js';
import { AgentDayRules } from './rules/agent-day-rules.js';
import { unpackCall } from './rules/call-entry.js';
import { DebtRules } from './rules/debt-rules.js';
import { type AmdAudit, DropShareRules } from './rules/drop-share-rules.js';
import { unpackListing } from './rules/list-entry.js';
import { PersonRules } from './rules/person-rules.js';
import { PhoneRules } from './rules/phone-rules.js';
import { ProtocolRules } from './rules/protocol-rules.js';
import type { RuleKit } from './rules/rule-kit.js';
import type { OrderedRecord, OrderedRecords } from './spill/ordered-records.js';

/** Gives each group its own judge, one in memory at a time. */
function judgeGroups<T, J>(
  records: OrderedRecords<T>,
  judgeOf: (group: string) => J,
  add: (judge: J, record: OrderedRecord<T>) => void,
  finish: (judge: J) => void = () => {},
): void {
  let group: string | null = null;
  let judge: J | null = null;
  for (const record of records.sorted()) {
    if (judge === null || record.group !== group) {
      if (judge !== null) {
        finish(judge);
      }
      group = record.group;
      judge = judgeOf(group);
    }
    add(judge, record);
  }
  if (judge !== null) {
    finish(judge);
  }
}

/** Puts the rules that need calls in an order: by person, number, debt, campaign, agent. */
export function judgeRecords(
  records: AuditRecords,
  kit: RuleKit,
  lists: ListFolder,
  amdAudit: AmdAudit | null,
): void {
  judgeGroups(
    records.persons,
    () => new PersonRules(kit),
    (judge, { group: cpf, value }) => {
      if (value[0] === 'l') {
        judge.addListing(unpackListing(value));
      } else {
        judge.addCall(unpackCall(value, (phone) => ({ cpf, phone })));
      }
    },
  );
  judgeGroups(
    records.phones,
    () => new PhoneRules(kit),
    (judge, { group: phone, value }) => {
      if (value[0] === 'l') {
        judge.addListing(unpackListing(value));
      } else {
        judge.addCall(unpackCall(value, (cpf) => ({ cpf, phone })));
      }
    },
  );
  judgeGroups(
    records.debts,
    () => new DebtRules(kit, lists.has('paid')),
    (judge, { value }) => (value[0] === 'e' ? judge.addEvent(value) : judge.addCall(value)),
  );
  judgeGroups(
    records.campaigns,
    () => new DropShareRules(kit, amdAudit),
    (judge, { value }) => judge.add(value),
  );
  judgeGroups(
    records.agents,
    () => new AbuseRules(kit),
    (judge, { value }) => judge.add(value),
  );
  judgeGroups(
    records.agentStates,
    (agentId) => new AgentDayRules(kit, agentId),
    (judge, { value }) => judge.add(value),
    (judge) => judge.finish(),
  );
  judgeGroups(
    records.wrongPersons,
    (attemptId) => new ProtocolRules(kit, attemptId),
    (judge, { value }) => judge.add(value),
  );
}
