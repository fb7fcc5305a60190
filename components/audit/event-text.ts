import { eventKindOf } from '@/lib/audit/event-kinds'

const names: Readonly<Record<string, string>> = {
  account: 'organization',
  membership: 'member',
  user: 'person',
  api_key: 'API key',
}

/** What people call a thing by the table it is in: "service account". */
export function thingText(table: string): string {
  return names[table] ?? table.replaceAll('_', ' ')
}

/** "Roles: Created"; what nobody has named is shown as it is. */
export function kindText(action: string): string {
  const kind = eventKindOf(action)
  return kind ? `${kind.group}: ${kind.title}` : action
}
