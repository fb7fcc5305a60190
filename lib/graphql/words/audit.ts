/** What the types of the audit log's proof are. */
export const auditTypeWords: Readonly<Record<string, string>> = {
  AuditCheckpoint: 'The hash of an event of the audit log, signed by the installation.',
  ChainProblem: 'Why an event of the audit log does not hold.',
  ChainState: 'How far the chain of the audit log was verified.',
}

/** What their fields are. */
export const auditFieldWords: Readonly<Record<string, string>> = {
  'AuditCheckpoint.hash': 'The hash of the event of that number, in hexadecimal.',
  'AuditCheckpoint.type': 'Always `roster audit checkpoint`: what else is signed says otherwise.',
  'ChainState.problem': 'Why the first bad event does not hold; null where all do.',
  first_bad_sequence: 'The number of the first event that does not hold; null where all do.',
  key_id: 'The key that signed: the first sixteen hexadecimal digits of the SHA-256 of its public half.',
  last_sequence: 'The number of the newest event.',
  public_key: 'The public half of the key that signed, 32 bytes in base64.',
  sequence: 'The number of the event in its account.',
  signature:
    'Ed25519 over the canonical JSON (RFC 8785) of the other fields without `public_key`, in base64.',
  stands_for_removed: 'Whether the events up to it were removed for their age, and it stands for them.',
  verified_at: 'When it was verified last; null for never.',
  verified_sequence: 'Up to which event it holds; null where it was not verified yet.',
}

/** What the values of their enums mean. */
export const auditValueWords: Readonly<Record<string, string>> = {
  'ChainProblem.changed': 'It is not what was written, or was put in.',
  contradicts_checkpoint: 'It is not the event that the installation signed for.',
  end_moved: 'It is not the event that was recorded as the last one.',
  missing: 'It was removed, or moved.',
}
