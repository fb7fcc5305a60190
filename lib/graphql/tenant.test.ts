import { expect, test } from 'vitest'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { askGraphql, dataOf } from '@/lib/testing/graphql'
import { newHandle, newMember, newOrganization } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'

const query = '{ organization { handle } }'

test('nobody learns from the header which handles there are: all but their own are answered alike', async () => {
  const organization = await newOrganization()
  const foreign = await newOrganization()
  const suspended = await newPerson()
  await newMember(foreign, foreign.roles.MEMBER, { person: suspended, status: 'SUSPENDED' })
  const { key: ofRobot } = await newServiceAccountWithKey(organization)
  const { ctx } = organization.administrator
  const bound = await newUserApiKey(ctx, { accountId: organization.accountId })
  const keys = [await newUserApiKey(ctx), await newUserApiKey(suspended.ctx), ofRobot, bound]
  for (const { key } of keys) {
    const [theirs, nobodys] = await Promise.all(
      [foreign.handle, newHandle()].map((handle) => askGraphql(query, { key, organization: handle })),
    )
    expect(theirs?.errors?.[0]?.extensions.code).toBe('not_found')
    expect(theirs?.errors).toEqual(nobodys?.errors)
  }
})

test('a service account and a key for one account may name their organization by its handle', async () => {
  const organization = await newOrganization()
  const { accountId, handle, administrator } = organization
  const { key: ofRobot } = await newServiceAccountWithKey(organization)
  const bound = await newUserApiKey(administrator.ctx, { accountId })
  for (const { key } of [ofRobot, bound])
    expect(dataOf(await askGraphql(query, { key, organization: handle }))).toEqual({
      organization: { handle },
    })
})
