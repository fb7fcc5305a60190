import {
  createdScimTokenView,
  createScimTokenInput,
  revokeScimTokenInput,
  scimTokensView,
} from '@/lib/scim/schema'
import { createScimToken, listScimTokens, revokeScimToken } from '@/lib/scim/tokens'
import { ofTenant } from '../inputs'
import { mutation, query } from '../operation'
import { idOnly } from '../views'

/** The tokens with which identity providers provision. */
export const scimTokenOperations = [
  query({
    name: 'scim_tokens',
    description:
      'Lists the provisioning tokens, never their secrets, and how much was provisioned with them. Needs `read:sso`.',
    input: ofTenant,
    output: scimTokensView,
    run: listScimTokens,
  }),
  mutation({
    name: 'create_scim_token',
    description:
      'Makes a provisioning token; its secret is answered this once. Needs `update:sso` and a plan with single sign-on; refused with ' +
      '`too_many_tokens`.',
    input: createScimTokenInput,
    output: createdScimTokenView,
    run: createScimToken,
  }),
  mutation({
    name: 'revoke_scim_token',
    description:
      'Ends a provisioning token with the next request; what was provisioned with it stays. Needs `update:sso`.',
    input: revokeScimTokenInput,
    output: idOnly,
    run: revokeScimToken,
  }),
]
