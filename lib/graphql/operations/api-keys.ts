import {
  apiKeyView,
  createServiceAccountKeyInput,
  createUserKeyInput,
  listKeysPage,
  revokeServiceAccountKeyInput,
  revokeUserKeyInput,
  rotateServiceAccountKeyInput,
  rotateUserKeyInput,
  updateServiceAccountKeyInput,
  updateUserKeyInput,
} from '@/lib/api-keys/schema'
import {
  createServiceAccountKey,
  listServiceAccountKeys,
  revokeServiceAccountKey,
  rotateServiceAccountKey,
  updateServiceAccountKey,
} from '@/lib/api-keys/service-account-keys'
import {
  createUserKey,
  listUserKeys,
  revokeUserKey,
  rotateUserKey,
  updateUserKey,
} from '@/lib/api-keys/user-keys'
import { serviceAccountParams } from '@/lib/service-accounts/schema'
import { uuid } from '@/lib/uuid'
import { mutation, pagedQuery } from '../operation'
import { createdKey, namedThing } from '../views'

/** Keys of the user and of service accounts. */
export const apiKeyOperations = [
  pagedQuery({
    name: 'api_keys',
    description: 'Lists the user’s own keys, the newest first, ended ones last; never their secrets.',
    input: listKeysPage,
    row: apiKeyView,
    run: listUserKeys,
  }),
  mutation({
    name: 'create_api_key',
    description:
      'Creates a key that acts as the user, in the organization with this id or in all of theirs. Its secret is in the answer and nowhere else.',
    input: createUserKeyInput
      .omit({ accountId: true })
      .extend({ organizationId: uuid().nullable().default(null) }),
    output: createdKey,
    run: async (ctx, { organizationId, ...terms }) =>
      createUserKey(ctx, { ...terms, accountId: organizationId }),
  }),
  mutation({
    name: 'rotate_api_key',
    description:
      'Replaces one of the user’s keys by a new one; both work for up to 48 hours. The new secret is in the answer and nowhere else.',
    input: rotateUserKeyInput,
    output: createdKey,
    run: rotateUserKey,
  }),
  mutation({
    name: 'update_api_key',
    description: 'Renames one of the user’s keys, or gives it another end; what is left out stays.',
    input: updateUserKeyInput,
    output: namedThing,
    run: updateUserKey,
  }),
  mutation({
    name: 'revoke_api_key',
    description: 'Ends one of the user’s keys: the next request with it is refused.',
    input: revokeUserKeyInput,
    output: namedThing,
    run: revokeUserKey,
  }),
  pagedQuery({
    name: 'service_account_keys',
    description:
      'Lists the keys of a service account, the newest first; never their secrets. Needs `read:service_account`.',
    input: serviceAccountParams.extend(listKeysPage.shape),
    row: apiKeyView,
    run: listServiceAccountKeys,
  }),
  mutation({
    name: 'create_service_account_key',
    description:
      'Creates a key of a service account. Needs `update:service_account` and every permission it has (`outranked`). The secret is in the ' +
      'answer and nowhere else.',
    input: createServiceAccountKeyInput,
    output: createdKey,
    run: createServiceAccountKey,
  }),
  mutation({
    name: 'rotate_service_account_key',
    description:
      'Replaces a service account’s key by a new one; both work for up to 48 hours. Needs what creating one needs.',
    input: rotateServiceAccountKeyInput,
    output: createdKey,
    run: rotateServiceAccountKey,
  }),
  mutation({
    name: 'update_service_account_key',
    description:
      'Renames a service account’s key, or gives it another end; what is left out stays. Needs what creating one needs.',
    input: updateServiceAccountKeyInput,
    output: namedThing,
    run: updateServiceAccountKey,
  }),
  mutation({
    name: 'revoke_service_account_key',
    description:
      'Ends a service account’s key: the next request with it is refused. Needs what creating one needs.',
    input: revokeServiceAccountKeyInput,
    output: namedThing,
    run: revokeServiceAccountKey,
  }),
]
