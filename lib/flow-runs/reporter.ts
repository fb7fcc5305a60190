import type { PrincipalActor } from '@/lib/authz/context'
import type { PrincipalKind } from '@/lib/db/generated/enums'
import { principalIdOf } from '@/lib/authz/access'

/** Who or what reports, as rows keep it: a principal's kind, id and name as they are now. */
export type Reporter = { kind: PrincipalKind; id: string; name: string }

/** The one who asks, as the reporter of what they write. */
export function reporterOf(actor: PrincipalActor): Reporter {
  return { kind: actor.kind, id: principalIdOf(actor), name: actor.name }
}
