import { describe, expect, it } from 'vitest'
import { builtIn, custom, future, grant, member, now, past, workspace } from '../testing/policy-facts'
import {
  decideOrganizationPermission,
  decideWorkspacePermission,
  type MembershipFacts,
  type WorkspaceFacts,
} from './evaluate'
import { isOrganizationPermission, permissionDefinitions, type Permission } from './permissions'
import { builtInRoles, type BuiltInRoleKey } from './roles'

/** Somebody in a small world: account A has the workspaces *own* and *sibling*, account B one that is *foreign*. */
type Case = { name: string; membershipInA: MembershipFacts; own: WorkspaceFacts; sibling: WorkspaceFacts }

const standpoints = [
  {
    letter: 'O',
    membershipOf: (facts: Case) => facts.membershipInA,
    workspaceOf: (facts: Case) => facts.own,
  },
  {
    letter: 'S',
    membershipOf: (facts: Case) => facts.membershipInA,
    workspaceOf: (facts: Case) => facts.sibling,
  },
  { letter: 'F', membershipOf: () => null, workspaceOf: () => openToEverybody },
  { letter: 'A', membershipOf: () => null, workspaceOf: () => openToEverybody },
]

// Foreign and anonymous are tried where a member would get the most without being added.
const openToEverybody = workspace({ defaultRole: builtIn('OWNER') })

const roles: readonly Case[] = builtInRoles.map(({ key, name, level }) =>
  level === 'organization' ? alone(name, member(builtIn(key))) : granted(name, 'MEMBER', key),
)

const combinations: readonly Case[] = [
  alone('suspended Administrator', member(builtIn('ADMINISTRATOR'), { status: 'SUSPENDED' })),
  granted('User, Owner', 'USER', 'OWNER'),
  granted('Read Only User, Owner', 'READ_ONLY_USER', 'OWNER'),
  shared('Read Only User, default Collaborator', member(builtIn('READ_ONLY_USER'))),
  shared('Member, default Collaborator', member(builtIn('MEMBER'))),
  shared('service account, default Collaborator', member(builtIn('MEMBER'), { kind: 'SERVICE_ACCOUNT' })),
  {
    ...granted('Member, Owner that expired', 'MEMBER', 'OWNER'),
    own: workspace({ grants: [grant(builtIn('OWNER'), past)] }),
  },
  {
    ...granted('Member, Owner that will expire', 'MEMBER', 'OWNER'),
    own: workspace({ grants: [grant(builtIn('OWNER'), future)] }),
  },
  alone('custom delete:flow_run', member(custom('delete:flow_run'))),
  alone('custom create:workspace, create:role', member(custom('create:workspace', 'create:role'))),
  alone('custom with only reserved permissions', member(custom(...reserved()))),
]

describe('the policy matrix', () => {
  it('is the one that was reviewed', async () => {
    const printed = [legend, table('Every role', roles), table('Combinations', combinations)].join('\n')
    await expect(printed).toMatchFileSnapshot('./matrix.snapshot.txt')
  })

  it('has no permission for a foreign account or an anonymous request', () => {
    const cells = [...roles, ...combinations].flatMap((facts) =>
      permissionDefinitions.map(({ id }) => cell(facts, id)),
    )
    expect(cells.filter((letters) => /[FA]/.test(letters))).toEqual([])
  })

  it('has every role and every permission', () => {
    expect(roles).toHaveLength(8)
    expect(table('Every role', roles).match(/^ {2}[a-z]+:[a-z_]+ /gm)).toHaveLength(
      permissionDefinitions.length,
    )
  })
})

const legend = `The policy matrix: what each role may do. Written by matrix.test.ts; read the diff when it changes.

Letters say where the permission is held:
  O  own workspace: the role was given there        F  in another account, by somebody who does not belong to it
  S  sibling workspace: same account, not shared    A  anonymous: not signed in
Organization permissions do not depend on the workspace: O and S are the same. Workspace roles are given to a Member.
`

function table(title: string, cases: readonly Case[]): string {
  const columns = cases.map((facts, index) => `  ${String(index + 1).padStart(2)}  ${facts.name}`)
  const numbers = cases.map((_facts, index) => String(index + 1).padEnd(cellWidth)).join('')
  const rows = permissionDefinitions.map(({ id }) =>
    `  ${id.padEnd(idWidth)}${cases.map((facts) => cell(facts, id).padEnd(cellWidth)).join('')}`.trimEnd(),
  )
  return [title, ...columns, '', `  ${' '.repeat(idWidth)}${numbers}`.trimEnd(), ...rows, ''].join('\n')
}

const idWidth = 28
const cellWidth = 6

function cell(facts: Case, permission: Permission): string {
  return standpoints
    .map(({ letter, membershipOf, workspaceOf }) => {
      const isHeld = decide(membershipOf(facts), workspaceOf(facts), permission)
      return isHeld ? letter : '·'
    })
    .join('')
}

function decide(membership: MembershipFacts | null, facts: WorkspaceFacts, permission: Permission): boolean {
  if (isOrganizationPermission(permission))
    return decideOrganizationPermission(membership, permission).allowed
  return decideWorkspacePermission(membership, facts, permission, now).allowed
}

function alone(name: string, membershipInA: MembershipFacts): Case {
  return { name, membershipInA, own: workspace(), sibling: workspace() }
}

function granted(name: string, organizationRole: BuiltInRoleKey, workspaceRole: BuiltInRoleKey): Case {
  const own = workspace({ grants: [grant(builtIn(workspaceRole))] })
  return { ...alone(name, member(builtIn(organizationRole))), own }
}

function shared(name: string, membershipInA: MembershipFacts): Case {
  return { ...alone(name, membershipInA), own: workspace({ defaultRole: builtIn('COLLABORATOR') }) }
}

function reserved(): string[] {
  return permissionDefinitions.filter(({ isReserved }) => isReserved).map(({ id }) => id)
}
