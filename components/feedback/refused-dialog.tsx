'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { countOf, countText } from '@/lib/format'
import type { Noun, Outcome } from '@/lib/outcome'
import { changedOf, countedAs, refusalGroups, refusedOf, type RefusalGroup } from './outcomes'

type RefusedDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** Of all in the change. */
  outcomes: Outcome[]
  noun: Noun
  /** Takes the change back for the others; its toast is out of reach behind the dialog. */
  undo: (() => void) | null
}

/** Who was left as they were by a change of many, and why: one entry for each reason, with every name. */
export function RefusedDialog({ isOpen, onOpenChange, outcomes, noun, undo }: RefusedDialogProps) {
  const close = () => onOpenChange(false)
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`${countedAs(noun, refusedOf(outcomes).length)} could not be changed`}
      description={othersText(changedOf(outcomes).length)}
    >
      <ul className="grid gap-4">
        {refusalGroups(outcomes).map((group) => (
          <Group key={group.message} group={group} />
        ))}
      </ul>
      <div className="mt-6 flex justify-end gap-2">
        {undo ? (
          <Button
            onClick={() => {
              close()
              undo()
            }}
          >
            Undo the others
          </Button>
        ) : null}
        <Button variant="primary" onClick={close}>
          Close
        </Button>
      </div>
    </Dialog>
  )
}

const shownAtFirst = 12
const list = new Intl.ListFormat('en', { type: 'unit' })

function Group({ group: { message, names } }: { group: RefusalGroup }) {
  const [isWhole, setIsWhole] = useState(names.length <= shownAtFirst)
  return (
    <li className="grid gap-1">
      <p className="font-medium wrap-anywhere">
        {list.format(isWhole ? names : names.slice(0, shownAtFirst))}
        {isWhole ? null : (
          <Button variant="ghost" size="small" onClick={() => setIsWhole(true)}>
            and {countText(names.length - shownAtFirst)} more
          </Button>
        )}
      </p>
      <p className="text-pretty text-muted">{message}</p>
    </li>
  )
}

function othersText(changed: number): string {
  if (changed === 0) return 'They are as they were, and so are all others.'
  return `They are as they were. ${countOf(changed, 'other was', 'others were')} changed.`
}
