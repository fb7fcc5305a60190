import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { query } from '@/lib/testing/database'
import {
  inviteTo,
  newCustomRole,
  newHandle,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'

// What must never be is refused by the database itself, whatever the code above it does.
let one: Organization
let other: Organization
beforeAll(async () => {
  one = await newOrganization()
  other = await newOrganization()
})

describe('rows of two accounts cannot be joined', () => {
  test('a membership has no role of another account', async () => {
    const { user } = await newPerson()
    await expect(addMembership({ user_id: user.id, role_id: other.roles.MEMBER })).rejects.toThrow(
      'membership_account_id_role_id_fkey',
    )
  })

  test('nor does it change to one', async () => {
    const member = await newMember(one, one.roles.MEMBER)
    const change = query('update membership set role_id = $1 where id = $2', [
      other.roles.ADMINISTRATOR,
      member.membershipId,
    ])
    await expect(change).rejects.toThrow('membership_account_id_role_id_fkey')
  })

  test('a membership has no service account of another account', async () => {
    const serviceAccountId = await addServiceAccount(other)
    const add = addMembership({ kind: 'SERVICE_ACCOUNT', service_account_id: serviceAccountId })
    await expect(add).rejects.toThrow('membership_account_id_service_account_id_fkey')
  })

  test('a grant has neither workspace, member nor role of another account', async () => {
    const member = await newMember(one, one.roles.MEMBER)
    const foreignMember = await newMember(other, other.roles.MEMBER)
    const grant = {
      workspace_id: await addWorkspace(one),
      membership_id: member.membershipId,
      role_id: one.roles.RUNNER,
    }
    const foreign = {
      workspace_id: await addWorkspace(other),
      membership_id: foreignMember.membershipId,
      role_id: other.roles.RUNNER,
    }
    await expect(addGrant({ ...grant, workspace_id: foreign.workspace_id })).rejects.toThrow(
      'workspace_grant_account_id_workspace_id_fkey',
    )
    await expect(addGrant({ ...grant, membership_id: foreign.membership_id })).rejects.toThrow(
      'workspace_grant_account_id_membership_id_fkey',
    )
    await expect(addGrant({ ...grant, role_id: foreign.role_id })).rejects.toThrow(
      'workspace_grant_account_id_role_id_fkey',
    )
    await addGrant(grant)
  })

  test('a workspace has no default role of another account', async () => {
    const workspaceId = await addWorkspace(one)
    const change = query('update workspace set default_role_id = $1 where id = $2', [
      other.roles.RUNNER,
      workspaceId,
    ])
    await expect(change).rejects.toThrow('workspace_account_id_default_role_id_fkey')
  })

  test('an invitation has neither role nor workspace of another account', async () => {
    const { invitationId } = await inviteTo(one)
    const change = query('update invitation set role_id = $1 where id = $2', [
      other.roles.MEMBER,
      invitationId,
    ])
    await expect(change).rejects.toThrow('invitation_account_id_role_id_fkey')
    const add = query(
      'insert into invitation_workspace (account_id, invitation_id, workspace_id, role_id) values ($1, $2, $3, $4)',
      [one.accountId, invitationId, await addWorkspace(other), one.roles.RUNNER],
    )
    await expect(add).rejects.toThrow('invitation_workspace_account_id_workspace_id_fkey')
  })

  test('a link belongs to an invitation of its own account', async () => {
    const { invitationId } = await inviteTo(other)
    const add = query(
      `insert into invitation_link (account_id, id, invitation_id, token_hash, delivery, is_current) values ($1, $2, $3, '\\x00', 'COPIED', false)`,
      [one.accountId, randomUUID(), invitationId],
    )
    await expect(add).rejects.toThrow('invitation_link_account_id_invitation_id_fkey')
  })
})

describe('a membership has exactly one principal, of the kind it says', () => {
  test.each([
    ['neither', {}],
    ['a user who is called a service account', { kind: 'SERVICE_ACCOUNT', user_id: 'person' }],
    ['a service account that is called a user', { service_account_id: 'service account' }],
    ['both', { user_id: 'person', service_account_id: 'service account' }],
  ])('not %s', async (_, change: Record<string, string>) => {
    const given = {
      ...change,
      ...(change.user_id ? { user_id: (await newPerson()).user.id } : {}),
      ...(change.service_account_id ? { service_account_id: await addServiceAccount(one) } : {}),
    }
    await expect(addMembership(given)).rejects.toThrow('membership_has_one_principal')
  })

  test('and a person has one membership in an account', async () => {
    const member = await newMember(one, one.roles.MEMBER)
    await expect(addMembership({ user_id: member.user.id })).rejects.toThrow(
      'membership_account_id_user_id_key',
    )
  })
})

describe('handles', () => {
  test('are unique over the installation, former ones included', async () => {
    const add = query('insert into account_handle (handle, account_id) values ($1, $2)', [
      one.handle,
      other.accountId,
    ])
    await expect(add).rejects.toThrow('account_handle_pkey')
  })

  test('are small letters, so no two differ by case alone', async () => {
    const add = query('insert into account_handle (handle, account_id) values ($1, $2)', [
      one.handle.toUpperCase(),
      other.accountId,
    ])
    await expect(add).rejects.toThrow('account_handle_is_lower_case')
  })

  test('of an account are its own: not another account’s, and none that nobody has', async () => {
    for (const handle of [one.handle, newHandle()]) {
      const change = query('update account set handle = $1 where id = $2', [handle, other.accountId])
      await expect(change).rejects.toThrow('account_current_handle')
    }
  })

  test('in use cannot be taken away from their account', async () => {
    const remove = query('delete from account_handle where handle = $1', [one.handle])
    await expect(remove).rejects.toThrow('account_current_handle')
  })

  test.each(['ab', 'x'.repeat(41), 'Acme', '-acme', 'acme-', 'ac me', 'ac/me', ''])(
    'do not look like %j',
    async (handle) => {
      const change = query('update account set handle = $1 where id = $2', [handle, other.accountId])
      await expect(change).rejects.toThrow('account_handle_format')
    },
  )
})

describe('names without regard to case', () => {
  test('of roles are unique in an account, the built-in ones included', async () => {
    const id = await newCustomRole(one, ['read:flow'])
    for (const name of [`ROLE ${id}`, 'administrator', 'read ONLY user']) {
      await expect(addRole(name)).rejects.toThrow('role_name_in_account')
    }
  })

  test('of service accounts and handles of workspaces too', async () => {
    const name = `Robot ${randomUUID()}`
    await addServiceAccount(one, name)
    await expect(addServiceAccount(one, name.toUpperCase())).rejects.toThrow(
      'service_account_name_in_account',
    )
    await expect(addServiceAccount(other, name)).resolves.toBeDefined()
    const handle = `space-${randomUUID()}`
    await addWorkspace(one, handle)
    await expect(addWorkspace(one, handle.toUpperCase())).rejects.toThrow('workspace_handle_in_account')
  })

  test('of people: one address has one user', async () => {
    const { user } = await newPerson()
    const add = query(
      `insert into "user" (id, email, email_key, name, updated_at) values ($1, $2, $2, 'Eve', now())`,
      [randomUUID(), user.email],
    )
    await expect(add).rejects.toThrow('user_email_key_key')
  })
})

describe('invitations', () => {
  test('an address has one pending invitation in an account, and any number that were answered', async () => {
    const { invitationId, email } = await inviteTo(one)
    await expect(copyInvitation(invitationId, 'PENDING')).rejects.toThrow('invitation_pending_of_address')
    await copyInvitation(invitationId, 'REVOKED')
    await copyInvitation(invitationId, 'DECLINED')
    await inviteTo(other, { email })
  })

  test('one that was answered says when, and a pending one does not', async () => {
    const { invitationId } = await inviteTo(one)
    for (const change of [`status = 'ACCEPTED'`, 'resolved_at = now()']) {
      await expect(query(`update invitation set ${change} where id = $1`, [invitationId])).rejects.toThrow(
        'invitation_resolved_has_time',
      )
    }
  })

  test('have one current link', async () => {
    const { invitationId } = await inviteTo(one)
    const add = query(
      `insert into invitation_link (account_id, id, invitation_id, token_hash, delivery) values ($1, $2, $3, $4, 'COPIED')`,
      [one.accountId, randomUUID(), invitationId, Buffer.from(randomUUID())],
    )
    await expect(add).rejects.toThrow('invitation_link_current')
  })
})

describe('grants', () => {
  test('one for each membership and workspace', async () => {
    const member = await newMember(one, one.roles.MEMBER)
    const grant = {
      workspace_id: await addWorkspace(one),
      membership_id: member.membershipId,
      role_id: one.roles.RUNNER,
    }
    await addGrant(grant)
    await expect(addGrant({ ...grant, role_id: one.roles.OWNER })).rejects.toThrow(
      'workspace_grant_account_id_workspace_id_membership_id_key',
    )
  })
})

describe('roles', () => {
  test.each([
    ['renamed', `update role set name = 'Boss' where id = $1`],
    ['given permissions', `update role set permissions = '{update:sso}' where id = $1`],
    ['turned into a custom role', 'update role set built_in = null where id = $1'],
    ['deleted', 'delete from role where id = $1'],
  ])('a built-in one cannot be %s', async (_, sql) => {
    await expect(query(sql, [one.roles.READ_ONLY_USER])).rejects.toThrow(
      'built-in roles cannot be modified or deleted',
    )
  })

  test('a built-in one holds what the code says, so none is stored', async () => {
    const add = query(
      `insert into role (account_id, id, built_in, name, permissions, updated_at) values ($1, $2, 'NEW', 'New', '{read:flow}', now())`,
      [one.accountId, randomUUID()],
    )
    await expect(add).rejects.toThrow('role_built_in_keeps_no_permissions')
  })

  test('one that somebody has cannot be deleted', async () => {
    const roleId = await newCustomRole(one, ['read:flow'])
    await newMember(one, roleId)
    await expect(query('delete from role where id = $1', [roleId])).rejects.toThrow(
      'membership_account_id_role_id_fkey',
    )
  })
})

describe('accounts', () => {
  test('a personal one has an owner, an organization has none', async () => {
    const { user, accountId } = await newPerson()
    await expect(query('update account set owner_user_id = null where id = $1', [accountId])).rejects.toThrow(
      'account_personal_has_owner',
    )
    await expect(
      query(`update account set kind = 'ORGANIZATION' where id = $1`, [accountId]),
    ).rejects.toThrow('account_personal_has_owner')
    const take = query('update account set owner_user_id = $1 where id = $2', [user.id, one.accountId])
    await expect(take).rejects.toThrow('account_personal_has_owner')
  })

  test('a person owns one personal account', async () => {
    const [first, second] = [await newPerson(), await newPerson()]
    const take = query('update account set owner_user_id = $1 where id = $2', [
      first.user.id,
      second.accountId,
    ])
    await expect(take).rejects.toThrow('account_owner_user_id_key')
  })

  test('a name is not empty', async () => {
    await expect(query(`update account set name = '  ' where id = $1`, [one.accountId])).rejects.toThrow(
      'account_name_not_empty',
    )
  })

  test('a person who belongs to one cannot be deleted from under it', async () => {
    const { user } = await newMember(one, one.roles.MEMBER)
    await expect(query('delete from "user" where id = $1', [user.id])).rejects.toThrow('violates')
  })
})

test('a key belongs to a user or to a service account of an account, never to both or to nobody', async () => {
  const { user } = await newPerson()
  const serviceAccountId = await addServiceAccount(one)
  await expect(addKey({})).rejects.toThrow('api_key_has_one_owner')
  await expect(
    addKey({ user_id: user.id, service_account_id: serviceAccountId, account_id: one.accountId }),
  ).rejects.toThrow('api_key_has_one_owner')
  await expect(addKey({ service_account_id: serviceAccountId })).rejects.toThrow('api_key_has_one_owner')
  await expect(addKey({ service_account_id: serviceAccountId, account_id: other.accountId })).rejects.toThrow(
    'api_key_account_id_service_account_id_fkey',
  )
  await addKey({ service_account_id: serviceAccountId, account_id: one.accountId })
  await addKey({ user_id: user.id })
})

async function addMembership(change: Record<string, string>): Promise<void> {
  await insert('membership', {
    account_id: one.accountId,
    kind: 'USER',
    role_id: one.roles.MEMBER,
    principal_name: 'Eve',
    ...change,
  })
}

async function addGrant(grant: Record<string, string>): Promise<void> {
  await insert('workspace_grant', { account_id: one.accountId, ...grant })
}

async function addRole(name: string): Promise<string> {
  return insert('role', { account_id: one.accountId, name })
}

async function addServiceAccount(
  { accountId }: Organization,
  name = `Robot ${randomUUID()}`,
): Promise<string> {
  return insert('service_account', { account_id: accountId, name })
}

async function addWorkspace({ accountId }: Organization, handle = `space-${randomUUID()}`): Promise<string> {
  return insert('workspace', { account_id: accountId, name: 'Space', handle })
}

async function addKey(key: Record<string, string>): Promise<string> {
  return insert('api_key', { name: 'Key', prefix: 'rk', key_hash: randomUUID(), ...key })
}

/** Copies an invitation with another status, as no service would. */
async function copyInvitation(invitationId: string, status: string): Promise<void> {
  await query(
    `insert into invitation (account_id, id, email, email_key, role_id, status, invited_by_name, expires_at, resolved_at, updated_at)
     select account_id, $2, email, email_key, role_id, $3::"InvitationStatus", invited_by_name, expires_at,
            case when $3 = 'PENDING' then null else now() end, now()
     from invitation where id = $1`,
    [invitationId, randomUUID(), status],
  )
}

async function insert(table: string, row: Record<string, string>): Promise<string> {
  const id = randomUUID()
  const values = { id, ...row }
  const names = Object.keys(values)
  const places = names.map((_, index) => `$${index + 1}`)
  await query(
    `insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`,
    Object.values(values),
  )
  return id
}
