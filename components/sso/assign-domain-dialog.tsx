'use client'
import { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { SelectField } from '@/components/form/select-field'
import type { SsoConnectionSummary } from '@/lib/sso/connection-schema'
import type { SsoDomainView } from '@/lib/sso/domain-schema'
import { useDomains } from './use-domains'

type AssignDomainDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  domain: SsoDomainView
  connections: SsoConnectionSummary[]
}

const schema = z.object({ connectionId: z.uuid().nullable() })

/** Says which connection speaks for the addresses of a domain. */
export function AssignDomainDialog(props: AssignDomainDialogProps) {
  const { isOpen, onOpenChange, accountId, domain, connections } = props
  const { assign } = useDomains(accountId)
  const before = domain.connection?.id ?? null
  return (
    <DialogForm<z.input<typeof schema>, SsoDomainView>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Assign connection to ${domain.domain}`}
      description="What this connection says of the domain’s addresses makes members and signs in existing ones."
      schema={schema}
      defaultValues={{ connectionId: before }}
      action={({ connectionId }) =>
        assign.submit({ accountId, domainId: domain.id, connectionId, expectedConnectionId: before })
      }
      submitLabel="Assign"
    >
      <SelectField
        name="connectionId"
        label="Connection"
        nullOption="none"
        options={[
          { value: 'none', label: 'None' },
          ...connections.map(({ id, name, state }) => ({
            value: id,
            label: name,
            disabledReason:
              state === 'ACTIVE' ? undefined : 'It is not active, so nobody could sign in through it.',
          })),
        ]}
      />
    </DialogForm>
  )
}
