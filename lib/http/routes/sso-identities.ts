import { z } from '@hono/zod-openapi'
import { listSsoIdentities, unlinkSsoIdentity } from '@/lib/sso/identities'
import { listSsoIdentitiesInput, ssoIdentityInput, ssoIdentityView } from '@/lib/sso/identity-schema'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'Single sign-on: connections'
const identityReference = { status: 200, schema: z.object({ id: z.uuid() }), description: 'Its id' } as const

/** Who members are at identity providers. */
export const ssoIdentityRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/members/{membershipId}/identities',
    area,
    summary: 'Who a member is at the identity providers of the account',
    demand: inOrganization('read:sso'),
    params: listSsoIdentitiesInput,
    answer: { status: 200, schema: z.array(ssoIdentityView), description: 'The connections by name' },
    handle: ({ ctx, params }) => listSsoIdentities(ctx, params),
  }),
  defineRoute({
    method: 'delete',
    path: '/accounts/{accountId}/sso/identities/{identityId}',
    area,
    summary:
      'Disconnects a person from who they are at a provider, and ends the sessions that it opened for them',
    demand: inOrganization('update:sso'),
    params: ssoIdentityInput,
    answer: identityReference,
    handle: ({ ctx, params }) => unlinkSsoIdentity(ctx, params),
  }),
]
