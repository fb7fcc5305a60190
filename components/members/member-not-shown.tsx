'use client'
import { Lock } from 'lucide-react'
import { useWhyHref } from '@/components/ui/disabled-reason'
import { TextLink } from '@/components/ui/text-link'

type MemberNotShownProps = {
  /** What would be here. */
  what: string
  /** Why it is not, and what would have to change. */
  reason: { message: string; permission?: string | undefined }
}

/** In place of a part of a member's page that the viewer may not read. */
export function MemberNotShown({ what, reason }: MemberNotShownProps) {
  const whyHref = useWhyHref(reason)
  return (
    <div className="flex items-start gap-3 rounded-md border border-line bg-surface p-4">
      <Lock aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <div className="min-w-0 text-pretty">
        <p>{what}</p>
        <p className="mt-0.5 text-muted">
          {reason.message}
          {whyHref ? (
            <>
              {' '}
              <TextLink href={whyHref}>Why?</TextLink>
            </>
          ) : null}
        </p>
      </div>
    </div>
  )
}
