import { planInvitations, type Invitation } from './invitation-plan'
import { planMembers, type Actor, type Member } from './member-plan'
import type { Person } from './named-people'
import { planRoles, type CustomRole, type Role } from './role-plan'
import { planServiceAccounts, type ServiceAccount } from './service-account-plan'
import { planWorkspaces, type Workspace } from './workspace-plan'

/** One thing that happened in the organization. */
export type Step =
  | { kind: 'role'; at: Date; role: CustomRole; by: Actor }
  | { kind: 'workspace'; at: Date; workspace: Workspace; by: Actor }
  | { kind: 'member'; at: Date; member: Member }
  | { kind: 'service_account'; at: Date; account: ServiceAccount }
  | { kind: 'invitation'; at: Date; invitation: Invitation }
  | { kind: 'suspension'; at: Date; member: Member; by: Actor }

export type BuiltInRoles = {
  administrator: Role
  user: Role
  readOnlyUser: Role
  member: Role
  owner: Role
  collaborator: Role
  runner: Role
  readOnlyCollaborator: Role
}

type PlanOptions = {
  seed: number
  members: number
  workspaces: number
  roles: number
  serviceAccounts: number
  invitations: number
  /** When the organization was made, and the present. */
  founded: Date
  now: Date
  founder: Actor
  builtIn: BuiltInRoles
  nextPerson: () => Person
  invitationDays: number
}

const day = 86_400_000

/**
 * Everything that happened in an organization since it was made, in order of time, so that whatever a step refers to is there before
 * it. The same seed and numbers give the same names, roles and shares, and the same times before `now`; ids are new each time.
 */
export function planOrganization(options: PlanOptions): Step[] {
  const { seed, founded, now, founder, builtIn, nextPerson } = options
  const from = new Date(founded.getTime() + day)
  const early = (days: number) => new Date(Math.min(from.getTime() + days * day, now.getTime()))
  const customRoles = planRoles(seed, { count: options.roles, from, to: early(120) })
  const workspaces = planWorkspaces(seed, {
    count: options.workspaces,
    from,
    to: early(400),
    readOnly: builtIn.readOnlyCollaborator,
    collaborator: builtIn.collaborator,
    customRoles,
  })
  const choices = { now, workspaces, customRoles, builtIn }
  const members = planMembers(seed, {
    count: options.members - 1,
    nextPerson,
    choices: { ...choices, founder, from, accountRoles: builtIn },
  })
  const administrators = [
    { ...founder, at: founded },
    ...members.filter(({ role }) => role === builtIn.administrator),
  ]
  const serviceAccounts = planServiceAccounts(seed, {
    count: options.serviceAccounts,
    from,
    choices,
    memberRole: builtIn.member,
    administrators,
  })
  const invitations = planInvitations(seed, {
    count: options.invitations,
    nextPerson,
    now,
    days: options.invitationDays,
    roles: builtIn,
    administrators,
  })
  return [
    ...customRoles.map((role): Step => ({ kind: 'role', at: role.at, role, by: founder })),
    ...workspaces.map((workspace): Step => ({ kind: 'workspace', at: workspace.at, workspace, by: founder })),
    ...members.map((member): Step => ({ kind: 'member', at: member.at, member })),
    ...serviceAccounts.map((account): Step => ({ kind: 'service_account', at: account.at, account })),
    ...invitations.map((invitation): Step => ({ kind: 'invitation', at: invitation.at, invitation })),
    ...members.flatMap((member): Step[] =>
      member.suspension ? [{ kind: 'suspension', member, ...member.suspension }] : [],
    ),
    // Equal times keep the order above, in which a thing comes before what refers to it.
  ].toSorted((one, other) => one.at.getTime() - other.at.getTime())
}
