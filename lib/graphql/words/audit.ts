/** What the types of the audit log's proof are. */
export const auditTypeWords: Readonly<Record<string, string>> = {
  AuditCheckpoint: 'The hash of an event of the audit log, signed by the installation.',
  ChainProblem: 'Why an event of the audit log does not hold.',
  ChainState: 'How far the chain of the audit log was verified.',
}

/** What the fields and arguments of the audit log and its proof are. */
export const auditFieldWords: Readonly<Record<string, string>> = {
  actor_id:
    'The id of the user or service account who did it; null for nobody who is signed in, and for the installation itself.',
  actor_kind: 'Whether a user, a service account, the installation itself or somebody not signed in did it.',
  actor_link: 'Who did it, while they belong to the organization.',
  audit_event_id: 'The id of the event.',
  hash: 'SHA-256 over the previous hash and the event, in hexadecimal digits.',
  object_link: 'What it is about, while it is there and the caller can open it.',
  previous_hash: 'The hash of the event before, in hexadecimal digits.',
  request_id: 'The id of the request, which the answer had too.',
  user_agent: 'What the program that sent the request said it was.',
  workspace_link: 'The workspace it lies in, while it is there and the caller can open it.',
  'AuditLog.actor': 'The id of the user or service account who did it.',
  'AuditLog.event': 'What happened, by its `action`; at most 20.',
  'AuditLog.ip_address': 'The address the request came from.',
  'AuditEventDetail.ip_address': 'The address the request came from.',
  'AuditLog.object':
    'What it is about, by its kind and id as `object_table` and `object_id` have them: `role:ID`.',
  'AuditLog.search': 'Words of the sentence, in any order and case.',
  'AuditLog.since': 'From this moment on.',
  'AuditLog.time': 'When it happened, such as `30d`, `older-90d` or `2026-01-01..2026-02-01`.',
  'AuditLog.until': 'Before this moment.',
  'AuditLog.workspace': 'The id of the workspace it is about, or in which what it is about lies.',
  'AuditLog.workspace_id': 'The workspace it is about, or in which what it is about lies; null for none.',
  'AuditEventDetail.workspace_id':
    'The workspace it is about, or in which what it is about lies; null for none.',
  'AuditLink.kind': 'What it is.',
  'AuditLink.workspace_handle': 'The handle of the workspace that it is in, or is; null for none.',
  'AuditLinkKind.account': 'The organization.',
  'AuditLinkKind.member': 'A member, by the id of the membership.',
  'AuditLinkKind.service_account': 'A service account.',
  'AuditLinkKind.role': 'A role.',
  'AuditLinkKind.invitation': 'An invitation that nobody has answered.',
  'AuditLinkKind.workspace': 'A workspace.',
  'AuditLinkKind.flow': 'A flow.',
  'AuditLinkKind.flow_run': 'A run of a flow.',
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
