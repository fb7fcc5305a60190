import type { MembershipFacts } from './facts'
import { permissionDefinition, type Permission } from './permissions'
import { builtInRole, builtInRoles } from './roles'
import { isActive, isBelowCeiling, type RoleReference, type Source } from './sources'

/** One step towards a permission that somebody does not hold. Worded to them in refusals.ts, about them in explain.ts. */
export type Remedy =
  | { readonly kind: 'be_invited'; readonly permission: Permission }
  | { readonly kind: 'reactivate' }
  /** To any role that is no ceiling. */
  | { readonly kind: 'change_organization_role'; readonly from: RoleReference }
  | { readonly kind: 'renew_grant'; readonly role: RoleReference; readonly expiredAt: Date | null }
  | { readonly kind: 'give_organization_role'; readonly permission: Permission }
  /** `example` is the built-in role that gives least beside it, or null when none gives it. */
  | { readonly kind: 'give_workspace_role'; readonly permission: Permission; readonly example: string | null }
  /** Rule R8: no role that a service account may have holds it. */
  | { readonly kind: 'let_a_user' }
  | { readonly kind: 'ask_operator' }

/**
 * Every step it takes until the membership holds a permission that none of its sources gives now, in an order in which they can be
 * taken; taken together they give it, except where only the operator or a user may have it.
 */
export function remediesFor(
  membership: MembershipFacts | null,
  sources: readonly Source[],
  permission: Permission,
): readonly Remedy[] {
  if (permissionDefinition(permission).isOperatorOnly) return [{ kind: 'ask_operator' }]
  if (membership === null) return [{ kind: 'be_invited', permission }]
  const giving = sourceNeeded(membership, sources, permission)
  if (giving?.kind === 'let_a_user') return [giving]
  const steps: Remedy[] = []
  if (!isActive(membership)) steps.push({ kind: 'reactivate' })
  // A new organization role that holds it is no ceiling below it either.
  if (giving?.kind !== 'give_organization_role' && !isBelowCeiling(membership, permission)) {
    const { id, name } = membership.role
    steps.push({ kind: 'change_organization_role', from: { id, name } })
  }
  return giving === null ? steps : [...steps, giving]
}

/** What is missing among the sources; null when one of them holds it and is only held back. */
function sourceNeeded(
  membership: MembershipFacts,
  sources: readonly Source[],
  permission: Permission,
): Remedy | null {
  const holding = sources.filter((source) => source.permissions.has(permission))
  if (holding.some((source) => source.inactive === null)) return null
  const expired = holding.find((source) => source.inactive === 'expired')
  if (expired !== undefined) return { kind: 'renew_grant', role: expired.role, expiredAt: expired.expiresAt }
  if (permissionDefinition(permission).level === 'workspace')
    return { kind: 'give_workspace_role', permission, example: exampleOf(permission) }
  const isForUsers =
    membership.kind === 'SERVICE_ACCOUNT' && !builtInRole('MEMBER').permissions.has(permission)
  return isForUsers ? { kind: 'let_a_user' } : { kind: 'give_organization_role', permission }
}

// The built-in workspace roles are listed from the one that holds most, so the last match gives the least beside it.
function exampleOf(permission: Permission): string | null {
  const holding = builtInRoles.filter(
    (role) => role.level === 'workspace' && role.permissions.has(permission),
  )
  return holding.at(-1)?.name ?? null
}
