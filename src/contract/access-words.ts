/** What happens at the door, as the record of access says it; a test compares it with the port. */
export const ACCESS_EVENT_WORDS = [
  'signed_in',
  'signed_out',
  'refused',
  'locked',
  'expired',
  'cut',
  'password_changed',
  'password_reset',
  'second_factor_set',
  'second_factor_removed',
  'user_added',
  'user_changed',
  'user_blocked',
  'user_unblocked',
  'team_changed',
] as const;
