'use client'
import { useController } from 'react-hook-form'
import { FlowChoice } from '@/components/flows/flow-choice'
import { FieldError } from '@/components/form/field-shell'

/** Which flow a form is about. */
export function FlowField() {
  const { field, fieldState } = useController<{ flowId: string }>({ name: 'flowId' })
  const errorId = 'flow-error'
  return (
    <div className="grid gap-1.5">
      <FlowChoice
        label="Flow"
        placeholder="Choose a flow"
        flowId={field.value || null}
        onChoose={field.onChange}
        buttonRef={field.ref}
        errorId={fieldState.error ? errorId : undefined}
      />
      <FieldError id={errorId} message={fieldState.error?.message} />
    </div>
  )
}
