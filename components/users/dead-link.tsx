import type { ReactNode } from 'react'
import { AuthShell } from '@/components/shell/auth-shell'

type DeadLinkProps = {
  title: string
  /** What happened to the link. */
  message: string
  /** The way on. */
  children: ReactNode
}

/** What is behind a mailed link that opens nothing any more. */
export function DeadLink({ title, message, children }: DeadLinkProps) {
  return (
    <AuthShell title={title}>
      <div className="grid gap-4">
        <p className="text-center text-pretty">{message}</p>
        <div className="grid gap-2">{children}</div>
      </div>
    </AuthShell>
  )
}
