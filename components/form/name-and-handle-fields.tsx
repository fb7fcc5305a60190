'use client'
import { useRef } from 'react'
import { useFormContext } from 'react-hook-form'
import { HandleField } from './handle-field'
import { TextField } from './text-field'

type NameAndHandleFieldsProps = {
  /** A handle made from a name, empty when nothing of it can be in one. */
  suggestHandle: (name: string) => string
  maxLength: number
  autoComplete?: string
}

/** A name, and a handle that follows it until somebody types one. */
export function NameAndHandleFields({
  suggestHandle,
  maxLength,
  autoComplete = 'off',
}: NameAndHandleFieldsProps) {
  const { setValue, getFieldState } = useFormContext<{ name: string; handle: string }>()
  const isHandleTyped = useRef(false)

  function suggest(name: string) {
    if (isHandleTyped.current) return
    setValue('handle', suggestHandle(name), { shouldValidate: getFieldState('handle').invalid })
  }

  return (
    <>
      <TextField
        name="name"
        label="Name"
        autoComplete={autoComplete}
        maxLength={maxLength}
        onValueChange={suggest}
      />
      <HandleField
        hint="In addresses: 3 to 40 small letters, digits and hyphens."
        onValueChange={(handle) => {
          isHandleTyped.current = handle !== ''
        }}
      />
    </>
  )
}
