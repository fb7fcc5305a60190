import type { AccountReference } from '@/lib/workspaces/schema'

/** An account in a choice. */
export function accountOption({ id, kind, name, handle }: AccountReference) {
  return { value: id, label: kind === 'PERSONAL' ? `${name} (personal)` : name, hint: handle }
}
