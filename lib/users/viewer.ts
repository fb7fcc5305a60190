import { z } from 'zod'
import { boundAccountOf, requirePrincipal } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'

/** Who asks. `account_id` is the only account that the key acts in; null for one that acts in each of the user's, and for a session. */
export const viewerView = z.object({
  kind: z.enum(['USER', 'SERVICE_ACCOUNT']),
  id: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  is_operator: z.boolean(),
  account_id: z.uuid().nullable(),
  key: z.object({ id: z.uuid(), name: z.string(), expires_at: z.iso.datetime().nullable() }).nullable(),
})

/** Who a key or a session stands for; throws `unauthenticated` for nobody. */
export function getViewer(ctx: Ctx): Promise<z.infer<typeof viewerView>> {
  const actor = requirePrincipal(ctx)
  const { name, apiKey } = actor
  const isUser = actor.kind === 'USER'
  return Promise.resolve({
    kind: actor.kind,
    id: isUser ? actor.userId : actor.serviceAccountId,
    name,
    email: isUser ? actor.email : null,
    is_operator: isUser && actor.isOperator,
    account_id: boundAccountOf(actor),
    key: apiKey && {
      id: apiKey.id,
      name: apiKey.name,
      expires_at: apiKey.expiresAt?.toISOString() ?? null,
    },
  })
}
