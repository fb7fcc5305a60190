'use client'
import type { ReactNode } from 'react'
import type { FieldValues } from 'react-hook-form'
import { Button } from '../ui/button'
import { Dialog, type DialogProps } from '../ui/dialog'
import { Form, type FormProps } from './form'

type DialogFormProps<Values extends FieldValues, Data> = Pick<
  DialogProps,
  'isOpen' | 'onOpenChange' | 'title' | 'description' | 'size'
> &
  Pick<
    FormProps<Values, Data>,
    'schema' | 'defaultValues' | 'action' | 'onSuccess' | 'submitLabel' | 'submitVariant' | 'disabledReason'
  > & {
    /** False where the dialog goes on with an outcome after success. */
    closesOnSuccess?: boolean
    children: ReactNode
  }

/** A form in a dialog. It closes on success, and not by a press beside it, which would lose what was typed. */
export function DialogForm<Values extends FieldValues, Data>(props: DialogFormProps<Values, Data>) {
  const {
    isOpen,
    onOpenChange,
    title,
    description,
    size = 'medium',
    closesOnSuccess = true,
    onSuccess,
    ...form
  } = props
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      size={size}
      closesOnOutsidePress={false}
    >
      <Form
        {...form}
        layout="dialog"
        secondaryAction={<Button onClick={() => onOpenChange(false)}>Cancel</Button>}
        onSuccess={(data, values) => {
          if (closesOnSuccess) onOpenChange(false)
          onSuccess?.(data, values)
        }}
      />
    </Dialog>
  )
}
