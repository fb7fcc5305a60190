import type { Actor } from '@/lib/authz/context'
import type { PrincipalKind } from '@/lib/db/generated/enums'
import { principalIdOf } from '@/lib/authz/access'

/** Who or what reports, as rows keep it: a principal's kind, id and name as they are now; the system has a name only. */
export type Reporter = { kind: PrincipalKind | null; id: string | null; name: string }

/** Whoever can report. */
export type ReportingActor = Exclude<Actor, { kind: 'ANONYMOUS' }>

/** The one who asks, as the reporter of what they write. */
export function reporterOf(actor: ReportingActor): Reporter {
  if (actor.kind === 'SYSTEM') return { kind: null, id: null, name: actor.name }
  return { kind: actor.kind, id: principalIdOf(actor), name: actor.name }
}
