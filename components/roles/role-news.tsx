import { ChangedMeanwhile } from '@/components/form/changed-meanwhile'
import { countOf } from '@/lib/format'
import type { RoleDetail } from '@/lib/roles/schema'

type RoleNewsProps = {
  /** As it was when the form was opened, and as somebody else saved it since. */
  before: RoleDetail
  now: RoleDetail
}

/** Tells who is editing a role what somebody else changed meanwhile. */
export function RoleNews({ before, now }: RoleNewsProps) {
  const added = now.permissions.filter((permission) => !before.permissions.includes(permission))
  const removed = before.permissions.filter((permission) => !now.permissions.includes(permission))
  const changes = [
    now.name === before.name ? '' : `it is called ${now.name} now`,
    now.description === before.description ? '' : 'its description is another',
    added.length > 0 ? `${countOf(added.length, 'permission')} came in: ${added.join(', ')}` : '',
    removed.length > 0 ? `${countOf(removed.length, 'permission')} went out: ${removed.join(', ')}` : '',
  ].filter(Boolean)
  return (
    <ChangedMeanwhile what="this role">{changes.length > 0 ? `${changes.join('; ')}.` : ''}</ChangedMeanwhile>
  )
}
