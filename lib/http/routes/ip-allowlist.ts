import { ipAllowlistView, shutOutView } from '@/lib/ip-allowlist/schema'
import { getIpAllowlist, previewEnforcement } from '@/lib/ip-allowlist/service'
import { accountParams as params } from '@/lib/wire/fields'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'IP allowlist'

/** What the page of an account's IP allowlist reads. */
export const ipAllowlistRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/ip_allowlist/console',
    area,
    summary: 'The list as the page shows it, with what one may do and which entries are of one’s own address',
    demand: inOrganization('read:organization'),
    params,
    answer: { status: 200, schema: ipAllowlistView, description: 'The list' },
    handle: ({ ctx, params: of }) => getIpAllowlist(ctx, of),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/ip_allowlist/preview',
    area,
    summary: 'Whom enforcing the list as it is would shut out, as far as is known',
    demand: inOrganization('update:organization'),
    params,
    answer: { status: 200, schema: shutOutView, description: 'How many, and the first few by name' },
    handle: ({ ctx, params: of }) => previewEnforcement(ctx, of),
  }),
]
