import type { CampaignFormOut } from '../../../contract/campaign-form-wire.js';
import type { Draft } from './campaign-draft.js';

/** What every part of a campaign's form is given. */
export interface EditorProps {
  readonly draft: Draft;
  readonly form: CampaignFormOut;
  readonly readOnly: boolean;
  /** What the server refused, by key of the settings. */
  readonly refused: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<Draft>) => void;
}
