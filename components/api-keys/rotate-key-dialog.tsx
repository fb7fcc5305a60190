'use client'
import { useWatch } from 'react-hook-form'
import { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { expiryOf, expirySchema, keyExpiryChoices, refineExpiry } from '@/components/form/expiry'
import { ExpiryField } from '@/components/form/expiry-field'
import { SelectField } from '@/components/form/select-field'
import { overlapLimitHours } from '@/lib/api-keys/limits'
import type { ApiKeyView, CreatedKey } from '@/lib/api-keys/schema'
import type { ActionResult } from '@/lib/errors'

/** How a key is replaced; without `expiresAt` the new one lives as long as the old one was made for. */
export type Rotation = { overlapHours: number; expiresAt?: string | null }

type RotateKeyDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  apiKey: ApiKeyView
  action: (rotation: Rotation) => Promise<ActionResult<CreatedKey>>
  onCreated: (created: CreatedKey) => void
}

const overlaps = [
  { value: '0', label: 'At once' },
  { value: '1', label: 'In an hour' },
  { value: '8', label: 'In 8 hours' },
  { value: '24', label: 'In a day' },
  { value: String(overlapLimitHours), label: 'In 2 days' },
]

const schema = z.object({ overlap: z.string(), ...expirySchema }).superRefine(refineExpiry)
type Values = z.infer<typeof schema>

/** Replaces a key by a new one, with a time in which both work. */
export function RotateKeyDialog({ isOpen, onOpenChange, apiKey, action, onCreated }: RotateKeyDialogProps) {
  return (
    <DialogForm<Values, CreatedKey>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Rotate key"
      description={`A new key takes the place of ${apiKey.name}, and may do the same.`}
      schema={schema}
      defaultValues={{ overlap: '24', expiresAt: 'keep', expiresOn: '' }}
      action={({ overlap, ...expiry }) => {
        const expiresAt = expiryOf(expiry)
        return action({ overlapHours: Number(overlap), ...(expiresAt === undefined ? {} : { expiresAt }) })
      }}
      onSuccess={onCreated}
      submitLabel="Rotate key"
    >
      <SelectField
        name="overlap"
        label="The old key stops"
        options={overlaps}
        hint={<OverlapHint expiresAt={apiKey.expires_at} />}
      />
      <ExpiryField choices={keyExpiryChoices} keepLabel="As long as the old one" />
    </DialogForm>
  )
}

function OverlapHint({ expiresAt }: { expiresAt: string | null }) {
  const overlap: unknown = useWatch({ name: 'overlap' })
  if (overlap === '0')
    return 'Whatever still uses the old key is refused from that moment on. For a key that somebody else has seen.'
  return (
    'Both keys work until then: put the new one everywhere meanwhile.' +
    (expiresAt === null ? '' : ' The old one never lives longer than it would have.')
  )
}
