import { Check } from 'lucide-react'
import type { Refusal } from '@/lib/capability'
import { NotShown } from './not-shown'

type WouldShowProps = {
  what: string
  reason: Refusal
  /** What the page would show, a sentence each. */
  shown: readonly string[]
}

/** In place of a page that is not to be seen or not in the plan: why it is not, and what it would show. */
export function WouldShow({ what, reason, shown }: WouldShowProps) {
  return (
    <div className="grid max-w-2xl gap-4">
      <NotShown what={what} reason={reason} />
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
