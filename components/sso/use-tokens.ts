'use client'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { useSecretAction } from '@/lib/client/use-secret-action'
import { groupMappingKeys } from '@/lib/groups/queries'
import { createScimTokenAction, revokeScimTokenAction } from '@/lib/scim/actions'
import { scimKeys } from '@/lib/scim/queries'
import type { CreatedScimToken, RevokeScimTokenInput } from '@/lib/scim/schema'

type NewToken = { accountId: string; name: string; expiresAt: string | null }

/** Everything one may do to the provisioning tokens of an organization. */
export function useTokens(accountId: string) {
  const invalidates = [scimKeys.all(accountId), groupMappingKeys.all(accountId)]
  const create = useSecretAction<NewToken, CreatedScimToken>(createScimTokenAction, { invalidates })
  const revoke = useActionMutation((input: RevokeScimTokenInput) => revokeScimTokenAction(input), {
    invalidates,
    successMessage: 'The token was revoked.',
  })
  return { create, revoke }
}
