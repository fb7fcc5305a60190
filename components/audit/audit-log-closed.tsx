import { WouldShow } from '@/components/feedback/would-show'
import type { Refusal } from '@/lib/capability'

const shown = [
  'Every change, sign-in and refusal, newest first: who, what, when, from which address and device, with how it was before and after.',
  'A search, and filters by time, person, kind of event, thing and workspace. What is found can be exported as CSV or NDJSON.',
  'Proof that nothing was changed or taken out: each event is chained to the one before, and the chain is verified again and again.',
]

/** In place of the audit log for whoever may not read it. */
export function AuditLogClosed({ reason }: { reason: Refusal }) {
  return <WouldShow what="The audit log is not shown here." reason={reason} shown={shown} />
}
