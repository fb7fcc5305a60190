'use client'
import { useRef } from 'react'
import { useFormContext } from 'react-hook-form'
import { TextField } from '@/components/form/text-field'
import { suggestHandle } from '@/lib/accounts/schema'

/** A name, and a handle that follows it until somebody types one. */
export function OrganizationNameAndHandle() {
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
        autoComplete="organization"
        maxLength={200}
        onValueChange={suggest}
      />
      <TextField
        name="handle"
        label="Handle"
        hint="In addresses: 3 to 40 small letters, digits and hyphens."
        isMono
        autoCapitalize="none"
        spellCheck={false}
        autoComplete="off"
        onValueChange={(handle) => {
          isHandleTyped.current = handle !== ''
        }}
      />
    </>
  )
}
