import type { MembershipFacts } from './facts'
import { permissionDefinition, type Permission } from './permissions'
import { isCeiling } from './roles'
import {
  isActive,
  isBelowCeiling,
  outcomeOf,
  type RoleReference,
  type Source,
  type SourceKind,
  type SourceOutcome,
} from './sources'

export type ReasonSource = SourceKind | 'ceiling' | 'suspension' | 'no_membership' | 'operator_only'

/** One thing that spoke for or against a permission. */
export type PermissionReason = {
  readonly source: ReasonSource
  /** The role that the source is, or for a ceiling the role that sets it. */
  readonly role: RoleReference | null
  /** Of a grant that ends or has ended. */
  readonly expiresAt: Date | null
  /** For a source, whether it gave the permission or why not; for a barrier, whether it let the permission through. */
  readonly outcome: SourceOutcome | 'let_through' | 'refused'
  /** The same for people, about the member in the third person: "Runner, given in this workspace, gives it." */
  readonly sentence: string
}

/** Everything that has a say in whether this membership holds the permission: sources first, then barriers. */
export function reasonsFor(
  membership: MembershipFacts | null,
  sources: readonly Source[],
  permission: Permission,
): readonly PermissionReason[] {
  if (membership === null) return [barrier('no_membership', 'There is no membership that could hold it.')]
  return [
    ...sources.map((source) => reasonOf(source, outcomeOf(source, permission, membership))),
    ...barriersFor(membership, permission),
  ]
}

function reasonOf(source: Source, outcome: SourceOutcome): PermissionReason {
  const { kind, role, expiresAt } = source
  const sentence = `${subjects[kind](role.name)} ${predicates[outcome]}.`
  return { source: kind, role, expiresAt, outcome, sentence }
}

function barriersFor(membership: MembershipFacts, permission: Permission): readonly PermissionReason[] {
  const barriers: PermissionReason[] = []
  if (permissionDefinition(permission).isOperatorOnly) {
    barriers.push(barrier('operator_only', 'No role holds it: only the operator of the installation may.'))
  }
  if (!isActive(membership)) {
    barriers.push(barrier('suspension', 'The membership is suspended, so nothing it was given takes effect.'))
  }
  if (isCeiling(membership.role)) barriers.push(ceiling(membership, permission))
  return barriers
}

function ceiling(membership: MembershipFacts, permission: Permission): PermissionReason {
  const { id, name } = membership.role
  const role = { id, name }
  if (isBelowCeiling(membership, permission)) {
    const sentence = `${name} limits what other roles give, and lets this through.`
    return { source: 'ceiling', role, expiresAt: null, outcome: 'let_through', sentence }
  }
  const sentence = `${name} limits what other roles give, and does not let this through.`
  return { source: 'ceiling', role, expiresAt: null, outcome: 'refused', sentence }
}

function barrier(source: ReasonSource, sentence: string): PermissionReason {
  return { source, role: null, expiresAt: null, outcome: 'refused', sentence }
}

const subjects: Readonly<Record<SourceKind, (role: string) => string>> = {
  organization_role: (role) => `The organization role ${role}`,
  member_floor: (role) => `${role}, which every active membership holds at least,`,
  default_role: (role) => `The default workspace role ${role}`,
  grant: (role) => `${role}, given in this workspace,`,
}

const predicates: Readonly<Record<SourceOutcome, string>> = {
  gave: 'gives it',
  not_held: 'does not hold it',
  expired: 'held it until it expired',
  not_for_service_accounts: 'holds it, but a default role does not apply to service accounts',
  held_back: 'holds it, but takes no effect',
}
