import { describe, expect, test } from 'vitest'
import { peopleOf } from './named-people'
import { planOrganization, type BuiltInRoles, type Step } from './plan'

const now = new Date('2026-03-04T05:06:07Z')
const founded = new Date('2023-03-05T05:06:07Z')
const keys = ['administrator', 'user', 'readOnlyUser', 'member', 'owner', 'collaborator', 'runner'] as const
const builtIn: BuiltInRoles = {
  ...(Object.fromEntries(keys.map((key) => [key, { id: key, name: key }])) as BuiltInRoles), // all keys but the last
  readOnlyCollaborator: { id: 'readOnlyCollaborator', name: 'readOnlyCollaborator' },
}

function plan(change: Partial<Parameters<typeof planOrganization>[0]> = {}): Step[] {
  return planOrganization({
    seed: 1,
    members: 4_000,
    workspaces: 300,
    roles: 50,
    serviceAccounts: 250,
    invitations: 200,
    founded,
    now,
    founder: { userId: 'founder', name: 'Ada' },
    builtIn,
    nextPerson: peopleOf(1, 'acme.example.com'),
    invitationDays: 7,
    ...change,
  })
}

const steps = plan()
const members = steps.flatMap((step) => (step.kind === 'member' ? [step.member] : []))
const workspaces = steps.flatMap((step) => (step.kind === 'workspace' ? [step.workspace] : []))
const roles = steps.flatMap((step) => (step.kind === 'role' ? [step.role] : []))

test('steps are in order of time, and lie between the founding and the present', () => {
  const times = steps.map(({ at }) => at.getTime())
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  expect(times[0]).toBeGreaterThan(founded.getTime())
  expect(times.at(-1)).toBeLessThanOrEqual(now.getTime())
})

test('whatever a step refers to is there before it', () => {
  const there = new Set<string>([...Object.keys(builtIn), 'founder'])
  for (const step of steps) {
    for (const id of referencesOf(step)) expect(there).toContain(id)
    for (const id of madeBy(step)) there.add(id)
  }
})

test('names and handles are unique where they have to be', () => {
  const accounts = steps.flatMap((step) => (step.kind === 'service_account' ? [step.account.name] : []))
  for (const names of [
    workspaces.map(({ name }) => name.toLowerCase()),
    workspaces.map(({ handle }) => handle),
    roles.map(({ name }) => name.toLowerCase()),
    accounts,
  ])
    expect(new Set(names).size).toBe(names.length)
  const large = plan({ members: 1, workspaces: 5_000, roles: 500, serviceAccounts: 1_000, invitations: 0 })
  expect(
    new Set(large.flatMap((step) => (step.kind === 'workspace' ? [step.workspace.handle] : []))).size,
  ).toBe(5_000)
  expect(new Set(large.flatMap((step) => (step.kind === 'role' ? [step.role.name] : []))).size).toBe(500)
  expect(
    new Set(large.flatMap((step) => (step.kind === 'service_account' ? [step.account.name] : []))).size,
  ).toBe(1_000)
})

describe('shares are believable', () => {
  test.each([
    ['Administrators', members.filter(({ role }) => role === builtIn.administrator).length, 5, 40],
    ['Members', members.filter(({ role }) => role === builtIn.member).length, 2_200, 2_600],
    ['the first custom role', members.filter(({ role }) => role === roles[0]).length, 400, 560],
    ['suspended', members.filter(({ suspension }) => suspension).length, 50, 120],
    ['never active', members.filter(({ lastActiveAt }) => !lastActiveAt).length, 240, 400],
    ['grants', members.reduce((sum, { grants }) => sum + grants.length, 0), 9_000, 15_000],
  ])('%s: %i', (_, number, atLeast, atMost) => {
    expect(number).toBeGreaterThanOrEqual(atLeast)
    expect(number).toBeLessThanOrEqual(atMost)
  })

  test('some grants have expired and some will', () => {
    const ends = members.flatMap(({ grants }) =>
      grants.flatMap(({ expiresAt }) => (expiresAt ? [expiresAt] : [])),
    )
    expect(ends.filter((end) => end < now).length).toBeGreaterThan(300)
    expect(ends.filter((end) => end > now).length).toBeGreaterThan(300)
  })
})

test('more workspaces leave the people and what roles hold as they were', () => {
  const other = plan({ workspaces: 10, nextPerson: peopleOf(1, 'acme.example.com') })
  const namesOf = (all: Step[]) => all.flatMap((step) => (step.kind === 'member' ? [step.member.name] : []))
  const heldIn = (all: Step[]) =>
    all.flatMap((step) => (step.kind === 'role' ? [[step.role.name, step.role.permissions]] : []))
  expect(namesOf(other)).toEqual(namesOf(steps))
  expect(heldIn(other)).toEqual(heldIn(steps))
})

function referencesOf(step: Step): string[] {
  const given = (grants: { workspaceId: string; role: { id: string } }[]) =>
    grants.flatMap(({ workspaceId, role }) => [workspaceId, role.id])
  switch (step.kind) {
    case 'member':
      return [step.member.role.id, step.member.invitedBy.userId, ...given(step.member.grants)]
    case 'service_account':
      return [step.account.role.id, step.account.createdBy.userId, ...given(step.account.grants)]
    case 'invitation':
      return [step.invitation.role.id, step.invitation.invitedBy.userId]
    case 'suspension':
      return [step.member.userId, step.by.userId]
    case 'workspace':
      return step.workspace.defaultRole ? [step.workspace.defaultRole.id] : []
    case 'role':
      return []
  }
}

function madeBy(step: Step): string[] {
  switch (step.kind) {
    case 'member':
      return [step.member.userId]
    case 'workspace':
      return [step.workspace.id]
    case 'role':
      return [step.role.id]
    case 'service_account':
    case 'invitation':
    case 'suspension':
      return []
  }
}
