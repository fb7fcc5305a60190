import { query } from './database'

export type RecordedEvent = {
  action: string
  message: string
  info: Record<string, unknown>
  actor_kind: string
  object_id: string
}

/** An account's audit events in order. */
export async function eventsOf(accountId: string): Promise<RecordedEvent[]> {
  return query<RecordedEvent>(
    'select action, message, info, actor_kind, object_id from audit_event where account_id = $1 order by sequence',
    [accountId],
  )
}

/** Their names alone. */
export async function actionsOf(accountId: string): Promise<string[]> {
  return (await eventsOf(accountId)).map(({ action }) => action)
}
