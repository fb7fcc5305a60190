import { z } from 'zod'
import { uuid } from '@/lib/uuid'

export const listSsoIdentitiesInput = z.object({ accountId: uuid(), membershipId: uuid() })
export const ssoIdentityInput = z.object({ accountId: uuid(), identityId: uuid() })
export type SsoIdentityInput = z.output<typeof ssoIdentityInput>

/** Who a member is at an identity provider. `email` is the address that it last said. */
export const ssoIdentityView = z.object({
  id: z.uuid(),
  connection: z.object({ id: z.uuid(), name: z.string() }),
  subject: z.string(),
  email: z.string(),
  linked_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
})
export type SsoIdentityView = z.infer<typeof ssoIdentityView>
