'use client'
import { Dialog } from '@/components/ui/dialog'
import { countOf } from '@/lib/format'
import type { MemberOutcome } from '@/lib/members/schema'

type RefusedMembersDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  outcomes: MemberOutcome[]
}

/** Who was left as they were by a change of many, and why: one entry for each reason. */
export function RefusedMembersDialog({ isOpen, onOpenChange, outcomes }: RefusedMembersDialogProps) {
  const reasons = new Map<string, string[]>()
  for (const { name, message } of outcomes)
    reasons.set(message, [...(reasons.get(message) ?? []), name || 'A member who is gone'])
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`${countOf(outcomes.length, 'member')} could not be changed`}
      description="They are as they were. The others were changed."
      size="medium"
    >
      <ul className="grid gap-4">
        {[...reasons].map(([message, names]) => (
          <li key={message} className="grid gap-1">
            <p className="font-medium">{namesText(names)}</p>
            <p className="text-pretty text-muted">{message}</p>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

const shownAtMost = 12
const list = new Intl.ListFormat('en', { type: 'conjunction' })

function namesText(names: string[]): string {
  const more = names.length - shownAtMost
  return list.format(more > 0 ? [...names.slice(0, shownAtMost), `${more} more`] : names)
}
