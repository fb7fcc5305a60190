'use client'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'

type InvitationLinkDialogProps = { link: { url: string; email: string } | null; onClose: () => void }

/** A link to hand over, shown once. */
export function InvitationLinkDialog({ link, onClose }: InvitationLinkDialogProps) {
  const id = useId()
  return (
    <Dialog
      isOpen={link !== null}
      onOpenChange={onClose}
      title="Invitation link"
      description={`For ${link?.email ?? ''}. Hand it over yourself: it works once, until the invitation expires, and is not shown again.`}
    >
      <div className="grid gap-1.5">
        <Label htmlFor={id}>Link</Label>
        <Input id={id} isMono readOnly value={link?.url ?? ''} onFocus={(event) => event.target.select()} />
      </div>
      <div className="mt-4 flex flex-wrap items-center justify-end gap-2">
        <CopyButton value={link?.url ?? ''} label="Copy link" variant="primary" />
        <Button onClick={onClose}>Done</Button>
      </div>
    </Dialog>
  )
}
