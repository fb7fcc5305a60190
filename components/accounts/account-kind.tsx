'use client'
import { createContext, type ReactNode, useContext } from 'react'
import type { AccountKind } from '@/lib/accounts/schema'

const KindContext = createContext<AccountKind>('ORGANIZATION')

/** Tells everything below what kind of account the page is in. */
export function AccountKindProvider({ kind, children }: { kind: AccountKind; children: ReactNode }) {
  return <KindContext value={kind}>{children}</KindContext>
}

/** What the account is called in sentences: a personal one is no organization. */
export function useAccountWord(): 'organization' | 'account' {
  return useContext(KindContext) === 'PERSONAL' ? 'account' : 'organization'
}
