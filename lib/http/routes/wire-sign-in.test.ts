import { beforeAll, describe, expect, test } from 'vitest'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { wireClient } from '@/lib/testing/wire-client'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'

// What the command line does to sign in, to list workspaces and to choose one: a single request, each time.

let organization: Organization
let workspaceId: string
beforeAll(async () => {
  organization = await newOrganization({ name: 'Acme' })
  workspaceId = await newWorkspace(organization, 'Analytics')
})

test('signing in, listing and choosing a workspace read one list, of which nothing is null', async () => {
  const { administrator, accountId, handle } = organization
  const { key } = await newUserApiKey(administrator.ctx)
  const [workspace] = await wireClient(key).list('/me/workspaces')
  expect(workspace).toMatchObject({
    account_id: accountId,
    account_name: 'Acme',
    account_handle: handle,
    workspace_id: workspaceId,
    workspace_name: 'Analytics',
    workspace_description: '',
    workspace_handle: workspaceId,
  })
})

describe('the list is of what the key opens', () => {
  test('of a service account what it was given, in its own organization', async () => {
    const robot = await newServiceAccountWithKey(organization)
    const client = wireClient(robot.key.key)
    expect(await client.list('/me/workspaces')).toEqual([])
    const { membershipId } = robot
    await newGrant(organization, { workspaceId, membershipId, roleId: organization.roles.RUNNER })
    expect(await client.list('/me/workspaces/')).toMatchObject([{ workspace_id: workspaceId }])
  })

  test('of a key that was made for one account what is there', async () => {
    const elsewhere = await newOrganization()
    const person = await newPerson()
    for (const place of [organization, elsewhere]) await newMember(place, place.roles.USER, { person })
    const otherId = await newWorkspace(elsewhere, 'Elsewhere')
    const idsOf = async (key: string) =>
      (await wireClient(key).list('/me/workspaces')).map((row) => String(row['workspace_id']))
    const bound = await newUserApiKey(person.ctx, { accountId: elsewhere.accountId })
    expect(await idsOf(bound.key)).toEqual([otherId])
    const free = await newUserApiKey(person.ctx)
    expect((await idsOf(free.key)).toSorted()).toEqual([workspaceId, otherId].toSorted())
  })

  test('whole, as nobody asks for a second page', async () => {
    const large = await newOrganization()
    const { key } = await newUserApiKey(large.administrator.ctx)
    for (let count = 0; count < 60; count += 1) await newWorkspace(large, `Workspace ${count}`)
    expect(await wireClient(key).list('/me/workspaces')).toHaveLength(60)
  })
})
