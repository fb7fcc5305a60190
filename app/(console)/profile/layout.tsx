import type { ReactNode } from 'react'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { shellOfPage } from '@/lib/http/shell-data'

export default async function ProfileLayout({ children }: { children: ReactNode }) {
  return (
    <ConsoleShell shell={await shellOfPage()} place={{ kind: 'person' }}>
      {children}
    </ConsoleShell>
  )
}
