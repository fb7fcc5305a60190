'use client'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { toastDemand } from '@/lib/client/toast'

const ToasterFrame = lazy(() => import('./toaster-frame').then((file) => ({ default: file.ToasterFrame })))

/** The place of toasts; `toast` of `lib/client/toast` fills it. */
export function Toaster() {
  const isWanted = useSyncExternalStore(toastDemand.subscribe, toastDemand.isWanted, () => false)
  if (!isWanted) return null
  return (
    <Suspense fallback={null}>
      <ToasterFrame />
    </Suspense>
  )
}
