'use client'
import { Lock } from 'lucide-react'
import type { Refusal } from '@/lib/capability'
import { WhyLink } from '../ui/why-link'

type NotShownProps = {
  /** What would be here. */
  what: string
  /** Why it is not, and what would have to change. */
  reason: Refusal
}

/** In place of a part of a page that the viewer may not read: what it would show, and why it does not. */
export function NotShown({ what, reason }: NotShownProps) {
  return (
    <div className="flex items-start gap-3 rounded-md border border-line bg-surface p-4">
      <Lock aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <div className="min-w-0 text-pretty">
        <p>{what}</p>
        <p className="mt-0.5 text-muted">
          {reason.message}
          <WhyLink reason={reason} />
        </p>
      </div>
    </div>
  )
}
