import { z } from '@hono/zod-openapi'
import {
  accountSettings,
  setAccountDomainsInput,
  updateAccountInput,
  updateAccountSettingsInput,
} from '@/lib/accounts/schema'
import { updateAccount } from '@/lib/accounts/profile'
import { deleteOrganization } from '@/lib/accounts/service'
import {
  getAccountSettings,
  listAccountDomains,
  setAccountDomains,
  updateAccountSettings,
} from '@/lib/accounts/settings'
import { getAccount } from '@/lib/wire/account'
import { accountView } from '@/lib/wire/account-schema'
import { accountParams as params } from '@/lib/wire/fields'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'Accounts (wire format)'

/** An account as clients of the wire format manage it: what it says of itself, its settings and its domains. */
export const wireAccountRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}',
    area,
    summary: 'The account with its settings and its plan',
    demand: inOrganization('read:organization'),
    params,
    answer: { status: 200, schema: accountView, description: 'The account' },
    handle: ({ ctx, params: { accountId } }) => getAccount(ctx, accountId),
  }),
  defineRoute({
    method: 'patch',
    path: '/accounts/{accountId}',
    area,
    summary:
      'Changes name, handle, location and link; what is left out stays, and null clears location and link',
    demand: inOrganization('update:organization'),
    params,
    body: updateAccountInput.omit({ accountId: true }),
    example: { name: 'Acme', handle: 'acme', location: null, link: null, auth_expiration_seconds: null },
    answer: { status: 204, description: 'Changed' },
    handle: async ({ ctx, params: { accountId }, body }) => {
      await updateAccount(ctx, { accountId, ...body })
      return undefined
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/accounts/{accountId}',
    area,
    summary: 'Deletes the organization with everything in it but its audit log, for good',
    demand: inOrganization('delete:organization'),
    params,
    answer: { status: 204, description: 'Deleted' },
    handle: async ({ ctx, params: { accountId } }) => {
      await deleteOrganization(ctx, { accountId, handle: null })
      return undefined
    },
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/settings',
    area,
    summary: 'The settings of the account',
    demand: inOrganization('read:organization'),
    params,
    answer: {
      status: 200,
      schema: accountSettings,
      description: 'All of them; `enforce_ip_allowlist` is missing where there is no IP allowlist',
    },
    handle: ({ ctx, params: { accountId } }) => getAccountSettings(ctx, accountId),
  }),
  defineRoute({
    method: 'patch',
    path: '/accounts/{accountId}/settings',
    area,
    summary: 'Changes the settings that are sent; the others stay',
    demand: inOrganization('update:organization'),
    params,
    body: updateAccountSettingsInput.omit({ accountId: true }),
    example: { managed_execution: false },
    answer: { status: 204, description: 'Changed' },
    handle: async ({ ctx, params: { accountId }, body }) => {
      await updateAccountSettings(ctx, { accountId, ...body })
      return undefined
    },
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/domains',
    area,
    summary: 'The mail domains that the account calls its own',
    demand: inOrganization('read:organization'),
    params,
    answer: {
      status: 200,
      schema: z.array(z.object({ name: z.string() })),
      description: 'All of them, in the order they were given',
    },
    handle: ({ ctx, params: { accountId } }) => listAccountDomains(ctx, accountId),
  }),
  defineRoute({
    method: 'patch',
    path: '/accounts/{accountId}/domains',
    area,
    summary: 'Gives the account other domains, whole and in their order',
    demand: inOrganization('update:organization'),
    params,
    body: setAccountDomainsInput.omit({ accountId: true }),
    example: { domain_names: ['example.com'] },
    answer: { status: 204, description: 'Changed' },
    handle: async ({ ctx, params: { accountId }, body }) => {
      await setAccountDomains(ctx, { accountId, ...body })
      return undefined
    },
  }),
]
