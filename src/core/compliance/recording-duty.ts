import type { Purpose } from '../campaign/campaign.js';
import { binds } from './binds.js';
import type { Policy, Rule } from './policy.js';

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

/** The duty of recording a call for that purpose to somebody who may be in those states. A machine that answered is no exception. */
export function recordingDuty(
  policy: Policy | readonly Rule[],
  call: { readonly purpose: Purpose; readonly ufs: readonly string[] },
): RecordingDuty {
  const rules = 'rules' in policy ? policy.rules : policy;
  const reached = (id: 'R36' | 'R37', uf: string): boolean =>
    rules.some(
      (rule) =>
        rule.id === id &&
        binds(rule.scope, { purpose: call.purpose, sector: 'outro', mode: 'predictive', ufs: [uf] }),
    );
  const ufs = call.ufs.filter((uf) => reached('R36', uf));
  const notice = call.ufs.some((uf) => reached('R37', uf));
  return ufs.length === 0 && !notice
    ? NO_DUTY
    : { record: ufs.length > 0, notice, operator: ufs.includes(NAMES_OPERATOR), ufs };
}
