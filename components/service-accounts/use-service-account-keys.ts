'use client'
import type { NewKey } from '@/components/api-keys/create-key-dialog'
import type { KeyChanges } from '@/components/api-keys/use-key-actions'
import {
  createServiceAccountKeyAction,
  revokeServiceAccountKeyAction,
  rotateServiceAccountKeyAction,
  updateServiceAccountKeyAction,
} from '@/lib/api-keys/actions'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { useSecretAction } from '@/lib/client/use-secret-action'
import { serviceAccountKeys, type ServiceAccountOf } from '@/lib/service-accounts/queries'

/** Makes keys of the service accounts of an organization. */
export function useCreateServiceAccountKey(accountId: string) {
  const create = useSecretAction(createServiceAccountKeyAction, {
    invalidates: [serviceAccountKeys.all(accountId)],
  })
  return (key: NewKey & { serviceAccountId: string }) => create({ accountId, ...key })
}

/** The changes of the keys of one service account. */
export function useServiceAccountKeyChanges(of: ServiceAccountOf): KeyChanges {
  const stale = { invalidates: [serviceAccountKeys.all(of.accountId)] }
  const rotate = useSecretAction(rotateServiceAccountKeyAction, stale)
  const update = useActionMutation(updateServiceAccountKeyAction, {
    ...stale,
    successMessage: 'The key is saved.',
  })
  const revoke = useActionMutation(revokeServiceAccountKeyAction, {
    ...stale,
    successMessage: 'The key is revoked.',
  })
  return {
    rotate: ({ id }, rotation) => rotate({ ...of, apiKeyId: id, ...rotation }),
    update: ({ id }, change) => update.submit({ ...of, apiKeyId: id, ...change }),
    revoke: ({ id }) => revoke.submit({ ...of, apiKeyId: id }),
  }
}
