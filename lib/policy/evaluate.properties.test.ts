import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  anyGrant,
  anyMembership,
  anyRole,
  anyWorkspace,
  builtIn,
  custom,
  now,
  past,
} from '../testing/policy-facts'
import {
  decideOrganizationPermission,
  decideWorkspacePermission,
  isVisible,
  organizationPermissions,
  permissionsAcrossWorkspaces,
  permissionsWhenActive,
  workspacePermissions,
  type GrantFacts,
  type MembershipFacts,
} from './evaluate'
import {
  isOrganizationPermission,
  isPermission,
  isWorkspacePermission,
  permissionDefinitions,
} from './permissions'
import { builtInRole, isCeiling, permissionsOfRole } from './roles'

const ids = permissionDefinitions.map((definition) => definition.id)
const ofOrganization = ids.filter(isOrganizationPermission)
const ofWorkspace = ids.filter(isWorkspacePermission)
const inRoles = builtInRole('ADMINISTRATOR').permissions
const readOnly = builtInRole('READ_ONLY_USER').permissions
const user = anyMembership.map((membership) => ({ ...membership, kind: 'USER' as const }))
const active = anyMembership.map((membership) => ({ ...membership, status: 'ACTIVE' as const }))
const unlimited = active.filter((membership) => !isCeiling(membership.role))

function isInForce(grant: GrantFacts): boolean {
  return grant.expiresAt === null || grant.expiresAt > now
}

function expectWithin(smaller: ReadonlySet<unknown>, larger: ReadonlySet<unknown>): void {
  expect([...smaller].filter((permission) => !larger.has(permission))).toEqual([])
}

describe('the union', () => {
  it('never loses a permission of a role that counts', () => {
    fc.assert(
      fc.property(unlimited, anyWorkspace, (membership, workspace) => {
        const held = workspacePermissions(membership, workspace, now)
        const counting = [
          membership.role,
          ...workspace.grants
            .filter(isInForce)
            .filter(isFor(membership))
            .map((grant) => grant.role),
        ]
        if (membership.kind === 'USER' && workspace.defaultRole !== null) counting.push(workspace.defaultRole)
        const expected = counting
          .flatMap((role) => [...permissionsOfRole(role)])
          .filter(isWorkspacePermission)
        expect(held).toEqual(new Set(expected))
      }),
    )
  })

  it('never loses a permission when a grant is added', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, anyGrant, (membership, workspace, added) => {
        const before = workspacePermissions(membership, workspace, now)
        const grants = [...workspace.grants, added]
        expectWithin(before, workspacePermissions(membership, { ...workspace, grants }, now))
      }),
    )
  })

  it('never loses a permission when No access becomes a default role', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, anyRole, (membership, workspace, defaultRole) => {
        const before = workspacePermissions(membership, { ...workspace, defaultRole: null }, now)
        expectWithin(before, workspacePermissions(membership, { ...workspace, defaultRole }, now))
      }),
    )
  })

  it('does not depend on the order of the grants', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, (membership, workspace) => {
        const grants = workspace.grants.toReversed()
        expect(workspacePermissions(membership, { ...workspace, grants }, now)).toEqual(
          workspacePermissions(membership, workspace, now),
        )
      }),
    )
  })
})

describe('a ceiling', () => {
  it('never lets a permission through that it does not hold', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, (membership, workspace) => {
        const limited = { ...membership, role: builtIn('READ_ONLY_USER') }
        expectWithin(organizationPermissions(limited), readOnly)
        expectWithin(workspacePermissions(limited, workspace, now), readOnly)
        expectWithin(permissionsAcrossWorkspaces(limited), readOnly)
      }),
    )
  })
})

describe('what gives nothing', () => {
  it('a suspended membership, whatever it was given', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, (membership, workspace) => {
        const suspended = { ...membership, status: 'SUSPENDED' as const }
        expect(organizationPermissions(suspended).size).toBe(0)
        expect(workspacePermissions(suspended, workspace, now).size).toBe(0)
        expect(permissionsAcrossWorkspaces(suspended).size).toBe(0)
        expect(isVisible(suspended, workspace, now)).toBe(false)
      }),
    )
  })

  it('an expired grant', () => {
    const ended = fc.oneof(
      fc.date({ max: now, noInvalidDate: true }),
      fc.constantFrom(now, past, new Date(Number.NaN)),
    )
    fc.assert(
      fc.property(anyMembership, anyWorkspace, anyRole, ended, (membership, workspace, role, expiresAt) => {
        const grants = [...workspace.grants, { role, expiresAt }]
        expect(workspacePermissions(membership, { ...workspace, grants }, now)).toEqual(
          workspacePermissions(membership, workspace, now),
        )
      }),
    )
  })

  it('a default role, to a service account', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, (membership, workspace) => {
        const serviceAccount = { ...membership, kind: 'SERVICE_ACCOUNT' as const }
        expect(workspacePermissions(serviceAccount, workspace, now)).toEqual(
          workspacePermissions(serviceAccount, { ...workspace, defaultRole: null }, now),
        )
      }),
    )
  })

  it('a string that the catalogue does not know', () => {
    const unknown = fc.array(fc.string().filter((text) => !isPermission(text)))
    fc.assert(
      fc.property(unknown, user, (stored, { kind }) => {
        const role = custom(...stored)
        const membership = { kind, status: 'ACTIVE' as const, role }
        const workspace = { defaultRole: role, grants: [{ role, expiresAt: null }] }
        expect(organizationPermissions(membership)).toEqual(builtInRole('MEMBER').permissions)
        expect(workspacePermissions(membership, workspace, now).size).toBe(0)
      }),
    )
  })

  it('having no membership', () => {
    fc.assert(
      fc.property(anyWorkspace, (workspace) => {
        for (const id of ofOrganization) expect(decideOrganizationPermission(null, id).allowed).toBe(false)
        for (const id of ofWorkspace)
          expect(decideWorkspacePermission(null, workspace, id, now).allowed).toBe(false)
      }),
      { numRuns: 20 },
    )
  })
})

describe('an Administrator', () => {
  it('always has everything, in every workspace, whatever else is set', () => {
    fc.assert(
      fc.property(active, anyWorkspace, (membership, workspace) => {
        const administrator = { ...membership, role: builtIn('ADMINISTRATOR') }
        expect(permissionsAcrossWorkspaces(administrator)).toEqual(inRoles)
        expect(workspacePermissions(administrator, workspace, now)).toEqual(new Set(ofWorkspace))
        expect(organizationPermissions(administrator).size + ofWorkspace.length).toBe(inRoles.size)
      }),
    )
  })
})

describe('evaluation', () => {
  it('denies by default: nothing is held that no role in the facts holds', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, (membership, workspace) => {
        const { defaultRole, grants } = workspace
        const roles = [membership.role, builtIn('MEMBER'), ...grants.map((grant) => grant.role)]
        if (defaultRole !== null) roles.push(defaultRole)
        const given = new Set(roles.flatMap((role) => [...permissionsOfRole(role)]))
        expectWithin(workspacePermissions(membership, workspace, now), given)
        expectWithin(organizationPermissions(membership), given)
      }),
    )
  })

  it('gives every active membership at least what a Member holds, and nothing of the operator to anybody', () => {
    fc.assert(
      fc.property(active, (membership) => {
        expectWithin(builtInRole('MEMBER').permissions, organizationPermissions(membership))
        expect(permissionsAcrossWorkspaces(membership).has('update:plan')).toBe(false)
      }),
    )
  })

  it('decides each permission as the set of all says, with reasons that agree', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, (membership, workspace) => {
        const there = workspacePermissions(membership, workspace, now)
        const decisions = [
          ...ofWorkspace.map((id) => ({
            isHeld: there.has(id),
            decision: decideWorkspacePermission(membership, workspace, id, now),
          })),
          ...ofOrganization.map((id) => ({
            isHeld: organizationPermissions(membership).has(id),
            decision: decideOrganizationPermission(membership, id),
          })),
        ]
        for (const { isHeld, decision } of decisions) {
          expect(decision.allowed).toBe(isHeld)
          expect(decision.reasons.some((reason) => reason.outcome === 'gave')).toBe(isHeld)
          expect(decision.allowed || decision.remedies.length > 0).toBe(true)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('sees a workspace exactly when it may be read', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, (membership, workspace) => {
        const isReadable = workspacePermissions(membership, workspace, now).has('read:workspace')
        expect(isVisible(membership, workspace, now)).toBe(isReadable)
      }),
    )
  })

  it('across workspaces is within what is held in each', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, (membership, workspace) => {
        const there = workspacePermissions(membership, workspace, now)
        const across = [...permissionsAcrossWorkspaces(membership)]
        expectWithin(new Set(across.filter(isWorkspacePermission)), there)
        expect(new Set(across.filter(isOrganizationPermission))).toEqual(organizationPermissions(membership))
      }),
    )
  })

  it('keeps the rank of a suspended membership, and is that rank for an active one', () => {
    fc.assert(
      fc.property(anyMembership, (membership) => {
        const rank = permissionsWhenActive(membership)
        expect(permissionsWhenActive({ ...membership, status: 'SUSPENDED' })).toEqual(rank)
        expect(permissionsAcrossWorkspaces({ ...membership, status: 'ACTIVE' })).toEqual(rank)
      }),
    )
  })

  it('changes none of the facts it is given', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, (membership, workspace) => {
        const before = structuredClone({ membership, workspace })
        workspacePermissions(membership, workspace, now)
        permissionsAcrossWorkspaces(membership)
        expect({ membership, workspace }).toEqual(before)
      }),
    )
  })
})

/** No group gives anything to a service account. */
function isFor({ kind }: MembershipFacts): (grant: GrantFacts) => boolean {
  return ({ group }) => kind === 'USER' || group === undefined
}
