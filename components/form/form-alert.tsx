'use client'
import { CircleAlert } from 'lucide-react'
import { useFormState } from 'react-hook-form'

/** What went wrong with the form as a whole. The region is there before its text, so the text is announced. */
export function FormAlert() {
  const { errors } = useFormState()
  const message = errors.root?.message
  return (
    <div role="alert">
      {message ? (
        <p className="mb-4 flex gap-2 rounded-md border border-danger bg-danger-soft px-3 py-2 text-danger">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>{message}</span>
        </p>
      ) : null}
    </div>
  )
}
