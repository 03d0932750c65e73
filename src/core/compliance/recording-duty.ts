import type { CampaignSettings } from '../campaign/campaign.js';
import { binds, type CallScope } from './binds.js';
import type { Rule } from './policy.js';
import type { RuleId } from './rule-id.js';

/** What a conversation with an agent owes: a recording, and the word that it is made. */
export interface RecordingDuty {
  readonly record: boolean;
  readonly notice: boolean;
  /** The recording names the operator. */
  readonly operator: boolean;
  /** States whose law asks for it. */
  readonly ufs: readonly string[];
}

const NO_DUTY: RecordingDuty = { record: false, notice: false, operator: false, ufs: [] };
/** The state whose law also asks who the operator was (RJ Lei 6.854/2014). */
const NAMES_OPERATOR = 'RJ';

/** The duty of recording such a call to somebody who may be in those states. A machine that answered is no exception. */
export function recordingDuty(rules: readonly Rule[], call: CallScope): RecordingDuty {
  const asked = rules.filter((rule) => rule.id === 'R36' || rule.id === 'R37');
  if (asked.length === 0) {
    return NO_DUTY;
  }
  const reached = (id: RuleId, uf: string): boolean =>
    asked.some((rule) => rule.id === id && binds(rule.scope, { ...call, ufs: [uf] }));
  const ufs = call.ufs.filter((uf) => reached('R36', uf));
  const notice = call.ufs.some((uf) => reached('R37', uf));
  return ufs.length === 0 && !notice
    ? NO_DUTY
    : { record: ufs.length > 0, notice, operator: ufs.includes(NAMES_OPERATOR), ufs };
}

/**
 * What a talk of the campaign owes: what the law asks, and more where the campaign records every talk. Nobody is recorded
 * without being told (LGPD, arts. 6 VI and 9).
 */
export function talkRecording(
  { recordsEveryTalk }: Pick<CampaignSettings, 'recordsEveryTalk'>,
  duty: RecordingDuty,
): RecordingDuty {
  return recordsEveryTalk ? { ...duty, record: true, notice: true } : duty;
}
