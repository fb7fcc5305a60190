'use client'
import { useQuery } from '@tanstack/react-query'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import type { ActionResult } from '@/lib/errors'
import { countOf } from '@/lib/format'
import { sharingQueries, type SharedWorkspace } from '@/lib/sharing/queries'
import type { AccessOutcome, AccessView } from '@/lib/sharing/schema'
import { AccessEffectsView } from './access-effects'

type RemoveAccessDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  of: SharedWorkspace
  workspaceName: string
  rows: AccessView[]
  action: (rows: AccessView[]) => Promise<ActionResult<{ outcomes: AccessOutcome[] }>>
}

/** Says who loses what, then takes back what they were given. */
export function RemoveAccessDialog(props: RemoveAccessDialogProps) {
  const { isOpen, onOpenChange, of, workspaceName, rows, action } = props
  const added = rows.filter(({ grant }) => grant !== null)
  const [first] = added
  const isOne = added.length === 1
  const { data, error } = useQuery({
    ...sharingQueries.removalPreview(
      of,
      added.map(({ membership_id }) => membership_id),
    ),
    enabled: isOpen && added.length > 0,
  })
  const who = isOne
    ? (first?.name ?? '')
    : countOf(added.length, 'member or service account', 'members or service accounts')
  const rest = rows.length - added.length
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Remove ${who}`}
      consequence={
        `Removing ${who} from ${workspaceName} ends what ${isOne ? 'they were' : 'each was'} given there. What the default role and the ` +
        'organization role give stays.' +
        (rest > 0
          ? ` ${countOf(rest, 'other comes', 'others come')} in by the organization role and cannot be removed here.`
          : '') +
        (rows.some(({ is_viewer }) => is_viewer) ? ' You are among them.' : '')
      }
      confirmLabel="Remove"
      action={() => action(added)}
    >
      <AccessEffectsView effects={data} error={error} {...(isOne && first ? { who: first.name } : {})} />
    </ConfirmDialog>
  )
}
