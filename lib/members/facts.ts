import type { RoleFacts } from '@/lib/policy/roles'
import { roleFactsOf } from '@/lib/roles/facts'

/** The organization role in a member's row, as the policy sees it. */
export function roleOf(row: {
  roleId: string
  roleName: string
  builtIn: string | null
  permissions: string[]
}): RoleFacts {
  const { roleId: id, roleName: name, builtIn, permissions } = row
  return roleFactsOf({ id, name, builtIn, permissions })
}
