'use client'
import { type ReactNode, useId } from 'react'
import { CopyButton } from '@/components/ui/copy-button'
import { SecretText } from '@/components/ui/secret-text'

/** Copy lines below one another, their texts equally wide; anything else in it takes the whole width. */
export function CopyLines({ children }: { children: ReactNode }) {
  return (
    <div className="grid max-w-220 grid-cols-1 gap-x-2 gap-y-4 *:col-span-full sm:grid-cols-[minmax(0,1fr)_auto]">
      {children}
    </div>
  )
}

type CopyLineProps = {
  label: string
  value: string
  /** Says what is copied: "Copy redirect URI". */
  copyLabel: string
  /** Below it. */
  note?: ReactNode
}

/** Exact text that is to be pasted elsewhere; stands in `CopyLines`. */
export function CopyLine({ label, value, copyLabel, note }: CopyLineProps) {
  const id = useId()
  return (
    <div className="grid min-w-0 grid-cols-subgrid items-start justify-items-start gap-y-1.5">
      <p id={id} className="col-span-full text-sm font-medium">
        {label}
      </p>
      <SecretText value={value.trim()} labelledBy={id} />
      <span className="max-sm:pt-0.5">
        <CopyButton value={value} label={copyLabel} />
      </span>
      {note ? <div className="col-span-full text-sm text-muted">{note}</div> : null}
    </div>
  )
}
