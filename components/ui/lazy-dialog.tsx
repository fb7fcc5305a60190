'use client'
import { type ComponentType, lazy, Suspense } from 'react'
import { useHasBeen } from '@/lib/client/use-has-been'

/**
 * A dialog whose code (form, schema, picker) is loaded when it first opens, not with the page:
 * `const InviteMembersDialog = lazyDialog(() => import('./invite-members-dialog').then((file) => file.InviteMembersDialog))`
 */
export function lazyDialog<Props extends { isOpen: boolean }>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Loaded = lazy(async () => ({ default: await load() }))

  return function LazyDialog(props: Props) {
    if (!useHasBeen(props.isOpen)) return null
    return (
      <Suspense fallback={null}>
        <Loaded {...props} />
      </Suspense>
    )
  }
}
