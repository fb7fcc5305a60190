import type { Ctx } from '@/lib/authz/context'
import { tenantOf } from './tenant'

/** What every operation of a request shares. */
export type GraphqlContext = {
  ctx: Ctx
  /** The account the request is about; found out once, by the first operation that asks. */
  tenant: () => Promise<string>
}

/** The context of a request; `organization` is what its header says. */
export function graphqlContext(ctx: Ctx, organization: string | undefined): GraphqlContext {
  let found: Promise<string> | undefined
  return {
    ctx,
    tenant: () => {
      found ??= tenantOf(ctx, organization)
      return found
    },
  }
}
