'use client'
import { DialogForm } from '@/components/form/dialog-form'
import { TextField } from '@/components/form/text-field'
import { addSsoDomainInput, type SsoDomainView } from '@/lib/sso/domain-schema'
import { useDomains } from './use-domains'

type AddDomainDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  onAdded: (domain: SsoDomainView) => void
}

const schema = addSsoDomainInput.omit({ accountId: true })

/** Notes a domain; the record that proves it is shown next. */
export function AddDomainDialog({ isOpen, onOpenChange, accountId, onAdded }: AddDomainDialogProps) {
  const { add } = useDomains(accountId)
  return (
    <DialogForm<{ domain: string }, SsoDomainView>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Add domain"
      description="You get a DNS record next, which proves that the domain is yours."
      schema={schema}
      defaultValues={{ domain: '' }}
      action={({ domain }) => add.submit({ accountId, domain })}
      onSuccess={onAdded}
      submitLabel="Add"
    >
      <TextField
        name="domain"
        label="Domain"
        hint="What follows the @ in your addresses, such as example.com. Subdomains are domains of their own."
        isMono
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={300}
      />
    </DialogForm>
  )
}
