'use client'
import { useFormState } from 'react-hook-form'
import { FormAlertText } from './form-alert-text'

/** What went wrong with the form as a whole. The region is there before its text, so the text is announced. */
export function FormAlert() {
  const { errors } = useFormState()
  const message = errors.root?.message
  return (
    <div role="alert">
      {message ? (
        <div className="mb-4">
          <FormAlertText message={message} />
        </div>
      ) : null}
    </div>
  )
}
