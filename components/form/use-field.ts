'use client'
import { use, useId } from 'react'
import { get, useFormContext, useFormState } from 'react-hook-form'
import type { FieldIds } from './field-shell'
import { ReadOnlyContext } from './read-only-context'

type UseFieldOptions = { name: string; hasHint: boolean; isReadOnly?: boolean | undefined }

/** What every field needs from the form around it: its error, its ids, whether it may be changed. */
export function useField({ name, hasHint, isReadOnly = false }: UseFieldOptions) {
  const { register, control, setValue } = useFormContext()
  const { errors } = useFormState({ control, name })
  const isFormReadOnly = use(ReadOnlyContext)
  const ids = useFieldIds()
  const error = messageOf(get(errors, name))
  const described = [error ? ids.error : null, hasHint ? ids.hint : null].filter((id) => id !== null)
  return {
    ids,
    error,
    control,
    register,
    setValue,
    isReadOnly: isReadOnly || isFormReadOnly,
    describedBy: described.length > 0 ? described.join(' ') : undefined,
  }
}

function useFieldIds(): FieldIds {
  const id = useId()
  return { control: `${id}control`, label: `${id}label`, hint: `${id}hint`, error: `${id}error` }
}

// A list that is one control here carries the error of its first part.
function messageOf(error: unknown): string | undefined {
  if (Array.isArray(error)) return error.map(messageOf).find((message) => message !== undefined)
  if (typeof error !== 'object' || error === null) return undefined
  const message: unknown = Reflect.get(error, 'message')
  return typeof message === 'string' ? message : undefined
}
