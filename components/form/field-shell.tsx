import type { ReactNode } from 'react'
import { Label } from '../ui/label'

export type FieldTexts = {
  /** The accessible name, exactly. */
  label: string
  hint?: ReactNode
  isOptional?: boolean
}

export type FieldIds = { control: string; label: string; hint: string; error: string }

type FieldShellProps = FieldTexts & {
  ids: FieldIds
  error: string | undefined
  /** At the right of the label. */
  aside?: ReactNode
  children: ReactNode
}

/** Label above, hint and error below; every field has this shape. */
export function FieldShell({
  label,
  hint,
  isOptional = false,
  ids,
  error,
  aside,
  children,
}: FieldShellProps) {
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <Label htmlFor={ids.control} id={ids.label}>
          {label}
        </Label>
        {aside}
        {isOptional ? <span className="text-xs text-faint">Optional</span> : null}
      </div>
      {children}
      {hint ? (
        <div id={ids.hint} className="text-sm text-muted">
          {hint}
        </div>
      ) : null}
      <FieldError id={ids.error} message={error} />
    </div>
  )
}

export function FieldError({ id, message }: { id: string; message: string | undefined }) {
  return (
    <div id={id} aria-live="polite" className="text-sm text-danger empty:hidden">
      {message}
    </div>
  )
}
