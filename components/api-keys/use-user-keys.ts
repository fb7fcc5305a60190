'use client'
import {
  createUserKeyAction,
  revokeUserKeyAction,
  rotateUserKeyAction,
  updateUserKeyAction,
} from '@/lib/api-keys/actions'
import { apiKeyKeys } from '@/lib/api-keys/queries'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { useSecretAction } from '@/lib/client/use-secret-action'
import type { KeyChanges } from './use-key-actions'

const stale = { invalidates: [apiKeyKeys.ofUser()] }

/** Makes keys of whoever is signed in. */
export function useCreateUserKey() {
  return useSecretAction(createUserKeyAction, stale)
}

/** The changes of the keys of whoever is signed in. */
export function useUserKeyChanges(): KeyChanges {
  const rotate = useSecretAction(rotateUserKeyAction, stale)
  const update = useActionMutation(updateUserKeyAction, { ...stale, successMessage: 'The key is saved.' })
  const revoke = useActionMutation(revokeUserKeyAction, { ...stale, successMessage: 'The key is revoked.' })
  return {
    rotate: ({ id }, rotation) => rotate({ apiKeyId: id, ...rotation }),
    update: ({ id }, change) => update.submit({ apiKeyId: id, ...change }),
    revoke: ({ id }) => revoke.submit({ apiKeyId: id }),
  }
}
