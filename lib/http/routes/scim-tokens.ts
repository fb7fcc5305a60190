import { z } from '@hono/zod-openapi'
import {
  createdScimTokenView,
  createScimTokenInput,
  listScimTokensInput,
  scimTokenInput,
  scimTokensView,
} from '@/lib/scim/schema'
import { createScimToken, listScimTokens, revokeScimToken } from '@/lib/scim/tokens'
import { snakeCaseInput } from '@/lib/snake-case'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'Provisioning'
const tokenReference = { status: 200, schema: z.object({ id: z.uuid() }), description: 'Its id' } as const
const list = '/accounts/{accountId}/sso/scim-tokens'

/** The tokens with which identity providers provision. */
export const scimTokenRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: list,
    area,
    summary: 'The provisioning tokens, never their secrets, and how much was provisioned with them',
    demand: inOrganization('read:sso'),
    params: listScimTokensInput,
    answer: { status: 200, schema: scimTokensView, description: 'All of them' },
    handle: ({ ctx, params: of }) => listScimTokens(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: list,
    area,
    summary: 'Makes a provisioning token; its secret is answered this once',
    demand: inOrganization('update:sso'),
    params: listScimTokensInput,
    body: snakeCaseInput(createScimTokenInput.omit({ accountId: true })),
    example: { name: 'Entra ID' },
    creates: true,
    answer: { status: 201, schema: createdScimTokenView, description: 'Its id and secret' },
    handle: ({ ctx, params: of, body }) => createScimToken(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'delete',
    path: `${list}/{tokenId}`,
    area,
    summary: 'Ends a provisioning token with the next request; what was provisioned with it stays',
    demand: inOrganization('update:sso'),
    params: scimTokenInput,
    answer: tokenReference,
    handle: ({ ctx, params: of }) => revokeScimToken(ctx, of),
  }),
]
