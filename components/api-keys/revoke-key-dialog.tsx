'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { RelativeTime } from '@/components/ui/relative-time'
import type { ApiKeyView } from '@/lib/api-keys/schema'
import type { ActionResult } from '@/lib/errors'

type RevokeKeyDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  apiKey: ApiKeyView
  action: () => Promise<ActionResult<unknown>>
}

/** Says what still uses a key, as far as one can know, then ends it. */
export function RevokeKeyDialog({ isOpen, onOpenChange, apiKey, action }: RevokeKeyDialogProps) {
  const { name, prefix } = apiKey
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Revoke ${name}`}
      consequence={
        <>
          Whatever uses <span className="font-mono text-sm text-ink">{prefix}…</span> is refused from its next
          request on. {/* Read again after the dialog was read out. */}
          <span aria-live="polite">
            <LastUse apiKey={apiKey} />
          </span>{' '}
          This cannot be undone.
        </>
      }
      confirmLabel="Revoke"
      action={action}
    />
  )
}

function LastUse({ apiKey: { last_used_at, last_used_from } }: { apiKey: ApiKeyView }) {
  if (last_used_at === null) return 'It was never used.'
  return (
    <>
      It was last used <RelativeTime value={last_used_at} />
      {last_used_from ? (
        <>
          {' '}
          from <span className="font-mono text-sm">{last_used_from}</span>
        </>
      ) : null}
      .
    </>
  )
}
