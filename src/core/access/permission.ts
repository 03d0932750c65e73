/**
 * see: figures, states and rows with the person masked. see_clear: who the person is. work: an agent's own work. run:
 * campaigns, agents, lists, imports. stop: the red button. govern: what binds everybody, tokens, and data of persons on
 * their own request.
 */
export const PERMISSIONS = ['see', 'see_clear', 'work', 'run', 'stop', 'govern'] as const;
export type Permission = (typeof PERMISSIONS)[number];
