import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyMembership, anyWorkspace, custom, now } from '../testing/policy-facts'
import {
  decideOrganizationPermission,
  decideWorkspacePermission,
  organizationPermissions,
  workspacePermissions,
  type MembershipFacts,
  type PermissionDecision,
  type WorkspaceFacts,
} from './evaluate'
import type { PermissionReason } from './explain'
import {
  isOrganizationPermission,
  permissionDefinition,
  permissionDefinitions,
  type Permission,
} from './permissions'
import type { Remedy } from './remedies'
import { findBuiltInRole } from './roles'
import { workspaceAccess } from './access'

const questions = 10_000

type Question = { membership: MembershipFacts | null; workspace: WorkspaceFacts; permission: Permission }

const anyQuestion: fc.Arbitrary<Question> = fc.record({
  membership: fc.option(anyMembership, { freq: 30 }),
  workspace: anyWorkspace,
  permission: fc.constantFrom(...permissionDefinitions.map(({ id }) => id)),
})

describe(`of ${questions} random questions`, () => {
  it('the explanation is the enforcement: allowed, in the set of all, and given by some reason are one', () => {
    const answers = { yes: 0, no: 0 }
    ask((question) => {
      const decision = answer(question)
      answers[decision.allowed ? 'yes' : 'no'] += 1
      expect(decision.allowed).toBe(isInSetOfAll(question))
      expect(decision.reasons.some(({ outcome }) => outcome === 'gave')).toBe(decision.allowed)
      expect(decision.reasons.some(({ outcome }) => outcome === 'refused')).toBe(
        !decision.allowed && !isSimplyMissing(decision),
      )
    })
    // Neither answer is so rare that what is said about it says little.
    expect(Math.min(answers.yes, answers.no)).toBeGreaterThan(questions / 10)
  })

  it('taking away exactly what gave it turns each yes into a no, and taking all but one does not', () => {
    ask((question) => {
      const { reasons, allowed } = answer(question)
      if (!allowed) return
      const giving = reasons.filter(({ outcome }) => outcome === 'gave')
      expect(answer(without(question, reasons, giving)).allowed).toBe(false)
      for (const kept of giving.filter(isRemovable)) {
        const others = giving.filter((reason) => reason !== kept)
        if (others.every(isRemovable)) expect(answer(without(question, reasons, others)).allowed).toBe(true)
      }
    })
  })

  it('taking away what did not give it leaves each yes a yes', () => {
    ask((question) => {
      const { reasons, allowed } = answer(question)
      if (!allowed) return
      const idle = reasons.filter((reason) => isRemovable(reason) && reason.outcome !== 'gave')
      expect(answer(without(question, reasons, idle)).allowed).toBe(true)
    })
  })

  it('the listed steps turn each no into a yes, and leaving any of them out does not', () => {
    ask((question) => {
      const decision = answer(question)
      if (decision.allowed) return
      expect(decision.remedies.length).toBeGreaterThan(0)
      if (decision.remedies.some(({ kind }) => kind === 'ask_operator' || kind === 'let_a_user')) return
      expect(answer(decision.remedies.reduce(taken, question)).allowed).toBe(true)
      for (const left of decision.remedies) {
        const others = decision.remedies.filter((remedy) => remedy !== left)
        expect(answer(others.reduce(taken, question)).allowed).toBe(false)
      }
    })
  })

  it('the sources of the access to a workspace are those that gave something there', () => {
    ask(({ membership, workspace }) => {
      if (membership === null) return
      const access = workspaceAccess(membership, workspace, now)
      const held = workspacePermissions(membership, workspace, now)
      expect(access.permissionCount).toBe(held.size)
      expect(access.summary === '').toBe(held.size === 0)
      const gave = new Set<string>()
      for (const permission of held) {
        decideWorkspacePermission(membership, workspace, permission, now).reasons.forEach((reason, index) => {
          if (reason.outcome === 'gave') gave.add(`${index} ${reason.source} ${reason.role?.name}`)
        })
      }
      expect(access.sources.length).toBe(gave.size)
    }, questions / 10)
  })
})

function ask(check: (question: Question) => void, numRuns = questions): void {
  fc.assert(fc.property(anyQuestion, check), { numRuns })
}

function answer({ membership, workspace, permission }: Question): PermissionDecision {
  return isOrganizationPermission(permission)
    ? decideOrganizationPermission(membership, permission)
    : decideWorkspacePermission(membership, workspace, permission, now)
}

function isInSetOfAll({ membership, workspace, permission }: Question): boolean {
  if (membership === null) return false
  return isOrganizationPermission(permission)
    ? organizationPermissions(membership).has(permission)
    : workspacePermissions(membership, workspace, now).has(permission)
}

function isSimplyMissing(decision: PermissionDecision): boolean {
  return !decision.allowed && decision.reason === 'missing_permission'
}

/** The floor under every active membership is no source of its own: it goes with the membership. */
function isRemovable({ source }: PermissionReason): boolean {
  return (
    source === 'organization_role' || source === 'default_role' || source === 'grant' || source === 'group'
  )
}

/** The same question after these of its reasons are gone from the facts. */
function without(
  question: Question,
  all: readonly PermissionReason[],
  gone: readonly PermissionReason[],
): Question {
  const { membership, workspace } = question
  if (membership === null || gone.some(({ source }) => source === 'member_floor'))
    return { ...question, membership: null }
  const grants = all.filter(({ source }) => source === 'grant' || source === 'group')
  return {
    ...question,
    membership: gone.some(({ source }) => source === 'organization_role')
      ? { ...membership, role: custom() }
      : membership,
    workspace: {
      defaultRole: gone.some(({ source }) => source === 'default_role') ? null : workspace.defaultRole,
      // Reasons come in the order of the grants.
      grants: workspace.grants.filter((_, index) => !gone.some((reason) => reason === grants[index])),
    },
  }
}

/** The same question after somebody did what a remedy says. */
function taken(question: Question, remedy: Remedy): Question {
  const { membership, workspace } = question
  if (remedy.kind === 'be_invited')
    return { ...question, membership: { kind: 'USER', status: 'ACTIVE', role: roleWith(remedy.permission) } }
  if (membership === null) throw new Error(`no membership to ${remedy.kind}`)
  const withMembership = (change: Partial<MembershipFacts>) => ({
    ...question,
    membership: { ...membership, ...change },
  })
  const withGrants = (grants: WorkspaceFacts['grants']) => ({
    ...question,
    workspace: { ...workspace, grants },
  })
  switch (remedy.kind) {
    case 'reactivate':
      return withMembership({ status: 'ACTIVE' })
    case 'change_organization_role':
      return withMembership({ role: custom() })
    case 'give_organization_role':
      return withMembership({ role: roleWith(remedy.permission) })
    case 'renew_grant':
      return withGrants(
        workspace.grants.map((grant) =>
          grant.role.name === remedy.role.name && grant.expiresAt === remedy.expiredAt
            ? { ...grant, expiresAt: null }
            : grant,
        ),
      )
    case 'give_workspace_role': {
      const example = remedy.example === null ? null : findBuiltInRole(remedy.example)
      const role = { id: 'role-given', name: remedy.example ?? '', builtIn: example?.key ?? null }
      return withGrants([...workspace.grants, { role: { ...role, permissions: [] }, expiresAt: null }])
    }
    default:
      throw new Error(`nobody of the account can ${remedy.kind}`)
  }
}

// Some permissions are in no custom role.
function roleWith(permission: Permission): MembershipFacts['role'] {
  return permissionDefinition(permission).isReserved
    ? { id: 'role-administrator', name: 'Administrator', builtIn: 'ADMINISTRATOR', permissions: [] }
    : custom(permission)
}
