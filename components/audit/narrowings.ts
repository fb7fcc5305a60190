import type { AuditLogRow } from '@/lib/audit/schema'
import { thingText } from './event-text'

/** A filter that an event leads to. */
export type Narrowing = { label: string; name: 'actor' | 'object' | 'workspace'; value: string }

/** What else the log can be narrowed to from one of its events. */
export function narrowings(
  event: Pick<AuditLogRow, 'actor_id' | 'actor_name' | 'object_table' | 'object_id' | 'workspace_id'>,
): Narrowing[] {
  const { actor_id, actor_name, object_table, object_id, workspace_id } = event
  return [
    ...(actor_id ? [{ label: `Everything ${actor_name} did`, name: 'actor' as const, value: actor_id }] : []),
    {
      label: `Everything about this ${thingText(object_table)}`,
      name: 'object',
      value: `${object_table}:${object_id}`,
    },
    ...(workspace_id && object_table !== 'workspace'
      ? [{ label: 'Everything in its workspace', name: 'workspace' as const, value: workspace_id }]
      : []),
  ]
}
