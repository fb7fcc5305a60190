'use client'
import { Check } from 'lucide-react'
import { NotShown } from '@/components/feedback/not-shown'
import type { Refusal } from '@/lib/capability'

const shown = [
  'Every change, sign-in and refusal, newest first: who, what, when, from which address and device, with how it was before and after.',
  'A search, and filters by time, person, kind of event, thing and workspace. What is found can be exported as CSV or NDJSON.',
  'Proof that nothing was changed or taken out: each event is chained to the one before, and the chain is verified again and again.',
]

/** In place of the audit log for whoever may not read it: what it would show, and why it does not. */
export function AuditLogClosed({ reason }: { reason: Refusal }) {
  return (
    <div className="grid max-w-2xl gap-4">
      <NotShown what="The audit log is not shown here." reason={reason} />
      <section
        aria-labelledby="would-show"
        className="rounded-md border border-dashed border-line p-4 sm:p-5"
      >
        <h2 id="would-show" className="font-medium">
          What this page would show
        </h2>
        <ul className="mt-3 grid gap-3">
          {shown.map((sentence) => (
            <li key={sentence} className="flex items-start gap-3">
              <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
              <span className="text-pretty text-muted">{sentence}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
