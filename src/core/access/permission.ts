/**
 * enter: one's own session. work: an agent's own work. see: figures, states and rows with the person masked. see_clear:
 * who the person is. run: campaigns, agents, lists, imports. pace: the knobs of pacing. stop: the red button. telecom:
 * trunks and lines. propose: a change of policy. comply: what binds everybody, and data of persons on their own request.
 * examine: who did what. govern: who may come in.
 */
export const PERMISSIONS = [
  'enter',
  'work',
  'see',
  'see_clear',
  'run',
  'pace',
  'stop',
  'telecom',
  'propose',
  'comply',
  'examine',
  'govern',
] as const;
export type Permission = (typeof PERMISSIONS)[number];
