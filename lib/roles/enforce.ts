import { enforceRule } from '@/lib/authz/refusal-codes'
import { AppError } from '@/lib/errors'
import { decideServiceAccountRole } from '@/lib/policy/holding'
import type { Permission } from '@/lib/policy/permissions'
import { assignableOn, type RoleFacts } from '@/lib/policy/roles'
import {
  decideContent,
  decideGain,
  decideGrowth,
  decideReadOnlyUses,
  decideReassignment,
  decideUpdate,
  decideWorkspaceReassignment,
  type RoleChangeFacts,
} from './rules'
import { usesInAccount, usesInWorkspaces, type RoleUses, type UsesWithRole } from './uses'

/** Throws what refuses an edit that gives a role these permissions: for the edit itself and for its preview. */
export function enforceUpdate(
  facts: RoleChangeFacts,
  permissions: readonly Permission[],
  uses: RoleUses,
): void {
  const content = new Set(permissions)
  enforceRule(decideUpdate(facts))
  enforceRule(decideGrowth(facts, content))
  enforceRule(decideContent(facts, content))
  enforceRule(decideGain(facts, content, uses))
  if (uses.serviceAccounts > 0) enforceRule(decideServiceAccountRole({ ...facts.role, permissions }))
}

/** Where the uses of a role are. */
type Place = 'account' | 'workspaces'

/**
 * The roles that take a role's place; null where none is needed. `fieldOf` names the field of the request that chose it, and
 * `underCeilings` has the uses in workspaces by those who have a ceiling or the replaced role.
 */
type Replacements = Record<Place, RoleFacts | null> & {
  fieldOf: (place: Place) => string
  underCeilings: readonly UsesWithRole[]
}

/** Throws what refuses giving the uses of a role to others: for the deletion and for its preview. */
export function enforceReassignment(facts: RoleChangeFacts, uses: RoleUses, to: Replacements): void {
  for (const place of ['account', 'workspaces'] as const) requireFit(facts.role, to[place], place, to.fieldOf)
  enforceRule(decideReassignment(facts, uses, to.account))
  if (to.account && uses.serviceAccounts > 0) enforceRule(decideServiceAccountRole(to.account))
  if (!to.workspaces) return
  enforceRule(decideWorkspaceReassignment(facts, to.workspaces))
  // Who holds the role in the account gets its replacement there before, or in an earlier batch than, the grants get theirs.
  const held = to.underCeilings.map((use) => ({
    ...use,
    role: use.role.id === facts.role.id ? (to.account ?? use.role) : use.role,
  }))
  enforceRule(decideReadOnlyUses(held, to.workspaces))
}

/**
 * Throws what refuses touching the uses of a role at all, whichever roles are named. Whoever may not reassign them is not asked for a
 * role, as they may not even know of these uses.
 */
export function enforceReach(facts: RoleChangeFacts, uses: RoleUses): void {
  if (usesInAccount(uses) > 0) enforceRule(decideReassignment(facts, uses, null))
  if (usesInWorkspaces(uses) > 0) enforceRule(decideWorkspaceReassignment(facts, null))
}

/** The refusal of a reassignment that names no role, or none that can take the place. */
export function unfitReplacement(
  field: string,
  sentence = 'Choose the role that takes its place.',
): AppError {
  return new AppError('invalid_input', 'reassignment_required', {
    message: sentence,
    fields: { [field]: sentence },
  })
}

function requireFit(
  replaced: RoleFacts,
  role: RoleFacts | null,
  place: Place,
  fieldOf: Replacements['fieldOf'],
): void {
  if (!role) return
  if (role.id === replaced.id) throw unfitReplacement(fieldOf(place))
  const fits = assignableOn(role)
  if (place === 'account' ? fits.account : fits.workspace) return
  throw unfitReplacement(fieldOf(place), `The role ${role.name} cannot be given here. Choose another.`)
}
