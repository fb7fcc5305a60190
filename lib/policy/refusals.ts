import { refuse, type Refusal } from './decision'
import type { MembershipFacts } from './facts'
import { permissionDefinition, type Permission } from './permissions'
import { remediesFor, type Remedy } from './remedies'
import { isActive, isBelowCeiling, type Source } from './sources'
import { quoteTitle } from './titles'

export type PermissionRefusalReason =
  | 'no_membership'
  | 'operator_only'
  | 'membership_suspended'
  | 'read_only_role'
  | 'missing_permission'

/** A refusal of a permission, with every step it would take to hold it. The message already contains the steps. */
export type PermissionRefusal = Refusal<PermissionRefusalReason> & {
  readonly permission: Permission
  readonly remedies: readonly Remedy[]
}

/** Words the refusal of a permission that none of the sources gave, to whoever was refused. */
export function refusePermission(
  membership: MembershipFacts | null,
  sources: readonly Source[],
  permission: Permission,
): PermissionRefusal {
  const reason = refusalReason(membership, permission)
  const remedies = remediesFor(membership, sources, permission)
  const message = [happenings[reason](quoteTitle(permission)), ...remedies.map(remedyToActor)].join(' ')
  return { ...refuse(reason, message), permission, remedies }
}

/** A step as it is told to the one who lacks the permission: "Ask an Administrator to reactivate it." */
function remedyToActor(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'be_invited':
      return `Ask one of its Administrators for an invitation with a role that holds ${quoteTitle(remedy.permission)}.`
    case 'reactivate':
      return 'Ask an Administrator to reactivate it.'
    case 'change_organization_role':
      return `Ask an Administrator for an organization role other than ${remedy.from.name}.`
    case 'renew_grant':
      return `Your role ${remedy.role.name} has expired: ask ${sharers} to renew it.`
    case 'give_organization_role':
      return `Ask an Administrator for a role that holds ${quoteTitle(remedy.permission)}.`
    case 'give_workspace_role': {
      const example = remedy.example === null ? '' : `, for example ${remedy.example}`
      return `Ask ${sharers} for a role that holds ${quoteTitle(remedy.permission)}${example}.`
    }
    case 'let_a_user':
      return 'Let a member do it: a service account cannot be given it.'
    case 'ask_operator':
      return 'Ask the operator of this installation.'
  }
}

const happenings: Readonly<Record<PermissionRefusalReason, (title: string) => string>> = {
  no_membership: () => 'You do not belong to this organization.',
  operator_only: (title) => `No role in this organization holds ${title}.`,
  membership_suspended: () => 'Your membership in this organization is suspended.',
  read_only_role: (title) => `Your organization role limits what you may do, and does not allow ${title}.`,
  missing_permission: (title) => `None of your roles here holds ${title}.`,
}

function refusalReason(membership: MembershipFacts | null, permission: Permission): PermissionRefusalReason {
  if (membership === null) return 'no_membership'
  if (permissionDefinition(permission).isOperatorOnly) return 'operator_only'
  if (!isActive(membership)) return 'membership_suspended'
  if (!isBelowCeiling(membership, permission)) return 'read_only_role'
  return 'missing_permission'
}

const sharers = 'an Administrator or an Owner of the workspace'
