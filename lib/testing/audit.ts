import type { TurnKind } from '@/lib/audit/turn-store'
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

/** Lets a job over all logs find only these to turn to: those of other tests are many, and looked at by nobody. */
export async function leaveTurnTo(kind: TurnKind, accountIds: string[]): Promise<void> {
  await query(
    `insert into audit_turn (kind, account_id, taken_at)
     select $1, account_id, '9999-01-01' from audit_chain where account_id <> all ($2::uuid[])
     on conflict (kind, account_id) do update set taken_at = excluded.taken_at`,
    [kind, accountIds],
  )
}
