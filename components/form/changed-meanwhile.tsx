import type { ReactNode } from 'react'

type ChangedMeanwhileProps = {
  /** What is being edited: "this workspace". */
  what: string
  /** What somebody else made of it. */
  children: ReactNode
}

/** Tells who is editing something what somebody else saved meanwhile; what was typed stays. */
export function ChangedMeanwhile({ what, children }: ChangedMeanwhileProps) {
  return (
    <div role="alert" className="rounded-md bg-warning-soft px-4 py-3 text-warning">
      <p className="font-medium">Somebody else saved {what} while you were editing.</p>
      <p className="text-pretty">{children} What you see below is yours: saving it replaces theirs.</p>
    </div>
  )
}
