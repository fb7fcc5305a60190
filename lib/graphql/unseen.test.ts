import { beforeAll, describe, expect, test } from 'vitest'
import { askGraphql, dataOf, keyOf, refusalOf } from '@/lib/testing/graphql'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'

// A script has not been shown how things were (R13): what it does not say is not compared, and what it leaves out of a change stays.

let organization: Organization
let key: string

beforeAll(async () => {
  organization = await newOrganization()
  key = await keyOf(organization.administrator)
})

async function change(name: string, input: string, fields: string) {
  return askGraphql(`mutation { ${name}(input: { ${input} }) { ${fields} } }`, { key })
}

describe('without what was shown', () => {
  test('a role keeps what is left out', async () => {
    const roleId = await newCustomRole(organization, ['read:flow'])
    dataOf(await change('update_custom_role', `role_id: "${roleId}", description: "For guests"`, 'version'))
    const { role } = dataOf(
      await askGraphql(`{ role(role_id: "${roleId}") { name description permissions } }`, { key }),
    )
    expect(role).toEqual({ name: `Role ${roleId}`, description: 'For guests', permissions: ['read:flow'] })
  })

  test('a workspace keeps what is left out, and is changed, shared and given a default role', async () => {
    const { roles } = organization
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const { membershipId } = await newMember(organization, roles.MEMBER)
    await newGrant(organization, { workspaceId, membershipId, roleId: roles.RUNNER })
    const workspace = `workspace_id: "${workspaceId}"`
    dataOf(await change('update_workspace', `${workspace}, description: "Numbers"`, 'name'))
    dataOf(await change('set_workspace_default_role', `${workspace}, role_id: "${roles.RUNNER}"`, 'role_id'))
    const changes = `changes: [{ membership_id: "${membershipId}", role_id: "${roles.COLLABORATOR}" }]`
    const changed = await change(
      'change_workspace_access',
      `${workspace}, ${changes}`,
      'outcomes { outcome }',
    )
    expect(dataOf(changed)).toEqual({ change_workspace_access: { outcomes: [{ outcome: 'changed' }] } })
    const grants = `grants: [{ membership_id: "${membershipId}" }]`
    const removed = await change('remove_workspace_access', `${workspace}, ${grants}`, 'outcomes { outcome }')
    expect(dataOf(removed)).toEqual({ remove_workspace_access: { outcomes: [{ outcome: 'changed' }] } })
    const read = await askGraphql(`{ workspace(${workspace}) { name description default_role { id } } }`, {
      key,
    })
    expect(dataOf(read).workspace).toEqual({
      name: 'Analytics',
      description: 'Numbers',
      default_role: { id: roles.RUNNER },
    })
  })

  test('an organization is renamed', async () => {
    dataOf(await change('rename_organization', 'name: "Acme Two"', 'name'))
    expect(dataOf(await askGraphql('{ organization { name } }', { key })).organization).toEqual({
      name: 'Acme Two',
    })
  })
})

describe('with it', () => {
  test('what is not so any more is refused, and nothing changes', async () => {
    const { roles } = organization
    const roleId = await newCustomRole(organization, ['read:flow'])
    const { membershipId } = await newMember(organization, roles.MEMBER)
    const refused = await Promise.all([
      change('update_custom_role', `role_id: "${roleId}", name: "Other", expected_version: 7`, 'id'),
      change('delete_custom_role', `role_id: "${roleId}", expected_version: 7`, 'success'),
      change('rename_organization', 'name: "Other", expected_name: "Never"', 'name'),
      change(
        'set_membership_role',
        `membership_id: "${membershipId}", role_id: "${roles.USER}", expected_role_id: "${roleId}"`,
        'id',
      ),
    ])
    expect(refused.map(refusalOf)).toEqual(refused.map(() => 'precondition_failed/changed_meanwhile'))
    const { member } = dataOf(
      await askGraphql(`{ member(membership_id: "${membershipId}") { role_id } }`, { key }),
    )
    expect(member).toEqual({ role_id: roles.MEMBER })
  })
})
