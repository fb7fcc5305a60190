'use client'
import { DialogForm } from '@/components/form/dialog-form'
import { TextField } from '@/components/form/text-field'
import { addNetworkInput, type IpAllowlistView } from '@/lib/ip-allowlist/schema'
import { useIpAllowlist } from './use-ip-allowlist'

type AddNetworkDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  list: IpAllowlistView
  /** What the field begins with: the viewer's own address. */
  network: string
}

/** Puts one network on the list. */
export function AddNetworkDialog({ isOpen, onOpenChange, accountId, list, network }: AddNetworkDialogProps) {
  const { add } = useIpAllowlist(accountId)
  return (
    <DialogForm<{ network: string; description: string }, { revision: string }>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Add network"
      description={
        list.is_enforced
          ? 'Requests from it are let in at once.'
          : 'Requests from it stay let in when the list is enforced.'
      }
      schema={addNetworkInput}
      defaultValues={{ network, description: '' }}
      action={(entry) => add(list, entry)}
      submitLabel="Add"
    >
      <TextField
        name="network"
        label="Network"
        hint={hintOf(list)}
        isMono
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={100}
      />
      <TextField name="description" label="Description" isOptional autoComplete="off" maxLength={200} />
    </DialogForm>
  )
}

function hintOf({ your_address }: IpAllowlistView): string {
  const example = 'An address, or a network such as 203.0.113.0/24 or 2001:db8::/32.'
  return your_address ? `${example} Yours is ${your_address}.` : example
}
