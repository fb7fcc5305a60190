'use client'
import { useSyncExternalStore } from 'react'
import { deferComponent } from '@/lib/client/deferred-component'
import { toastDemand } from '@/lib/client/toast'

const { Deferred } = deferComponent(() => import('./toaster-frame').then((file) => file.ToasterFrame))

/** The place of toasts; `toast` of `lib/client/toast` fills it. */
export function Toaster() {
  const isWanted = useSyncExternalStore(toastDemand.subscribe, toastDemand.isWanted, () => false)
  return <Deferred isWanted={isWanted} props={{}} />
}
