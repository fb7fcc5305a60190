'use client'
import { useQuery } from '@tanstack/react-query'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { consequenceText, type Counted } from '@/components/members/consequence-text'
import type { ActionResult } from '@/lib/errors'
import { serviceAccountQueries } from '@/lib/service-accounts/queries'
import type { ServiceAccountInput, ServiceAccountView } from '@/lib/service-accounts/schema'

type EndServiceAccountDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  organizationName: string
  account: ServiceAccountView
  change: 'suspend' | 'delete'
  action: (input: ServiceAccountInput) => Promise<ActionResult<unknown>>
  onDone?: (() => void) | undefined
}

const changes = {
  suspend: {
    label: 'Suspend',
    verb: 'Suspending',
    keys: 'stops',
    rest: 'It takes effect at once. Its role, its workspaces and its keys are kept, and work again when it is reactivated.',
  },
  delete: {
    label: 'Delete',
    verb: 'Deleting',
    keys: 'revokes',
    rest: 'This cannot be undone. What it did stays in the audit log.',
  },
} as const

/** Says in numbers what suspending or deleting a service account ends, then does it. */
export function EndServiceAccountDialog(props: EndServiceAccountDialogProps) {
  const { isOpen, onOpenChange, accountId, organizationName, account, change, action, onDone } = props
  const { label, verb, keys, rest } = changes[change]
  const of = { accountId, serviceAccountId: account.id }
  const counted = useCounted(of, isOpen)
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`${label} ${account.name}`}
      consequence={
        <>
          {/* Counted after the dialog was read out. */}
          <span aria-live="polite">
            {consequenceText({
              subject: `${verb} ${account.name}`,
              organizationName,
              whose: 'its',
              keys,
              counted,
            })}
          </span>{' '}
          {rest}
        </>
      }
      confirmLabel={label}
      action={() => action(of)}
      onSuccess={() => onDone?.()}
    />
  )
}

function useCounted(of: ServiceAccountInput, isWanted: boolean): Counted {
  const { data, isError } = useQuery({ ...serviceAccountQueries.consequences(of), enabled: isWanted })
  if (isError) return 'unknown'
  return data ? { ...data, isAtLeast: false } : 'counting'
}
