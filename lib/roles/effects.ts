import {
  organizationPermissions,
  workspacePermissions,
  type MembershipFacts,
  type RoleFacts,
} from '@/lib/policy/evaluate'
import { permissionDefinitions, type Permission } from '@/lib/policy/permissions'
import { countEffects, type Count } from './effects-count'
import { effectWords } from './effects-text'
import type { RoleEffects } from './schema'

type Kind = MembershipFacts['kind']

/** A role in a workspace, until it ends. */
export type GivenRole = { roleId: string; expiresAt: Date | null }

/** What a change of roles can make a difference to; everything else may be left out. */
export type EffectFacts = {
  now: Date
  roles: ReadonlyMap<string, RoleFacts>
  /** How many active members have each organization role. One may be left out when neither it nor any default role changes. */
  groups: readonly { roleId: string; kind: Kind; members: number }[]
  workspaces: readonly { id: string; defaultRoleId: string | null }[]
  /**
   * The grants of active members, one entry for each workspace that a member has any in, by hand or by groups. Of those of an unchanged role to a member whose organization
   * role does not change, only the ones in a workspace where the default role does are needed, and of these what `decisiveGrants` loads.
   */
  granted: readonly {
    membershipId: string
    kind: Kind
    roleId: string
    workspaceId: string
    grants: readonly GivenRole[]
  }[]
  /** Suspended members with a changed organization role, and pending invitations that offer one. */
  suspended: number
  invitations: number
}

/** Which role takes the place of which: as organization role, and in workspaces. */
export type Substitution = {
  account: (role: RoleFacts) => RoleFacts
  workspace: (role: RoleFacts) => RoleFacts
}

/** A difference to one permission. */
export type Effect = `${'gain' | 'lose'} ${Permission}`

/**
 * Who would gain and lose what, counted over distinct people, service accounts and workspaces. Every count comes from the functions
 * that decide about access, asked once before and once after for each combination of roles that occurs.
 */
export function computeEffects(facts: EffectFacts, substitution: Substitution): RoleEffects {
  const differ = createComparison(facts, substitution)
  const counts = countEffects(facts, differ)
  return {
    effects: [...listEffects(counts, 'lose'), ...listEffects(counts, 'gain')],
    suspended: facts.suspended,
    invitations: facts.invitations,
  }
}

/** What a combination of roles gains and loses: in the account, and in a workspace with a default role and perhaps a grant. */
export type Comparison = {
  inAccount: (member: { roleId: string; kind: Kind }) => ReadonlySet<Effect>
  inWorkspace: (member: { roleId: string; kind: Kind }, workspace: Combination) => ReadonlySet<Effect>
}
type Combination = {
  defaultRoleId: string | null
  grants?: readonly GivenRole[]
}

function createComparison({ roles, now }: EffectFacts, { account, workspace }: Substitution): Comparison {
  const known = new Map<string, ReadonlySet<Effect>>()
  const once = (key: string, compare: () => ReadonlySet<Effect>) => {
    const effects = known.get(key) ?? compare()
    known.set(key, effects)
    return effects
  }
  const roleOf = (id: string) => {
    const role = roles.get(id)
    if (!role) throw new Error('a member or workspace has a role that was not loaded')
    return role
  }
  const memberOf = (roleId: string, kind: Kind): MembershipFacts => ({
    kind,
    status: 'ACTIVE',
    role: roleOf(roleId),
  })
  const substituted = (member: MembershipFacts) => ({ ...member, role: account(member.role) })
  return {
    inAccount: ({ roleId, kind }) =>
      once(`${kind} ${roleId}`, () => {
        const member = memberOf(roleId, kind)
        return difference(organizationPermissions(member), organizationPermissions(substituted(member)))
      }),
    inWorkspace: ({ roleId, kind }, { defaultRoleId, grants = [] }) => {
      const inForce = grants.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
      const given = inForce.map((grant) => grant.roleId).toSorted()
      return once(`${kind} ${roleId} ${defaultRoleId} ${given.join(' ')}`, () => {
        const member = memberOf(roleId, kind)
        const facts = (change: (role: RoleFacts) => RoleFacts) => ({
          defaultRole: defaultRoleId ? change(roleOf(defaultRoleId)) : null,
          grants: given.map((id) => ({ role: change(roleOf(id)), expiresAt: null })),
        })
        return difference(
          workspacePermissions(
            member,
            facts((role) => role),
            now,
          ),
          workspacePermissions(substituted(member), facts(workspace), now),
        )
      })
    },
  }
}

function difference(before: ReadonlySet<Permission>, after: ReadonlySet<Permission>): ReadonlySet<Effect> {
  const lost = [...before].filter((permission) => !after.has(permission))
  const gained = [...after].filter((permission) => !before.has(permission))
  return new Set<Effect>([
    ...lost.map((permission) => `lose ${permission}` as const),
    ...gained.map((permission) => `gain ${permission}` as const),
  ])
}

function listEffects(counts: ReadonlyMap<Effect, Count>, effect: 'gain' | 'lose'): RoleEffects['effects'] {
  return permissionDefinitions.flatMap(({ id, level }) => {
    const count = counts.get(`${effect} ${id}`)
    if (!count || count.people + count.serviceAccounts === 0) return []
    const { people, serviceAccounts } = count
    const workspaces = level === 'workspace' ? count.workspaces : null
    const counted = { effect, people, serviceAccounts, workspaces }
    const { who, where } = effectWords(counted)
    return [{ permission: id, ...counted, sentence: `${who} ${id} ${where}`.trimEnd() }]
  })
}
