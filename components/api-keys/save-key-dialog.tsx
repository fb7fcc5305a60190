'use client'
import { Download } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { SecretText } from '@/components/ui/secret-text'
import type { CreatedKey } from '@/lib/api-keys/schema'
import { downloadText } from '@/lib/client/download-text'

type SaveKeyDialogProps = {
  isOpen: boolean
  /** The one place that holds the secret; whoever owns it forgets it in `onClosed`. */
  created: CreatedKey
  /** It is saved, as far as the person says. */
  onSaved: () => void
  onClosed: () => void
}

/** Shows a key the one time it is told, and does not let go of it before it was taken or said to be saved. */
export function SaveKeyDialog({ isOpen, created, onSaved, onClosed }: SaveKeyDialogProps) {
  const { name, key, command, env_file } = created
  const [isTaken, setIsTaken] = useState(false)
  const [isAsking, setIsAsking] = useState(false)
  useWarningBeforeLeaving(isOpen && !isTaken)
  const take = () => setIsTaken(true)
  const finish = () => {
    setIsAsking(false)
    onSaved()
  }
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={() => (isTaken ? finish() : setIsAsking(true))}
      onClosed={onClosed}
      title="Save your API key"
      description={
        <>
          The key <span className="font-medium text-ink wrap-anywhere">{name}</span> is shown this one time.
          Roster keeps no copy: a lost key is replaced by rotating it.
        </>
      }
      size="large"
    >
      <div className="grid gap-5">
        <Secret
          label="API key"
          value={key}
          hint="Hand it only to what shall use it, and keep it out of code."
        >
          <CopyButton value={key} label="Copy key" variant="primary" onCopied={take} />
        </Secret>
        <Secret
          label="Configuration command"
          value={command}
          hint="Run it where your flows are executed: it sets the address and the key."
        >
          <CopyButton value={command} label="Copy command" onCopied={take} />
        </Secret>
      </div>
      <div className="mt-6 flex flex-wrap items-center justify-between gap-2">
        <Button
          onClick={() => {
            downloadText(`${fileNameOf(name)}.env`, env_file)
            take()
          }}
        >
          <Download aria-hidden />
          Download .env
        </Button>
        <Button
          variant={isTaken ? 'primary' : 'secondary'}
          onClick={() => (isTaken ? finish() : setIsAsking(true))}
        >
          Done
        </Button>
      </div>
      <AlertDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title="Have you saved your API key?"
        description="It was neither copied nor downloaded, and cannot be shown again."
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Go back</Button>
            <Button variant="primary" onClick={finish}>
              I have saved it
            </Button>
          </>
        }
      />
    </Dialog>
  )
}

type SecretProps = { label: string; value: string; hint: string; children: React.ReactNode }

function Secret({ label, value, hint, children }: SecretProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <span id={id} className="text-sm font-medium text-ink">
        {label}
      </span>
      <div className="flex flex-col items-start gap-2 sm:flex-row">
        <SecretText value={value} labelledBy={id} />
        <span className="flex shrink-0 flex-wrap items-center gap-2">{children}</span>
      </div>
      <p className="text-sm text-muted">{hint}</p>
    </div>
  )
}

/** Closing or reloading the tab would lose it too. */
function useWarningBeforeLeaving(isWanted: boolean) {
  useEffect(() => {
    if (!isWanted) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isWanted])
}

function fileNameOf(name: string): string {
  return (
    name
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '')
      .toLowerCase() || 'roster'
  )
}
