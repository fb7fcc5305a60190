import { describe, expect, test } from 'vitest'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization } from '@/lib/testing/organizations'
import { askScim, newScimToken } from '@/lib/testing/scim'
import { scimTokenPattern } from './schema'
import { createScimToken, listScimTokens, revokeScimToken } from './tokens'

describe('a provisioning token', () => {
  test('is told once, kept as its hash, and works until it is revoked', async () => {
    const { accountId, administrator } = await newOrganization()
    const { id, token } = await createScimToken(administrator.ctx, {
      accountId,
      name: 'Entra ID',
      expiresAt: null,
    })
    expect(token).toMatch(scimTokenPattern)
    expect(await askScim(token, { path: '/Users' })).toMatchObject({ status: 200 })
    const listed = await listScimTokens(administrator.ctx, { accountId })
    expect(listed).toMatchObject({
      base_url: 'http://roster.test:3000/scim/v2',
      tokens: [
        {
          id,
          name: 'Entra ID',
          prefix: token.slice(0, 13),
          created_by_name: 'Ada Lovelace',
          is_expired: false,
        },
      ],
    })
    const kept = JSON.stringify([
      listed,
      await query('select * from scim_token where account_id = $1', [accountId]),
      await eventsOf(accountId),
    ])
    expect(kept).not.toContain(token)
    await revokeScimToken(administrator.ctx, { accountId, tokenId: id })
    expect(await askScim(token, { path: '/Users' })).toMatchObject({ status: 401 })
    expect(await actionsOf(accountId)).toEqual(
      expect.arrayContaining(['scim_token.created', 'scim_token.revoked']),
    )
  })

  test('works beside one other, so that one takes the place of the other, and beside no third', async () => {
    const organization = await newOrganization()
    const { accountId, administrator } = organization
    const tokens = [await newScimToken(organization, 'old'), await newScimToken(organization, 'new')]
    for (const token of tokens)
      expect(await askScim(token, { path: '/Users' })).toMatchObject({ status: 200 })
    const another = { accountId, name: 'third', expiresAt: null }
    await expect(createScimToken(administrator.ctx, another)).rejects.toMatchObject({
      code: 'conflict',
      reason: 'too_many_tokens',
    })
    await query(
      `update scim_token set expires_at = now() - interval '1 day' where account_id = $1 and name = 'old'`,
      [accountId],
    )
    await createScimToken(administrator.ctx, another)
    const { tokens: listed, can } = await listScimTokens(administrator.ctx, { accountId })
    expect(listed.map(({ is_expired }) => is_expired)).toEqual([false, false, true])
    expect(can.create).toMatchObject({ reason: 'too_many_tokens' })
  })

  test('has no end that is past', async () => {
    const { accountId, administrator } = await newOrganization()
    await expect(
      createScimToken(administrator.ctx, { accountId, name: 'x', expiresAt: new Date(0) }),
    ).rejects.toMatchObject({ code: 'invalid_input', reason: 'end_is_past' })
  })

  test('is noted when it is used', async () => {
    const organization = await newOrganization()
    const token = await newScimToken(organization)
    await askScim(token, { path: '/Users?count=0' })
    await expect
      .poll(() =>
        query('select 1 from scim_token where account_id = $1 and last_used_at is not null', [
          organization.accountId,
        ]),
      )
      .toHaveLength(1)
  })
})

describe('denials', () => {
  test('only who holds update:sso makes and revokes tokens, and only who holds read:sso sees them', async () => {
    const organization = await newOrganization()
    const { accountId, administrator, roles } = organization
    const user = await newMember(organization, roles.USER)
    const stranger = (await newOrganization()).administrator
    const { id: tokenId } = await createScimToken(administrator.ctx, {
      accountId,
      name: 'x',
      expiresAt: null,
    })
    for (const [ctx, refusal] of [
      [user.ctx, { code: 'forbidden', reason: 'missing_permission' }],
      [stranger.ctx, { code: 'not_found' }],
    ] as const) {
      await expect(createScimToken(ctx, { accountId, name: 'y', expiresAt: null })).rejects.toMatchObject(
        refusal,
      )
      await expect(revokeScimToken(ctx, { accountId, tokenId })).rejects.toMatchObject(refusal)
      await expect(listScimTokens(ctx, { accountId })).rejects.toMatchObject(refusal)
    }
    const foreign = { accountId: stranger.accountId, tokenId }
    await expect(revokeScimToken(stranger.ctx, foreign)).rejects.toMatchObject({ code: expect.any(String) })
    expect((await listScimTokens(administrator.ctx, { accountId })).tokens).toHaveLength(1)
  })

  test('a plan without single sign-on makes none, and revokes those there are', async () => {
    const organization = await newOrganization()
    const { accountId, administrator } = organization
    const { id: tokenId } = await createScimToken(administrator.ctx, {
      accountId,
      name: 'x',
      expiresAt: null,
    })
    await query(`update account set plan = 'STANDARD' where id = $1`, [accountId])
    await expect(
      createScimToken(administrator.ctx, { accountId, name: 'y', expiresAt: null }),
    ).rejects.toMatchObject({ code: 'forbidden', reason: 'plan_required' })
    expect((await listScimTokens(administrator.ctx, { accountId })).can).toMatchObject({
      create: { reason: 'plan_required' },
      revoke: { allowed: true },
    })
    await revokeScimToken(administrator.ctx, { accountId, tokenId })
  })

  test('a personal account has none', async () => {
    const { administrator } = await newOrganization()
    const { accountId } = administrator
    await query(`update account set plan = 'ENTERPRISE' where id = $1`, [accountId])
    await expect(
      createScimToken(administrator.ctx, { accountId, name: 'y', expiresAt: null }),
    ).rejects.toMatchObject({ code: 'conflict', reason: 'personal_account' })
  })
})
