/** The words of the port, repeated because the wire stands beside it; a test compares. */
export const ADMIN_ACTION_WORDS = [
  'person_export',
  'person_erase',
  'evidence_read',
  'decisions_read',
  'contact_read',
  'card_read',
  'export_ordered',
  'export_taken',
  'retention',
  'recording_play',
  'recording_keys',
  'call_heard',
  'change',
] as const;
