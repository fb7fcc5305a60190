'use client'
import { Download } from 'lucide-react'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { downloadText } from '@/lib/client/download-text'
import { AlertDialog } from '../ui/alert-dialog'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { Dialog } from '../ui/dialog'
import { SecretText } from '../ui/secret-text'

type ShownSecret = { label: string; value: string; hint: string; copyLabel: string }

type SaveSecretDialogProps = {
  isOpen: boolean
  title: string
  description: ReactNode
  /** What is to be saved, the most important first. Whoever holds it forgets it in `onClosed`. */
  secrets: readonly ShownSecret[]
  /** The same as a file. */
  download?: { label: string; fileName: string; text: string }
  /** What is asked of who goes without having taken any. */
  question: { title: string; description: string }
  /** It is saved, as far as the person says. */
  onSaved: () => void
  onClosed: () => void
}

/** Shows a secret the one time it is told, and does not let go of it before it was taken or said to be saved. */
export function SaveSecretDialog(props: SaveSecretDialogProps) {
  const { isOpen, title, description, secrets, download, question, onSaved, onClosed } = props
  const [isTaken, setIsTaken] = useState(false)
  const [isAsking, setIsAsking] = useState(false)
  useWarningBeforeLeaving(isOpen && !isTaken)
  const take = () => setIsTaken(true)
  const finish = () => {
    setIsAsking(false)
    onSaved()
  }
  const leave = () => (isTaken ? finish() : setIsAsking(true))
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={leave}
      onClosed={onClosed}
      title={title}
      description={description}
      size="large"
    >
      <div className="grid gap-5">
        {secrets.map((secret, index) => (
          <Secret key={secret.label} secret={secret} isFirst={index === 0} onCopied={take} />
        ))}
      </div>
      <div
        className={`mt-6 flex flex-wrap items-center gap-2 ${download ? 'justify-between' : 'justify-end'}`}
      >
        {download ? (
          <Button
            onClick={() => {
              downloadText(download.fileName, download.text)
              take()
            }}
          >
            <Download aria-hidden />
            {download.label}
          </Button>
        ) : null}
        <Button variant={isTaken ? 'primary' : 'secondary'} onClick={leave}>
          Done
        </Button>
      </div>
      <AlertDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={question.title}
        description={question.description}
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

type SecretProps = { secret: ShownSecret; isFirst: boolean; onCopied: () => void }

function Secret({ secret: { label, value, hint, copyLabel }, isFirst, onCopied }: SecretProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <span id={id} className="text-sm font-medium text-ink">
        {label}
      </span>
      <div className="flex flex-col items-start gap-2 sm:flex-row">
        <SecretText value={value} labelledBy={id} />
        <span className="flex shrink-0 flex-wrap items-center gap-2">
          <CopyButton
            value={value}
            label={copyLabel}
            onCopied={onCopied}
            variant={isFirst ? 'primary' : 'secondary'}
          />
        </span>
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
