'use client'
import { parseAsString, useQueryState } from 'nuqs'
import { createContext, type ReactNode, use, useMemo } from 'react'
import { invariant } from '@/lib/errors'

/** The account whose audit log is shown. */
export type AuditPlace = { accountId: string; handle: string }

const PlaceContext = createContext<AuditPlace | null>(null)

type AuditPlaceProviderProps = AuditPlace & { children: ReactNode }

/** Tells everything below whose audit log it shows. */
export function AuditPlaceProvider({ accountId, handle, children }: AuditPlaceProviderProps) {
  const place = useMemo(() => ({ accountId, handle }), [accountId, handle])
  return <PlaceContext value={place}>{children}</PlaceContext>
}

export function useAuditPlace(): AuditPlace {
  const place = use(PlaceContext)
  invariant(place !== null, 'events are shown below an account')
  return place
}

/** The event that is shown whole, kept in the URL; null for none. */
export function useShownEvent() {
  return useQueryState('show', parseAsString.withOptions({ history: 'push', shallow: true }))
}
