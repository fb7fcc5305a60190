import { addressAccess } from '@/lib/ip-allowlist/schema'
import { getMyAddressAccess } from '@/lib/ip-allowlist/service'
import { accountParams as params } from '@/lib/wire/fields'
import { getIpAllowlist, replaceIpAllowlist } from '@/lib/wire/ip-allowlist'
import { ipAllowlistInput, ipAllowlistView } from '@/lib/wire/ip-allowlist-schema'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'IP allowlist (wire format)'

/** The IP allowlist of an account as clients of the wire format read and replace it. */
export const wireIpAllowlistRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/ip_allowlist',
    area,
    summary: 'The networks from which the account may be used while its list is enforced',
    demand: inOrganization('read:organization'),
    params,
    answer: { status: 200, schema: ipAllowlistView, description: 'The whole list, in its order' },
    handle: ({ ctx, params: of }) => getIpAllowlist(ctx, of),
  }),
  defineRoute({
    method: 'put',
    path: '/accounts/{accountId}/ip_allowlist',
    area,
    summary: 'Gives the account another list, whole; what was seen of an entry is ignored',
    demand: inOrganization('update:organization'),
    params,
    body: ipAllowlistInput,
    example: { entries: [{ ip_network: '203.0.113.0/24', enabled: true, description: 'Office' }] },
    answer: { status: 204, description: 'Changed' },
    handle: ({ ctx, params: of, body }) => replaceIpAllowlist(ctx, of, body),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/ip_allowlist/my_access',
    area,
    summary: 'Whether one would get in from where one is if the list were enforced',
    demand: inOrganization('read:organization'),
    params,
    answer: { status: 200, schema: addressAccess, description: 'Whether, and why' },
    handle: ({ ctx, params: of }) => getMyAddressAccess(ctx, of),
  }),
]
