'use client'
import type { ComponentType } from 'react'
import { deferComponent } from '@/lib/client/deferred-component'
import { useHasBeen } from '@/lib/client/use-has-been'

/**
 * A dialog whose code (form, schema, picker) is loaded when it first opens, not with the page:
 * `const InviteMembersDialog = lazyDialog(() => import('./invite-members-dialog').then((file) => file.InviteMembersDialog))`
 */
export function lazyDialog<Props extends { isOpen: boolean }>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const { Deferred } = deferComponent(load)

  return function LazyDialog(props: Props) {
    return <Deferred isWanted={useHasBeen(props.isOpen)} props={props} />
  }
}
