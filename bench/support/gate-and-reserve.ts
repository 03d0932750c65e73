import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { SystemRng } from '../../src/adapters/rng/system-rng.js';
import { GENESIS_HASH } from '../../src/core/call-log/call-log-chain.js';
import {
  CAMPAIGN_DEFAULTS,
  type CampaignSettings,
  LINE_DEFAULTS,
  type Line,
  TRUNK_DEFAULTS,
  type Trunk,
} from '../../src/core/campaign/campaign.js';
import { type KeyFacts, NO_KEY_FACTS } from '../../src/core/compliance/facts/key-facts.js';
import { decideDial } from '../../src/core/compliance/gate/decide-dial.js';
import type { PastAttempt } from '../../src/core/compliance/gate/dial-facts.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import type { Contact } from '../../src/core/contact/contact.js';
import {
  parseAttemptId,
  parseCampaignId,
  parseCarrierId,
  parseContactId,
  parseE164,
  parseMailingId,
  parseTrunkId,
} from '../../src/core/kernel/ids.js';
import { newTimeOrderedId, randomHex } from '../../src/core/kernel/rng.js';
import { chainDecision } from '../../src/core/ledger/decision-chain.js';
import { dddOf } from '../../src/core/numbering/brazilian-number.js';
import { DDD_TABLE } from '../../src/core/numbering/ddd-table.js';
import { DEFAULT_RETRY } from '../../src/core/retry/retry-presets.js';
import { type DialWish, questionOf, recordOf } from '../../src/engine/dial-decision.js';
import { EventBus } from '../../src/engine/event-bus.js';
import { FactBook } from '../../src/engine/fact-book.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import { PolicyLimits } from '../../src/engine/policy-limits.js';
import { TrunkBook } from '../../src/engine/trunk-book.js';
import { UsageBook } from '../../src/engine/usage-book.js';
import type { Clock, Timer } from '../../src/ports/clock.js';
import type { PersonFactStore } from '../../src/ports/person-fact-store.js';

const DAY = 86_400_000;
const START = Date.parse('2026-11-24T13:00:00Z');
const CNPJ = '12345678000195';
const CONTACTS = 2000;
/** Enough that no line and no company comes to its limit while it is measured. */
const CARRIERS = 4;
const LINES_A_CARRIER = 4;
/** The shared counter is answered, and calls end, between such turns of the event loop. */
const TURN = 50;

/** A clock that the bench moves; its timers are real, so that units are asked for as in the product. */
class BenchClock implements Clock {
  nowMs = START;
  now(): number {
    return this.nowMs;
  }
  setTimer(delayMs: number, run: () => void): Timer {
    return setTimeout(run, delayMs).unref() as unknown as Timer;
  }
  clearTimer(timer: Timer): void {
    clearTimeout(timer as unknown as NodeJS.Timeout);
  }
}

function campaignOf(): CampaignSettings {
  return {
    ...CAMPAIGN_DEFAULTS,
    id: parseCampaignId('bench'),
    name: 'bench',
    callerCnpj: CNPJ,
    creditorCnpj: '99999999000191',
    retry: DEFAULT_RETRY,
    dispositions: [],
  };
}

function trunkOf(carrier: number): Trunk {
  return {
    ...TRUNK_DEFAULTS,
    id: parseTrunkId(`t${carrier}`),
    carrierId: parseCarrierId(`c${carrier}`),
    kind: 'sip',
    host: '127.0.0.1',
    port: 5060,
    channels: 100_000,
    cps: 1_000_000,
    weight: 1 + (carrier % 3),
  };
}

function lineOf(index: number): Line {
  return {
    ...LINE_DEFAULTS,
    number: parseE164(`+5511400${String(10_000 + index)}`),
    ownerCnpj: CNPJ,
    carrierId: parseCarrierId(`c${index % CARRIERS}`),
  };
}

function contactOf(index: number, rng: SystemRng): Contact {
  const ddds = Object.keys(DDD_TABLE);
  const ddd = ddds[index % ddds.length] ?? '11';
  return {
    id: parseContactId(String(index + 1)),
    campaignId: parseCampaignId('bench'),
    mailingId: parseMailingId('m1'),
    name: '',
    cpfHash: `person-${index}`,
    debtId: `debt-${index}`,
    segment: '',
    municipality: '',
    addressUf: '',
    fields: {},
    phones: [{ number: parseE164(`+55${ddd}9${String(70_000_000 + index)}`), dropped: false }],
    phoneIndex: 0,
    attempts: 0,
    freeAttempts: 0,
    sameReasonAttempts: 0,
    lastReason: '',
    nextAtMs: 0,
    agreedCallbackMs: null,
    restReason: '',
    recycledAtMs: null,
    revision: 0,
    salt: randomHex(rng, 32),
  };
}

/** What is on file of a contact's number, person and debt: as many earlier calls, a day apart, all from one line. */
function filedOf(contact: Contact, line: Line, past: number): KeyFacts {
  const phone = contact.phones[0]?.number ?? '';
  const history = Array.from({ length: past }, (_, index): PastAttempt => {
    const tDialMs = START - (past - index) * DAY - 5000;
    return {
      group: `g${index}`,
      phone,
      cpfHash: contact.cpfHash,
      debtId: contact.debtId,
      creditorCnpj: '99999999000191',
      line: line.number,
      tDialMs,
      tEndMs: tDialMs,
      abandoned: false,
      machine: false,
      rightParty: false,
    };
  });
  return { ...NO_KEY_FACTS, version: past, history };
}

export type GateAndReserve = Awaited<ReturnType<typeof makeGateAndReserve>>;

/**
 * Gate and reserve as the dialer does them: facts out of the fact book, a way out with its quota units, the gate, the
 * units spent; and, when asked for, the decision's record in its chain.
 */
export async function makeGateAndReserve(past: number, withLedger: boolean) {
  const clock = new BenchClock();
  const rng = new SystemRng();
  const bus = new EventBus();
  const campaign = campaignOf();
  const contacts = Array.from({ length: CONTACTS }, (_, index) => contactOf(index, rng));
  const lines = Array.from({ length: CARRIERS * LINES_A_CARRIER }, (_, index) => lineOf(index));
  const stores = new MemoryStores();
  for (const list of LISTS) {
    await stores.lists.declareNotApplicable(list, 'bench', START);
  }
  const filed = new Map<string, KeyFacts>(
    contacts.flatMap((contact, index) => {
      const facts = filedOf(contact, lines[index % lines.length] as Line, past);
      return [`n:${contact.phones[0]?.number}`, `p:${contact.cpfHash}`, `d:${contact.debtId}`].map(
        (key) => [key, facts] as const,
      );
    }),
  );
  const policies = new PolicyBook();
  const onFile: PersonFactStore = {
    load: (keys) => Promise.resolve(new Map(keys.map((key) => [key, filed.get(key) ?? NO_KEY_FACTS]))),
    register: () => Promise.resolve(),
    read: (kind) => stores.facts.read(kind),
  };
  const facts = new FactBook({
    facts: onFile,
    lists: stores.lists,
    clock,
    lookBackMs: () => policies.lookBackMs,
  });
  await facts.load(contacts);
  const coordination = new MemoryCoordination();
  const usage = new UsageBook({ coordination, clock, bus, holder: 'bench', onAnswer: () => undefined });
  const policyLimits = new PolicyLimits(policies);
  const trunks = new TrunkBook({ clock, bus, usage, limitsOf: (one) => policyLimits.of(one, clock.now()) });
  for (let carrier = 0; carrier < CARRIERS; carrier += 1) {
    trunks.setTrunk(trunkOf(carrier));
  }
  trunks.setLines(lines);
  trunks.warm(campaign);
  let hash = GENESIS_HASH;

  const once = (index: number): 'allowed' | 'blocked' | 'no_route' => {
    const contact = contacts[index % CONTACTS] as Contact;
    const phone = parseE164(contact.phones[0]?.number ?? '');
    const { cpfHash, debtId } = contact;
    const { purpose, creditorCnpj } = campaign;
    const known = facts.of({ phone, cpfHash, debtId, purpose, creditorCnpj }, false);
    const policy = policies.find(campaign.policyId, clock.nowMs);
    if (known === null || policy === null) {
      throw new Error('The facts of the bench are not there');
    }
    const ddd = dddOf(phone);
    const ufs = DDD_TABLE[ddd]?.ufs ?? [];
    const route = trunks.take(campaign, { phone, ddd, ufs, personKey: cpfHash, seenLines: known.seenLines });
    if (route === null) {
      return 'no_route';
    }
    const atMs = clock.nowMs;
    const attemptId = parseAttemptId(newTimeOrderedId(atMs, rng));
    const wish: DialWish = {
      atMs,
      attemptId,
      attemptGroup: attemptId,
      campaign,
      contact,
      phone,
      mode: 'predictive',
      agreedCallback: false,
      agentReserved: false,
    };
    const decision = decideDial(questionOf(wish, route), policy, known.facts(route.usage), atMs);
    if (withLedger) {
      const made = { decisionId: newTimeOrderedId(atMs, rng), chainId: 'bench' };
      hash = chainDecision(recordOf(wish, route, decision, made), hash, nodeDigest).hash;
    }
    if (!decision.allowed) {
      trunks.giveBack(route);
      return 'blocked';
    }
    trunks.spend(route);
    trunks.release(route.trunk.id);
    return 'allowed';
  };

  /** Decides so many times; how often the answer was what. */
  const run = async (decisions: number) => {
    const counts = { allowed: 0, blocked: 0, no_route: 0 };
    for (let index = 0; index < decisions; index += 1) {
      counts[once(index)] += 1;
      if (index % TURN === TURN - 1) {
        clock.nowMs += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    return counts;
  };
  return { run, close: () => usage.close() };
}
