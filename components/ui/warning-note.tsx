import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

/** Below a page's heading: a state that changes what everything on the page means. */
export function WarningNote({ children }: { children: ReactNode }) {
  return (
    <p className="mt-4 flex items-start gap-3 rounded-md border border-transparent bg-warning-soft px-4 py-3 text-warning">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="text-pretty">{children}</span>
    </p>
  )
}
