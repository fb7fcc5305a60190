'use client'
import type { ReactNode } from 'react'
import { useRef } from 'react'
import {
  FormProvider,
  useForm,
  type DefaultValues,
  type FieldValues,
  type UseFormReturn,
} from 'react-hook-form'
import type { ActionResult } from '@/lib/errors'
import type { DisabledReason } from '../ui/disabled-reason'
import { FormActions, type FormLayout } from './form-actions'
import { FormAlert } from './form-alert'
import { ReadOnlyContext } from './read-only-context'
import { type FormSchema, loadChecking, schemaResolver } from './schema-resolver'
import { showRefusal } from './show-refusal'

export type FormProps<Values extends FieldValues, Data> = {
  /** The action's own schema, or how to load it. What was typed is checked here and sent as typed; the action parses it. */
  schema: FormSchema<Values>
  defaultValues: DefaultValues<Values>
  action: (values: Values) => Promise<ActionResult<Data>>
  onSuccess?: (data: Data, values: Values) => void
  submitLabel: string
  submitVariant?: 'primary' | 'danger'
  /** Beside the submit button: a cancel button, a link. */
  secondaryAction?: ReactNode
  layout?: FormLayout
  /** Why this person may not change it: fields become read-only and the button says why. */
  disabledReason?: DisabledReason | undefined
  /** Names the form for screen readers where several stand on a page. */
  label?: string
  children: ReactNode
}

export function Form<Values extends FieldValues, Data>(props: FormProps<Values, Data>) {
  const { schema, defaultValues, action, onSuccess, disabledReason, label, children } = props
  const element = useRef<HTMLFormElement>(null)
  const form: UseFormReturn<Values, unknown, Values> = useForm<Values, unknown, Values>({
    resolver: schemaResolver(schema),
    defaultValues,
    mode: 'onSubmit',
    reValidateMode: 'onChange',
  })

  async function send(values: Values) {
    const result = await action(values).catch(() => null)
    if (result === null) return form.setError('root', { message: unreachable })
    if (!result.ok) return showRefusal({ form, element: element.current, error: result.error })
    form.reset(values)
    onSuccess?.(result.data, values)
  }

  return (
    <FormProvider {...form}>
      <form
        ref={element}
        // A press before hydration must not put what was typed into the address.
        method="post"
        noValidate
        aria-label={label}
        onSubmit={(event) => {
          // A form in a dialog is a child of the page's form in React's tree, though not in the document.
          event.stopPropagation()
          void form.handleSubmit(send)(event)
        }}
      >
        <FormAlert />
        <ReadOnlyContext value={disabledReason !== undefined}>
          <div className="grid gap-4" onFocus={() => void loadChecking(schema).catch(() => {})}>
            {children}
          </div>
        </ReadOnlyContext>
        <FormActions {...props} />
      </form>
    </FormProvider>
  )
}

const unreachable =
  'The server could not be reached. What you typed is still here; check the connection and try again.'
