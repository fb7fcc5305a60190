'use client'
import { useRouter } from 'next/navigation'
import { useWatch } from 'react-hook-form'
import { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { SelectField } from '@/components/form/select-field'
import { TextareaField } from '@/components/form/textarea-field'
import { TextField } from '@/components/form/text-field'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { startFlowRunAction } from '@/lib/flow-runs/actions'
import { startFlowRunInput } from '@/lib/flow-runs/orders/order-schema'
import { flowRunKeys } from '@/lib/flow-runs/queries'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import { parametersOf, startOf, tagsOf } from './start-run-values'
import { FlowField } from './flow-field'
import { useRunsPlace } from './runs-place'

type StartRunDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** The flow to begin with. */
  flowId: string | null
}

const schema = z
  .object({
    flowId: startFlowRunInput.shape.flowId,
    name: z.string().max(400),
    parameters: z.string(),
    tags: z.string(),
    when: z.enum(['now', 'later']),
    startAt: z.string(),
  })
  .superRefine((values, context) => {
    const problems = {
      parameters: parametersOf(values.parameters),
      startAt: startOf(values, Date.now()),
    }
    for (const [path, result] of Object.entries(problems))
      if ('error' in result) context.addIssue({ code: 'custom', path: [path], message: result.error })
  })
type Values = z.input<typeof schema>

/** Schedules a run of a flow, now or for later. */
export function StartRunDialog(props: StartRunDialogProps) {
  const { isOpen, onOpenChange, flowId } = props
  const { of, runHref } = useRunsPlace()
  const router = useRouter()
  const { submit } = useActionMutation(startFlowRunAction, {
    invalidates: [flowRunKeys.all(of)],
    successMessage: 'The run is scheduled.',
  })
  return (
    <DialogForm<Values, { id: string }>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Start run"
      description="Roster records the run as scheduled. Whatever executes the flows of this workspace picks it up from here; if nothing does, it becomes late."
      schema={schema}
      defaultValues={{ flowId: flowId ?? '', name: '', parameters: '', tags: '', when: 'now', startAt: '' }}
      action={(values) => submit(orderOf(of, values))}
      // Closing would write the address of the list over that of the run.
      closesOnSuccess={false}
      onSuccess={({ id }) => router.push(runHref(id))}
      submitLabel="Start run"
    >
      <FlowField />
      <TextField
        name="name"
        label="Name"
        isOptional
        hint="Left empty, Roster makes one up."
        autoComplete="off"
      />
      <TextareaField
        name="parameters"
        label="Parameters"
        isOptional
        rows={4}
        placeholder={'{"day": "2026-11-20"}'}
        hint="One JSON object: a value for each parameter of the flow that shall not have its default."
      />
      <TextField name="tags" label="Tags" isOptional hint="Separated by commas." autoComplete="off" />
      <When />
    </DialogForm>
  )
}

const moments = [
  { value: 'now', label: 'Now' },
  { value: 'later', label: 'At a time…' },
]

function When() {
  const when: unknown = useWatch({ name: 'when' })
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField name="when" label="When" options={moments} />
      {when === 'later' ? (
        <TextField name="startAt" label="Time" type="datetime-local" hint="In your time zone." />
      ) : null}
    </div>
  )
}

function orderOf(of: WorkspaceOf, values: Values) {
  const parameters = parametersOf(values.parameters)
  const start = startOf(values, Date.now())
  const name = values.name.trim()
  return {
    ...of,
    flowId: values.flowId,
    ...(name ? { name } : {}),
    ...('value' in parameters ? { parameters: parameters.value } : {}),
    tags: tagsOf(values.tags),
    expectedStart: 'value' in start ? start.value : null,
  }
}
