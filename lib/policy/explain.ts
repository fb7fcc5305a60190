import type { MembershipFacts } from './facts'
import { permissionDefinition, type Permission } from './permissions'
import type { Remedy } from './remedies'
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
import { quoteTitle } from './titles'

export type ReasonSource = SourceKind | 'ceiling' | 'suspension' | 'no_membership' | 'operator_only'

/** One thing that spoke for or against a permission. */
export type PermissionReason = {
  readonly source: ReasonSource
  /** The role that the source is, or for a ceiling the role that sets it. */
  readonly role: RoleReference | null
  /** Of a grant that ends or has ended. */
  readonly expiresAt: Date | null
  /** The group that gave the role; null for every other source. */
  readonly group: string | null
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

/** The question and its answer in one sentence: "Ada Lovelace may not create flows in Analytics." `place` is a workspace's name. */
export function answerSentence(answer: {
  readonly allowed: boolean
  readonly name: string
  readonly permission: Permission
  readonly place: string | null
}): string {
  const { title } = permissionDefinition(answer.permission)
  const deed = `${title.charAt(0).toLowerCase()}${title.slice(1)}`
  const place = answer.place === null ? '' : ` in ${answer.place}`
  return `${answer.name} ${answer.allowed ? 'may' : 'may not'} ${deed}${place}.`
}

/** A step of a refusal as it is told about the one who lacks the permission: "Reactivate the membership." */
export function remedyAbout(name: string, remedy: Remedy): string {
  switch (remedy.kind) {
    case 'be_invited':
      return `Invite ${name} with a role that holds ${quoteTitle(remedy.permission)}.`
    case 'reactivate':
      return 'Reactivate the membership.'
    case 'change_organization_role':
      return `Change the organization role from ${remedy.from.name} to another.`
    case 'renew_grant':
      return `Renew the grant of ${remedy.role.name}, which expired${dayOf(remedy.expiredAt)}.`
    case 'give_organization_role':
      return `Give ${name} an organization role that holds ${quoteTitle(remedy.permission)}.`
    case 'give_workspace_role': {
      const example = remedy.example === null ? '' : `, for example ${remedy.example}`
      return `Give ${name} a role in the workspace that holds ${quoteTitle(remedy.permission)}${example}.`
    }
    case 'let_a_user':
      return 'Let a member do it: a service account cannot be given it.'
    case 'ask_operator':
      return 'Ask the operator of this installation.'
  }
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

function dayOf(date: Date | null): string {
  return date === null || Number.isNaN(date.getTime()) ? '' : ` on ${day.format(date)}`
}

function reasonOf(source: Source, outcome: SourceOutcome): PermissionReason {
  const { kind, role, expiresAt, group } = source
  const sentence = `${subjects[kind](role.name, group ?? '')} ${predicates[outcome]}.`
  return { source: kind, role, expiresAt, group, outcome, sentence }
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
    return { source: 'ceiling', role, expiresAt: null, group: null, outcome: 'let_through', sentence }
  }
  const sentence = `${name} limits what other roles give, and does not let this through.`
  return { source: 'ceiling', role, expiresAt: null, group: null, outcome: 'refused', sentence }
}

function barrier(source: ReasonSource, sentence: string): PermissionReason {
  return { source, role: null, expiresAt: null, group: null, outcome: 'refused', sentence }
}

const subjects: Readonly<Record<SourceKind, (role: string, group: string) => string>> = {
  organization_role: (role) => `The organization role ${role}`,
  member_floor: (role) => `${role}, which every active membership holds at least,`,
  default_role: (role) => `The default workspace role ${role}`,
  grant: (role) => `${role}, given in this workspace,`,
  group: (role, group) => `${role}, given in this workspace by the group ${group},`,
}

const predicates: Readonly<Record<SourceOutcome, string>> = {
  gave: 'gives it',
  not_held: 'does not hold it',
  expired: 'held it until it expired',
  not_for_service_accounts: 'holds it, but does not apply to service accounts',
  held_back: 'holds it, but takes no effect',
}
