/** What the types of the audit log's proof and of webhooks are. */
export const auditTypeWords: Readonly<Record<string, string>> = {
  AuditCheckpoint: 'The hash of an event of the audit log, signed by the installation.',
  ChainProblem: 'Why an event of the audit log does not hold.',
  ChainState: 'How far the chain of the audit log was verified.',
  CreatedWebhook: 'A webhook with its secret, which is told this once.',
  Webhook: 'An address to which the events of the account are sent, never its secret.',
  WebhookDelivery: 'One request to a webhook and what came of it.',
}

/** What their fields are. */
export const auditFieldWords: Readonly<Record<string, string>> = {
  'AuditCheckpoint.hash': 'The hash of the event of that number, in hexadecimal.',
  'AuditCheckpoint.type': 'Always `roster audit checkpoint`: what else is signed says otherwise.',
  'ChainState.problem': 'Why the first bad event does not hold; null where all do.',
  actions: 'The actions of the events that are sent, such as `role.created`; empty for all.',
  'WebhookDelivery.answer': 'The beginning of the answer.',
  attempt: 'Which try it was, counted from one.',
  'WebhookDelivery.problem': 'Why it was not taken; null when it was.',
  'WebhookDelivery.sequence': 'The number of the event; null for a test.',
  'WebhookDelivery.status': 'The status of the answer; null without one.',
  'Webhook.is_enabled': 'Whether events are sent to it.',
  'UpdateWebhookInput.is_enabled': 'Whether events are sent to it.',
  delivered_sequence: 'The number of the last event that was taken, or is not sent.',
  event_action: 'The action of the event, or `webhook.test`.',
  failures: 'How often the next event was tried in vain.',
  first_bad_sequence: 'The number of the first event that does not hold; null where all do.',
  is_replay: 'Whether somebody had it sent again.',
  key_id: 'The key that signed: the first sixteen hexadecimal digits of the SHA-256 of its public half.',
  last_sequence: 'The number of the newest event.',
  milliseconds: 'How long it took.',
  next_attempt_at: 'When the next event is tried; null for at once.',
  public_key: 'The public half of the key that signed, 32 bytes in base64.',
  requested_at: 'When it was sent.',
  secret: 'What it is signed with (HMAC-SHA-256), told this once.',
  sequence: 'The number of the event in its account.',
  signature:
    'Ed25519 over the canonical JSON (RFC 8785) of the other fields without `public_key`, in base64.',
  stands_for_removed: 'Whether the events up to it were removed for their age, and it stands for them.',
  'Webhook.url': 'Where events are sent.',
  'CreateWebhookInput.url': 'Where events are sent.',
  'UpdateWebhookInput.url': 'Where events are sent.',
  webhook_id: 'The id of the webhook.',
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
