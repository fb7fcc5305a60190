'use client'
import type { ReactNode } from 'react'
import { useFormState } from 'react-hook-form'
import { Button } from '../ui/button'
import type { DisabledReason } from '../ui/disabled-reason'

/** `page`: buttons at the left. `dialog`: at the right. `card`: one button as wide as the form. */
export type FormLayout = 'page' | 'dialog' | 'card'

type FormActionsProps = {
  submitLabel: string
  submitVariant?: 'primary' | 'danger'
  secondaryAction?: ReactNode
  layout?: FormLayout
  disabledReason?: DisabledReason | undefined
}

const layouts: Record<FormLayout, string> = {
  page: 'mt-5 flex flex-wrap items-center gap-2',
  dialog: 'mt-6 flex flex-row-reverse flex-wrap items-center gap-2',
  card: 'mt-5 grid gap-2',
}

export function FormActions(props: FormActionsProps) {
  const { submitLabel, submitVariant = 'primary', secondaryAction, layout = 'page', disabledReason } = props
  const { isSubmitting } = useFormState()
  return (
    <div className={layouts[layout]}>
      <Button
        type="submit"
        variant={submitVariant}
        isPending={isSubmitting}
        disabledReason={disabledReason}
        isFullWidth={layout === 'card'}
      >
        {submitLabel}
      </Button>
      {secondaryAction}
    </div>
  )
}
