'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import type { ActionResult } from '@/lib/errors'
import { countOf } from '@/lib/format'
import {
  endSessionsOfUserAction,
  reactivateUserAction,
  startPasswordResetAction,
  suspendUserAction,
} from '@/lib/operator/actions'
import type { OperatorUserRow } from '@/lib/operator/schema'
import { operatorKeys } from '@/lib/operator/queries'

export type UserOrder = 'suspend' | 'reactivate' | 'end_sessions' | 'reset_password'

type UserOrderDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  order: UserOrder
  user: OperatorUserRow
  /** Otherwise the link stays in the outbox, and somebody has to hand it over. */
  sendsMail: boolean
}

const verbs = {
  suspend: 'Suspend',
  reactivate: 'Reactivate',
  end_sessions: 'End sessions',
} satisfies Partial<Record<UserOrder, string>>

/** Says what an order about a person means for them, then carries it out. */
export function UserOrderDialog({ isOpen, onOpenChange, order, user, sendsMail }: UserOrderDialogProps) {
  const orders = useOrders(user, sendsMail)
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={titleOf(order, user, sendsMail)}
      tone={order === 'suspend' ? 'danger' : 'primary'}
      consequence={consequenceOf(order, user, sendsMail)}
      confirmLabel={order === 'reset_password' ? resetLabel(sendsMail) : verbs[order]}
      action={() => orders[order]({ userId: user.id })}
    />
  )
}

type Orders = Record<UserOrder, (input: { userId: string }) => Promise<ActionResult<unknown>>>

/** What the item and the button are called that make a link. */
export function resetLabel(sendsMail: boolean): string {
  return sendsMail ? 'Mail password reset' : 'Make reset link'
}

function useOrders({ name }: OperatorUserRow, sendsMail: boolean): Orders {
  const invalidates = [operatorKeys.all()]
  const suspend = useActionMutation(suspendUserAction, {
    invalidates,
    successMessage: ({ only_administrator_of: alone }) =>
      alone.length === 0
        ? `${name} is suspended.`
        : `${name} is suspended. Nobody else administers ${alone.join(', ')}.`,
  })
  const reactivate = useActionMutation(reactivateUserAction, {
    invalidates,
    successMessage: `${name} may sign in again.`,
  })
  const endSessions = useActionMutation(endSessionsOfUserAction, {
    invalidates,
    successMessage: ({ ended_sessions }) => `${countOf(ended_sessions, 'session')} of ${name} ended.`,
  })
  const resetPassword = useActionMutation(startPasswordResetAction, {
    invalidates,
    successMessage: ({ email }) =>
      sendsMail
        ? `A link is on its way to ${email}.`
        : `The link for ${email} is in the outbox: read it under Mail.`,
  })
  return {
    suspend: suspend.submit,
    reactivate: reactivate.submit,
    end_sessions: endSessions.submit,
    reset_password: resetPassword.submit,
  }
}

function titleOf(order: UserOrder, { name }: OperatorUserRow, sendsMail: boolean): string {
  switch (order) {
    case 'suspend':
      return `Suspend ${name}`
    case 'reactivate':
      return `Reactivate ${name}`
    case 'end_sessions':
      return `End sessions of ${name}`
    case 'reset_password':
      return sendsMail
        ? `Mail ${name} a link to reset the password`
        : `Make a link for ${name} to reset the password`
  }
}

function consequenceOf(order: UserOrder, user: OperatorUserRow, sendsMail: boolean): string {
  const { name, email, sessions, accounts } = user
  switch (order) {
    case 'suspend':
      return `${name} is signed out of ${countOf(sessions, 'browser')}, and neither the password nor an API key lets them in. They stay a member of ${countOf(accounts, 'account')}; nothing of theirs is removed.`
    case 'reactivate':
      return `${name} may sign in again, and API keys that still hold work.`
    case 'end_sessions':
      return `${name} is signed out of ${countOf(sessions, 'browser')} and may sign in again. API keys go on working.`
    case 'reset_password':
      return sendsMail
        ? `A link that is open for an hour goes to ${email}. The password stays until it is used; you see neither.`
        : `This installation sends no mail: the link stays in the outbox, under Mail, for you to hand to ${name}. It is open for an hour, and that you read it is recorded. The password stays until it is used.`
  }
}
