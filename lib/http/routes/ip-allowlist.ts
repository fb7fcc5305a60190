import { z } from '@hono/zod-openapi'
import { AppError } from '@/lib/errors'
import { setIpAllowlist } from '@/lib/ip-allowlist/manage'
import {
  addressAccess,
  ipAllowlistView,
  ipAllowlistWire,
  ipAllowlistWireInput,
  shutOutView,
} from '@/lib/ip-allowlist/schema'
import {
  getIpAllowlist,
  getIpAllowlistWire,
  getMyAddressAccess,
  previewEnforcement,
} from '@/lib/ip-allowlist/service'
import { uuid } from '@/lib/uuid'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'IP allowlist'
const params = z.object({ accountId: uuid() })

/** The IP allowlist of an account, as clients of the REST API and the page of settings read it. */
export const ipAllowlistRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/ip_allowlist',
    area,
    summary: 'The networks from which the account may be used while its list is enforced',
    demand: inOrganization('read:organization'),
    params,
    answer: { status: 200, schema: ipAllowlistWire, description: 'The whole list, in its order' },
    handle: ({ ctx, params: of }) => getIpAllowlistWire(ctx, of),
  }),
  defineRoute({
    method: 'put',
    path: '/accounts/{accountId}/ip_allowlist',
    area,
    summary: 'Gives the account another list, whole; what was seen of an entry is ignored',
    demand: inOrganization('update:organization'),
    params,
    body: ipAllowlistWireInput,
    example: { entries: [{ ip_network: '203.0.113.0/24', enabled: true, description: 'Office' }] },
    answer: { status: 204, description: 'Changed' },
    handle: async ({ ctx, params: { accountId }, body }) => {
      const entries = body.entries.map(({ ip_network, enabled, description }) => ({
        network: ip_network,
        isEnabled: enabled,
        description: description ?? null,
      }))
      await asInvalidInput(() => setIpAllowlist(ctx, { accountId, entries }))
      return undefined
    },
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

// Clients of the wire format print the sentence of a list that is refused only with the status of input that is not valid.
async function asInvalidInput(change: () => Promise<unknown>): Promise<void> {
  try {
    await change()
  } catch (error) {
    if (!(error instanceof AppError) || error.reason !== 'would_lock_out') throw error
    throw new AppError('invalid_input', error.reason, { message: error.message })
  }
}
