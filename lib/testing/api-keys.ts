import { createServiceAccountKeyInput, createUserKeyInput, type CreatedKey } from '@/lib/api-keys/schema'
import { createServiceAccountKey } from '@/lib/api-keys/service-account-keys'
import { createUserKey } from '@/lib/api-keys/user-keys'
import { contextOfRequest } from '@/lib/authz/session'
import type { Ctx } from '@/lib/authz/context'
import { newServiceAccount } from './workspaces'
import { visitor } from './people'
import type { Organization } from './organizations'

type Terms = { name?: string; accountId?: string; expiresAt?: Date }

/** A key that a person made for themselves. */
export async function newUserApiKey(ctx: Ctx, { expiresAt, ...terms }: Terms = {}): Promise<CreatedKey> {
  const asked = { name: 'Laptop', ...terms, expiresAt: expiresAt?.toISOString() ?? null }
  return createUserKey(ctx, createUserKeyInput.parse(asked))
}

/** A service account of an organization with a key that its Administrator made. */
export async function newServiceAccountWithKey(
  organization: Organization,
  { roleId = organization.roles.MEMBER, expiresAt }: { roleId?: string; expiresAt?: Date } = {},
): Promise<{ serviceAccountId: string; membershipId: string; key: CreatedKey }> {
  const made = await newServiceAccount(organization, roleId)
  const { accountId, administrator } = organization
  const asked = { accountId, serviceAccountId: made.serviceAccountId, name: 'Build server' }
  const input = createServiceAccountKeyInput.parse({ ...asked, expiresAt: expiresAt?.toISOString() ?? null })
  return { ...made, key: await createServiceAccountKey(administrator.ctx, input) }
}

/** The context of a request that sends a key, as the server makes it; throws as it does. */
export async function requestWithKey(key: string): Promise<Ctx> {
  const { requestId, ipAddress, userAgent } = visitor()
  return contextOfRequest({
    sessionCookie: undefined,
    authorization: `Bearer ${key}`,
    requestId,
    ipAddress,
    userAgent,
  })
}
