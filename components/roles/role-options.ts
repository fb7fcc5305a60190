import type { SelectOption } from '@/components/ui/select'
import type { AssignableRole } from '@/lib/roles/schema'

/** Roles as a select offers them: those that may not be given say why. */
export function roleOptions(roles: readonly Omit<AssignableRole, 'is_built_in'>[]): SelectOption[] {
  return roles.map(({ id, name, description, refusal }) => ({
    value: id,
    label: name,
    description,
    disabledReason: refusal ?? undefined,
  }))
}

/** The role to start from: the built-in ones go from most to least, and the least is the safe one. */
export function leastRoleId(roles: readonly AssignableRole[]): string {
  const offered = roles.filter(({ refusal }) => refusal === null)
  const builtIn = offered.filter((role) => role.is_built_in)
  return (builtIn.at(-1) ?? offered.at(-1))?.id ?? ''
}
